#ifndef REVIEWFERRY_CBYTES_CSV_H
#define REVIEWFERRY_CBYTES_CSV_H

#include <stddef.h>
#include <stdint.h>

// What is told of a field besides its end.
// The offset of the delimiter or line feed behind the field.
static const uint32_t cbytes_csv_offset = (1u << 29) - 1;
// The field is the last of its line.
static const uint32_t cbytes_csv_ends_line = 1u << 29;
// A line feed stands within the field.
static const uint32_t cbytes_csv_spans_lines = 1u << 30;
// The field holds a doubled quote.
static const uint32_t cbytes_csv_escaped = 1u << 31;

// Finds where the fields of CSV text end, 64 bytes at a time; returns how many it found.
//
// `length` is below 2^29. It begins at the beginning of a record and stops at `capacity` fields and at the first byte
// that is not as RFC 4180 wants it: a quote that opens within a field, text behind a quote that closes one, a CR
// without an LF. What it found before is true; what is there, is for others to judge. Finds nothing on processors
// without AVX2 and PCLMULQDQ. Of `fields` up to 64 behind those that are returned may be written, never beyond `capacity`.
size_t cbytes_csv_fields(
    const uint8_t *bytes, size_t length, uint8_t delimiter, uint8_t quote, uint32_t *fields, size_t capacity);

#endif
