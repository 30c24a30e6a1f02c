#ifndef REVIEWFERRY_PREFETCH_H
#define REVIEWFERRY_PREFETCH_H

#include <stddef.h>

/* Asks the processor to fetch memory that will be read soon; Swift has no word for it. Never faults. */
static inline void prefetch_bytes(const void *start, size_t count) {
  const char *line = (const char *)start;
  const char *end = line + count;
  for (; line < end; line += 64) __builtin_prefetch(line, 0, 3);
}

#endif
