// Loops over bytes whose vector instructions Swift does not reach: it has no "which lanes" for a comparison.

#include "ctext.h"

#include <stdbool.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

static bool must_be_escaped(uint8_t byte) { return byte < 0x20 || byte == '"' || byte == '\\'; }

// Zero where no byte of the word must be escaped; else the lowest set bit is in the first such byte.
//
// The subtraction borrows into bytes above a true hit only, so the lowest hit is exact (Bit Twiddling Hacks,
// "Determine if a word has a byte less than n").
static uint64_t escapes_in_word(uint64_t word) {
  const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
  const uint64_t quotes = word ^ ones * '"', backslashes = word ^ ones * '\\';
  return (((word - ones * 0x20) & ~word) | ((quotes - ones) & ~quotes) | ((backslashes - ones) & ~backslashes)) & highs;
}

static size_t first_byte(uint64_t hits) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  hits = __builtin_bswap64(hits);
#endif
  return (size_t)__builtin_ctzll(hits) >> 3;
}

#if defined(__SSE2__)
// A bit for each of 16 bytes that must be escaped; copies all of them.
static unsigned copy_16(const uint8_t *from, uint8_t *to) {
  const __m128i bytes = _mm_loadu_si128((const __m128i *)from);
  _mm_storeu_si128((__m128i *)to, bytes);
  const __m128i quotes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i backslashes = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  // Unsigned "at most 0x1F": the smaller of both is the byte itself.
  const __m128i controls = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, backslashes), controls));
}
#endif

#if defined(__SSE2__)
// Of 16 bytes or more; the last 16 are looked at once more instead of what is left one by one.
static size_t copy_by_vectors(const uint8_t *from, size_t count, uint8_t *to) {
  size_t index = 0;
  for (; count - index >= 32; index += 32) {
    const unsigned low = copy_16(from + index, to + index), high = copy_16(from + index + 16, to + index + 16);
    if ((low | high) != 0) return index + (size_t)__builtin_ctz(low | high << 16);
  }
  if (count - index >= 16) {
    const unsigned hits = copy_16(from + index, to + index);
    if (hits != 0) return index + (size_t)__builtin_ctz(hits);
  }
  const unsigned hits = copy_16(from + count - 16, to + count - 16);
  return hits != 0 ? count - 16 + (size_t)__builtin_ctz(hits) : count;
}
#endif

#if defined(__x86_64__)
#define WITH_AVX2 __attribute__((target("avx2,bmi")))

// As copy_16, for 32 bytes.
static inline WITH_AVX2 unsigned copy_32(const uint8_t *from, uint8_t *to) {
  const __m256i bytes = _mm256_loadu_si256((const __m256i *)from);
  _mm256_storeu_si256((__m256i *)to, bytes);
  const __m256i quotes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
  const __m256i backslashes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
  const __m256i controls = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1F)), bytes);
  return (unsigned)_mm256_movemask_epi8(_mm256_or_si256(_mm256_or_si256(quotes, backslashes), controls));
}

// Of 32 bytes or more, as copy_by_vectors.
static WITH_AVX2 size_t copy_by_wide_vectors(const uint8_t *from, size_t count, uint8_t *to) {
  size_t index = 0;
  for (; count - index >= 32; index += 32) {
    const unsigned hits = copy_32(from + index, to + index);
    if (hits != 0) return index + (size_t)__builtin_ctz(hits);
  }
  const unsigned hits = copy_32(from + count - 32, to + count - 32);
  return hits != 0 ? count - 32 + (size_t)__builtin_ctz(hits) : count;
}
#endif

size_t ctext_copy_unescaped(const uint8_t *from, size_t count, uint8_t *to) {
#if defined(__x86_64__)
  if (count >= 32 && __builtin_cpu_supports("avx2")) return copy_by_wide_vectors(from, count, to);
#endif
#if defined(__SSE2__)
  if (count >= 16) return copy_by_vectors(from, count, to);
#endif
  size_t index = 0;
  for (; count - index >= 8; index += 8) {
    uint64_t word;
    memcpy(&word, from + index, 8);
    memcpy(to + index, &word, 8);
    const uint64_t hits = escapes_in_word(word);
    if (hits != 0) return index + first_byte(hits);
  }
  for (; index < count && !must_be_escaped(from[index]); index++) to[index] = from[index];
  return index;
}
