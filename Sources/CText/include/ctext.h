#ifndef REVIEWFERRY_CTEXT_H
#define REVIEWFERRY_CTEXT_H

#include <stddef.h>
#include <stdint.h>

// Copies up to the first byte that a JSON string must escape (RFC 8259, section 7: `"`, `\` and the bytes below
// 0x20) and returns how many bytes that were.
//
// `to` must have room for `count` bytes; those behind the returned count may be overwritten. Nothing is read
// behind `from + count`. The runs must not overlap.
size_t ctext_copy_unescaped(const uint8_t *from, size_t count, uint8_t *to);

#endif
