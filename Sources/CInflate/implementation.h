// What a library has to do: the functions of cinflate.h, for a state of its own.
#pragma once
#include "cinflate.h"

typedef struct {
  void *(*create)(void);
  cinflate_status (*run)(void *state, cinflate_buffers *buffers);
  void (*next_member)(void *state);
  void (*destroy)(void *state);
} cinflate_implementation;

/// The checksum and the length behind the data of a member, four bytes each.
enum { CINFLATE_TRAILER_LENGTH = 8 };

/// NULL where the build has not got the library.
const cinflate_implementation *cinflate_zlib(void);
const cinflate_implementation *cinflate_isal(void);

/// Reads a header, and nothing behind it, with a state of zlib's that is not used for more.
cinflate_status cinflate_zlib_header(void *state, cinflate_buffers *buffers, bool *is_complete);
