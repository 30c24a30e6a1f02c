#include "cbytes.h"

// With AVX2 where the processor has it, decided once when the program is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_THE_PROCESSOR __attribute__((target_clones("avx2", "default")))
#else
#define FOR_THE_PROCESSOR
#endif

// What a count of one byte holds: so the inner loop adds bytes, 32 at a time.
enum { run_length = 255 };

FOR_THE_PROCESSOR
cbytes_counts cbytes_count(const uint8_t *bytes, size_t length, uint8_t first, uint8_t second) {
  enum { lanes = 64 };
  cbytes_counts counts = {0, 0};
  size_t at = 0;
  while (length - at >= lanes) {
    uint8_t firsts[lanes] = {0}, seconds[lanes] = {0};
    size_t runs = (length - at) / lanes;
    if (runs > run_length) runs = run_length;
    for (size_t run = 0; run < runs; run++, at += lanes) {
      for (size_t lane = 0; lane < lanes; lane++) {
        firsts[lane] += bytes[at + lane] == first;
        seconds[lane] += bytes[at + lane] == second;
      }
    }
    for (size_t lane = 0; lane < lanes; lane++) {
      counts.first += firsts[lane];
      counts.second += seconds[lane];
    }
  }
  for (; at < length; at++) {
    counts.first += bytes[at] == first;
    counts.second += bytes[at] == second;
  }
  return counts;
}
