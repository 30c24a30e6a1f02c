#ifndef REVIEWFERRY_CBYTES_H
#define REVIEWFERRY_CBYTES_H

#include <stddef.h>
#include <stdint.h>

// How often two bytes occur.
typedef struct {
  size_t first;
  size_t second;
} cbytes_counts;

// Counts two bytes in `length` bytes, as fast as memory gives them.
//
// In C, because clang makes a vector loop of it, for the processor at hand; from the same loop the Swift compiler
// makes seven instructions a byte.
cbytes_counts cbytes_count(const uint8_t *bytes, size_t length, uint8_t first, uint8_t second);

#endif
