#ifndef REVIEWFERRY_CLIBXML2_SHIM_H
#define REVIEWFERRY_CLIBXML2_SHIM_H

// ICU's headers would come in with encoding.h, and those of Foundation's own ICU say otherwise: a module that imports both
// may not compile. Only the handler of an encoding has other members without them, which nobody here touches.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

// parser.h comes first: in libxml2 2.9, dict.h alone does not know xmlChar.
#include <libxml/parser.h>

#include <libxml/dict.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#endif
