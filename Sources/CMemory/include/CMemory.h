#ifndef REVIEWFERRY_MEMORY_H
#define REVIEWFERRY_MEMORY_H

#include <malloc.h>
#include <stddef.h>

/* Asks the processor to fetch memory that will be read soon; Swift has no word for it. Never faults. */
static inline void prefetch_bytes(const void *start, size_t count) {
  const char *line = (const char *)start;
  const char *end = line + count;
  for (; line < end; line += 64) __builtin_prefetch(line, 0, 3);
}

/* Gives the system back what was freed, which the allocator keeps between pieces still in use; other allocators than
   glibc's do so by themselves or not at all. */
static inline void give_back_freed_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

#endif
