#include "implementation.h"
#include <stdlib.h>

struct cinflate {
  const cinflate_implementation *does;
  void *state;
};

static const cinflate_implementation *implementation(cinflate_library library) {
  return library == CINFLATE_ISAL ? cinflate_isal() : cinflate_zlib();
}

bool cinflate_has(cinflate_library library) { return implementation(library) != NULL; }

cinflate *cinflate_create(cinflate_library library) {
  const cinflate_implementation *does = implementation(library);
  cinflate *inflater = does ? malloc(sizeof *inflater) : NULL;
  if (!inflater) return NULL;
  *inflater = (cinflate){does, does->create()};
  if (inflater->state) return inflater;
  free(inflater);
  return NULL;
}

cinflate_status cinflate_run(cinflate *inflater, cinflate_buffers *buffers) {
  return inflater->does->run(inflater->state, buffers);
}

void cinflate_next_member(cinflate *inflater) { inflater->does->next_member(inflater->state); }

void cinflate_destroy(cinflate *inflater) {
  if (!inflater) return;
  inflater->does->destroy(inflater->state);
  free(inflater);
}
