#ifndef REVIEWFERRY_CLIBXML2_SHIM_H
#define REVIEWFERRY_CLIBXML2_SHIM_H

// parser.h comes first: in libxml2 2.9, dict.h alone does not know xmlChar.
#include <libxml/parser.h>

#include <libxml/dict.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#endif
