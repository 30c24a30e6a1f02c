#include "implementation.h"
#include <stdlib.h>
#if __has_include(<isa-l/igzip_lib.h>)
#include <isa-l/igzip_lib.h>
#include <string.h>

// zlib reads the header: isal_inflate forgets the flags and the checksum of one that comes in two pieces (2.30 and newer).
typedef struct {
  void *header;
  bool is_in_data;
  struct inflate_state data;
  // Found while bytes before it were still to be given; MORE where nothing was found.
  cinflate_status damage;
} state_of_both;

enum { CHECKSUM_LENGTH = 4 };

static void next_member(void *state) {
  state_of_both *both = state;
  cinflate_zlib()->next_member(both->header);
  both->is_in_data = false;
  both->damage = CINFLATE_MORE;
  isal_inflate_reset(&both->data);
  both->data.crc_flag = ISAL_GZIP_NO_HDR_VER;  // the checksum and the length behind the data are compared
}

static void destroy(void *state) {
  state_of_both *both = state;
  cinflate_zlib()->destroy(both->header);
  free(both);
}

static void *create(void) {
  state_of_both *both = calloc(1, sizeof *both);
  if (!both) return NULL;
  both->header = cinflate_zlib()->create();
  if (!both->header) {
    free(both);
    return NULL;
  }
  isal_inflate_init(&both->data);
  next_member(both);
  return both;
}

// Whether a file that breaks off inside the length has a wrong checksum before it, which zlib says at once.
static bool has_wrong_checksum(const struct inflate_state *data) {
  return data->block_state == ISAL_CHECKSUM_CHECK && data->tmp_in_size >= CHECKSUM_LENGTH
    && memcmp(data->tmp_in_buffer, &data->crc, CHECKSUM_LENGTH) != 0;
}

static cinflate_status meaning(int result, const struct inflate_state *data) {
  if (result == ISAL_INCORRECT_CHECKSUM || has_wrong_checksum(data)) return CINFLATE_BAD_CHECK;
  if (result < 0) return CINFLATE_BAD_DATA;
  return data->block_state == ISAL_BLOCK_FINISH ? CINFLATE_END_OF_MEMBER : CINFLATE_MORE;
}

// How many bytes were taken from the input that belong behind the place of the damage.
static uint32_t taken_too_many(cinflate_status status, const struct inflate_state *data) {
  if (status == CINFLATE_BAD_DATA) return data->read_in_length > 0 ? data->read_in_length / 8 : 0;
  if (status != CINFLATE_BAD_CHECK) return 0;
  return data->block_state == ISAL_CHECKSUM_CHECK ? data->tmp_in_size : CINFLATE_TRAILER_LENGTH;
}

// Gives what isal_inflate has kept for want of room: behind damage it would not.
static bool give_rest(struct inflate_state *data, cinflate_buffers *buffers) {
  uint32_t rest = (uint32_t)(data->tmp_out_valid - data->tmp_out_processed);
  uint32_t count = rest < buffers->avail_out ? rest : buffers->avail_out;
  memcpy(buffers->next_out, data->tmp_out_buffer + data->tmp_out_processed, count);
  data->tmp_out_processed += (int32_t)count;
  buffers->next_out += count;
  buffers->avail_out -= count;
  return count == rest;
}

static void inflate_data(state_of_both *both, cinflate_buffers *buffers) {
  struct inflate_state *data = &both->data;
  data->next_in = (uint8_t *)buffers->next_in;  // it is only read
  data->avail_in = buffers->avail_in;
  data->next_out = buffers->next_out;
  data->avail_out = buffers->avail_out;
  both->damage = meaning(isal_inflate(data), data);
  *buffers = (cinflate_buffers){data->next_in, data->avail_in, data->next_out, data->avail_out, 0};
}

static cinflate_status run_data(state_of_both *both, cinflate_buffers *buffers) {
  if (both->damage == CINFLATE_MORE) inflate_data(both, buffers);
  if (both->damage == CINFLATE_BAD_DATA && !give_rest(&both->data, buffers)) return CINFLATE_MORE;
  buffers->used_behind = taken_too_many(both->damage, &both->data);
  return both->damage;
}

static cinflate_status run(void *state, cinflate_buffers *buffers) {
  state_of_both *both = state;
  if (!both->is_in_data) {
    cinflate_status status = cinflate_zlib_header(both->header, buffers, &both->is_in_data);
    if (status != CINFLATE_MORE || !both->is_in_data) return status;
  }
  return run_data(both, buffers);
}

const cinflate_implementation *cinflate_isal(void) {
  static const cinflate_implementation functions = {create, run, next_member, destroy};
  return &functions;
}
#else
const cinflate_implementation *cinflate_isal(void) { return NULL; }
#endif
