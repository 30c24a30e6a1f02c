#include "cbytes_csv.h"

#if defined(__x86_64__)

#include <immintrin.h>
#include <stdbool.h>
#include <string.h>

#define WITH_AVX2 __attribute__((target("avx2,bmi,popcnt,pclmul")))

enum { block_length = 64, line_feed = 0x0A, carriage_return = 0x0D };

// One bit for each of 64 bytes.
typedef uint64_t mask;

// What a block must know of the one before.
typedef struct {
  // All ones within quotes.
  mask in_quotes;
  // Bit 0: whether a quote may open, a quote has closed, a CR stands before the block.
  mask may_open, has_closed, has_return;
  // Flags of the field that has begun.
  uint32_t flags;
} state;

typedef struct {
  mask ends, line_feeds, escapes, breaks, faults;
} marks;

static inline WITH_AVX2 mask equal(const uint8_t *bytes, uint8_t byte) {
  __m256i wanted = _mm256_set1_epi8((char)byte);
  __m256i low = _mm256_loadu_si256((const __m256i *)bytes);
  __m256i high = _mm256_loadu_si256((const __m256i *)(bytes + 32));
  mask low_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
  mask high_bits = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
  return low_bits | high_bits << 32;
}

// Each bit becomes the parity of all bits up to and with it: the product with all ones, where sums carry nothing.
static inline WITH_AVX2 mask running_parity(mask bits) {
  __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), _mm_set1_epi8(-1), 0);
  return (mask)_mm_cvtsi128_si64(product);
}

static inline WITH_AVX2 marks look(const uint8_t *bytes, uint8_t delimiter, uint8_t quote, state *state) {
  mask quotes = equal(bytes, quote);
  mask feeds = equal(bytes, line_feed);
  mask returns = equal(bytes, carriage_return);
  // From a quote that opens up to the byte before the one that closes.
  mask in_quotes = running_parity(quotes) ^ state->in_quotes;
  mask opening = quotes & in_quotes;
  mask closing = quotes & ~in_quotes;
  marks marks;
  marks.line_feeds = feeds & ~in_quotes;
  marks.ends = marks.line_feeds | (equal(bytes, delimiter) & ~in_quotes);
  marks.breaks = feeds & in_quotes;
  returns &= ~in_quotes;
  mask behind_closing = closing << 1 | state->has_closed;
  mask behind_return = returns << 1 | state->has_return;
  mask may_open = (marks.ends | closing) << 1 | state->may_open;
  marks.escapes = opening & behind_closing;
  marks.faults = (opening & ~may_open) | (behind_closing & ~(marks.ends | quotes | returns)) |
                 (behind_return & ~feeds);
  state->in_quotes = 0 - (in_quotes >> 63);
  state->may_open = (marks.ends | closing) >> 63;
  state->has_closed = closing >> 63;
  state->has_return = returns >> 63;
  return marks;
}

// Fields without doubled quotes and line breaks, four at a time, some more than there are: to guess how many there
// are costs more than to write them.
static inline WITH_AVX2 uint32_t *give_plain(marks marks, uint32_t start, uint32_t *fields) {
  uint32_t *end = fields + __builtin_popcountll(marks.ends);
  do {
    for (int i = 0; i < 4; i++) {
      uint32_t at = (uint32_t)_tzcnt_u64(marks.ends) & (block_length - 1);
      fields[i] = (start + at) | (uint32_t)(marks.line_feeds >> at & 1) * cbytes_csv_ends_line;
      marks.ends = _blsr_u64(marks.ends);
    }
    fields += 4;
  } while (fields < end);
  return end;
}

static inline WITH_AVX2 uint32_t *give(marks marks, uint32_t start, uint32_t *fields, state *state) {
  if (!(marks.escapes | marks.breaks | state->flags)) return give_plain(marks, start, fields);
  while (marks.ends) {
    mask up_to = _blsmsk_u64(marks.ends);
    uint32_t flags = state->flags;
    state->flags = 0;
    if (marks.escapes & up_to) flags |= cbytes_csv_escaped;
    if (marks.breaks & up_to) flags |= cbytes_csv_spans_lines;
    if (marks.line_feeds & up_to & marks.ends) flags |= cbytes_csv_ends_line;
    marks.escapes &= ~up_to;
    marks.breaks &= ~up_to;
    marks.line_feeds &= ~up_to;
    *fields++ = (start + (uint32_t)_tzcnt_u64(marks.ends)) | flags;
    marks.ends = _blsr_u64(marks.ends);
  }
  if (marks.escapes) state->flags |= cbytes_csv_escaped;
  if (marks.breaks) state->flags |= cbytes_csv_spans_lines;
  return fields;
}

static WITH_AVX2 size_t find(
    const uint8_t *bytes, size_t length, uint8_t delimiter, uint8_t quote, uint32_t *fields,
    size_t capacity) {
  state state = {.may_open = 1};
  uint32_t *next = fields;
  for (size_t at = 0; at < length; at += block_length) {
    if ((size_t)(next - fields) + block_length > capacity) break;
    uint8_t tail[block_length] = {0};
    const uint8_t *block = bytes + at;
    mask valid = ~(mask)0;
    if (length - at < block_length) {
      memcpy(tail, block, length - at);
      block = tail;
      valid = ((mask)1 << (length - at)) - 1;
    }
    marks marks = look(block, delimiter, quote, &state);
    bool is_sound = !(marks.faults & valid);
    if (!is_sound) valid &= _blsmsk_u64(marks.faults) >> 1;
    marks.ends &= valid;
    next = give(marks, (uint32_t)at, next, &state);
    if (!is_sound) break;
  }
  return (size_t)(next - fields);
}

size_t cbytes_csv_fields(
    const uint8_t *bytes, size_t length, uint8_t delimiter, uint8_t quote, uint32_t *fields,
    size_t capacity) {
  bool is_able = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                 __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("pclmul");
  if (!is_able) return 0;
  return find(bytes, length, delimiter, quote, fields, capacity);
}

#else

size_t cbytes_csv_fields(
    const uint8_t *bytes, size_t length, uint8_t delimiter, uint8_t quote, uint32_t *fields,
    size_t capacity) {
  (void)bytes, (void)length, (void)delimiter, (void)quote, (void)fields, (void)capacity;
  return 0;
}

#endif
