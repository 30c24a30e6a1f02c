// Inflates the members of gzip files (RFC 1952), by zlib or by ISA-L: one face, one meaning of every result.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef enum {
  CINFLATE_ZLIB,
  CINFLATE_ISAL,
} cinflate_library;

/// What one call came to.
typedef enum {
  /// Input is used up, or output is full. Where neither moved, the input is needed.
  CINFLATE_MORE,
  /// The member is complete and what it says of its data was checked; `next_in` is at the byte behind it.
  CINFLATE_END_OF_MEMBER,
  CINFLATE_NO_MEMORY,
  /// Not a gzip header, or one that contradicts itself.
  CINFLATE_BAD_HEADER,
  /// Bits that no deflate writes.
  CINFLATE_BAD_DATA,
  /// The data is not of the checksum or not of the length that stands behind it.
  CINFLATE_BAD_CHECK,
} cinflate_status;

/// Where to read and write; a call moves all four. No count may be above 1 GiB.
typedef struct {
  const uint8_t *next_in;
  uint32_t avail_in;
  uint8_t *next_out;
  uint32_t avail_out;
  /// After an error: how many bytes of the input, the last that were used, lie behind the place of the damage.
  uint32_t used_behind;
} cinflate_buffers;

typedef struct cinflate cinflate;

/// Whether this build has the library; zlib it always has.
bool cinflate_has(cinflate_library library);

/// NULL where memory is short or the library is not built in.
cinflate *cinflate_create(cinflate_library library);

/// Inflates as far as the buffers go.
///
/// Nothing of what lies behind a member is used.
cinflate_status cinflate_run(cinflate *state, cinflate_buffers *buffers);

/// Makes ready for the next member.
void cinflate_next_member(cinflate *state);

void cinflate_destroy(cinflate *state);
