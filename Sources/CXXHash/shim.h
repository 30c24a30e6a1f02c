// xxHash as a Swift module, with the vector code that fits the processor where the library has several.
#pragma once
#include <xxhash.h>

#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#define XXH_DISPATCH_DISABLE_REPLACE 1
#include <xxh_x86dispatch.h>

static inline XXH128_hash_t cxxhash_128bits(const void *bytes, size_t count) {
  return XXH3_128bits_dispatch(bytes, count);
}

static inline XXH_errorcode cxxhash_128bits_update(XXH3_state_t *state, const void *bytes, size_t count) {
  return XXH3_128bits_update_dispatch(state, bytes, count);
}
#else
static inline XXH128_hash_t cxxhash_128bits(const void *bytes, size_t count) { return XXH3_128bits(bytes, count); }

static inline XXH_errorcode cxxhash_128bits_update(XXH3_state_t *state, const void *bytes, size_t count) {
  return XXH3_128bits_update(state, bytes, count);
}
#endif
