#include "csimdjson.h"

#include <algorithm>
#include <memory>
#include <new>
#include <simdjson.h>

struct csimdjson_indexer {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

namespace {

// Records are mostly below 64 KiB; a longer one doubles the memory once.
constexpr size_t initial_capacity = 64 * 1024;
// The first stage does not nest; simdjson wants a number.
constexpr size_t unused_depth = 1;

bool grow(csimdjson_indexer *indexer, size_t length) {
  if (length <= indexer->parser->capacity()) return true;
  size_t wanted = std::max(length, indexer->parser->capacity() * 2);
  return indexer->parser->set_capacity(wanted) == simdjson::SUCCESS;
}

csimdjson_status status_of(simdjson::error_code error) {
  switch (error) {
  case simdjson::SUCCESS: return csimdjson_ok;
  case simdjson::EMPTY: return csimdjson_empty;
  case simdjson::UTF8_ERROR: return csimdjson_not_utf8;
  case simdjson::MEMALLOC:
  case simdjson::CAPACITY: return csimdjson_no_memory;
  default: return csimdjson_broken_string;
  }
}

}  // namespace

csimdjson_indexer *csimdjson_create(void) {
  auto indexer = new (std::nothrow) csimdjson_indexer;
  if (!indexer) return nullptr;
  auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
      initial_capacity, unused_depth, indexer->parser);
  if (error == simdjson::SUCCESS) return indexer;
  delete indexer;
  return nullptr;
}

void csimdjson_destroy(csimdjson_indexer *indexer) { delete indexer; }

csimdjson_status csimdjson_index(
    csimdjson_indexer *indexer, const uint8_t *text, size_t length, const uint32_t **positions,
    size_t *count) {
  if (length == 0) return csimdjson_empty;
  if (!indexer) return csimdjson_no_memory;
  if (!grow(indexer, length)) return csimdjson_no_memory;
  auto error = indexer->parser->stage1(text, length, simdjson::stage1_mode::regular);
  if (error != simdjson::SUCCESS) return status_of(error);
  *count = indexer->parser->n_structural_indexes;
  // There is room: simdjson has some places more than the text has bytes.
  indexer->parser->structural_indexes[*count] = static_cast<uint32_t>(length);
  *positions = indexer->parser->structural_indexes.get();
  return csimdjson_ok;
}

bool csimdjson_is_utf8(const uint8_t *text, size_t length) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(text), length);
}
