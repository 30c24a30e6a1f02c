#include "implementation.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
  // 15: the largest window; 16 more: a gzip header and its checksum are expected.
  GZIP_WINDOW_BITS = 15 + 16,
  // A bit of `data_type` where inflate stopped behind the header (Z_BLOCK, zlib.h).
  STOPPED_AT_BLOCK = 128,
};

static void *create(void) {
  z_stream *stream = calloc(1, sizeof *stream);
  if (stream && inflateInit2(stream, GZIP_WINDOW_BITS) == Z_OK) return stream;
  free(stream);
  return NULL;
}

// zlib tells kinds of damage apart by words only, which have not changed since 2003.
static cinflate_status kind_of_damage(const char *words) {
  if (!words) return CINFLATE_BAD_DATA;
  if (!strcmp(words, "incorrect data check") || !strcmp(words, "incorrect length check")) return CINFLATE_BAD_CHECK;
  bool is_header = strstr(words, "header") || !strcmp(words, "unknown compression method");
  return is_header ? CINFLATE_BAD_HEADER : CINFLATE_BAD_DATA;
}

static cinflate_status meaning(int result, const char *words) {
  switch (result) {
    case Z_OK:
    case Z_BUF_ERROR: return CINFLATE_MORE;
    case Z_STREAM_END: return CINFLATE_END_OF_MEMBER;
    case Z_MEM_ERROR: return CINFLATE_NO_MEMORY;
    default: return kind_of_damage(words);
  }
}

// The checksum is compared when its four bytes are read, the length when the four behind it are.
static uint32_t taken_too_many(cinflate_status status, const char *words) {
  if (status != CINFLATE_BAD_CHECK) return 0;
  return strcmp(words, "incorrect data check") ? CINFLATE_TRAILER_LENGTH : CINFLATE_TRAILER_LENGTH / 2;
}

static cinflate_status run_until(int flush, z_stream *stream, cinflate_buffers *buffers) {
  stream->next_in = (z_const Bytef *)buffers->next_in;
  stream->avail_in = buffers->avail_in;
  stream->next_out = buffers->next_out;
  stream->avail_out = buffers->avail_out;
  int result = inflate(stream, flush);
  cinflate_status status = meaning(result, stream->msg);
  *buffers = (cinflate_buffers){
    stream->next_in, stream->avail_in, stream->next_out, stream->avail_out,
    taken_too_many(status, stream->msg)};
  return status;
}

static cinflate_status run(void *state, cinflate_buffers *buffers) {
  return run_until(Z_NO_FLUSH, state, buffers);
}

cinflate_status cinflate_zlib_header(void *state, cinflate_buffers *buffers, bool *is_complete) {
  z_stream *stream = state;
  cinflate_status status = run_until(Z_BLOCK, stream, buffers);
  *is_complete = status == CINFLATE_MORE && (stream->data_type & STOPPED_AT_BLOCK);
  return status;
}

static void next_member(void *state) { inflateReset(state); }

static void destroy(void *state) {
  inflateEnd(state);
  free(state);
}

const cinflate_implementation *cinflate_zlib(void) {
  static const cinflate_implementation functions = {create, run, next_member, destroy};
  return &functions;
}
