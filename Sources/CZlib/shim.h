// zlib as a Swift module. inflateInit2 is a macro, which Swift cannot see.
#pragma once
#include <zlib.h>

static inline int czlib_inflateInit2(z_streamp stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}
