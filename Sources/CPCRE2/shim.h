#ifndef REVIEWFERRY_CPCRE2_SHIM_H
#define REVIEWFERRY_CPCRE2_SHIM_H

/* The functions for UTF-8, without their suffix _8. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif
