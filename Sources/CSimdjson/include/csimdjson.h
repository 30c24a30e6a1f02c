#ifndef REVIEWFERRY_CSIMDJSON_H
#define REVIEWFERRY_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Finds where the tokens of a JSON text begin, with simdjson's vector code.
//
// simdjson's first stage is used alone. Its second stage, the DOM, forgets how a number was written
// and where a value stood, refuses numbers that no double can hold, and copies every string; the
// reader needs the first two and wants neither of the others. Whoever walks the tokens checks the grammar.
typedef struct csimdjson_indexer csimdjson_indexer;

typedef enum {
  // Positions were written.
  csimdjson_ok = 0,
  // The text holds no token.
  csimdjson_empty,
  // The text is not UTF-8.
  csimdjson_not_utf8,
  // A string is not closed or holds a control character.
  csimdjson_broken_string,
  csimdjson_no_memory
} csimdjson_status;

csimdjson_indexer *csimdjson_create(void);
void csimdjson_destroy(csimdjson_indexer *indexer);

// Indexes `length` bytes (below 4 GiB); nothing behind them is read.
//
// On csimdjson_ok, `*positions` holds the offsets of all opening quotes, of `{}[]:,` and of the first
// byte of every other token, in order, outside of strings, and behind them `length`; valid until the next call.
csimdjson_status csimdjson_index(
    csimdjson_indexer *indexer, const uint8_t *text, size_t length, const uint32_t **positions,
    size_t *count);

bool csimdjson_is_utf8(const uint8_t *text, size_t length);

#ifdef __cplusplus
}
#endif

#endif
