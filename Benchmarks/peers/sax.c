/* A bare libxml2 SAX2 push loop: `sax FILE` reads XML, plain or gzipped, and counts what the parser tells it.
 * One thread: zlib inflates between two calls of the parser. It is the limit for readers that have not the two overlap. */
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum { CHUNK = 1 << 18 };

struct counts { long elements, bytes; };

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
                     const xmlChar **namespaces, int attribute_count, int defaulted, const xmlChar **attributes) {
  (void)name, (void)prefix, (void)uri, (void)namespace_count, (void)namespaces;
  (void)attribute_count, (void)defaulted, (void)attributes;
  ((struct counts *)context)->elements++;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
  (void)context, (void)name, (void)prefix, (void)uri;
}

static void on_characters(void *context, const xmlChar *text, int length) {
  (void)text;
  ((struct counts *)context)->bytes += length;
}

/* gzread passes plain files through. */
static int parse(gzFile input, xmlParserCtxtPtr parser) {
  static char chunk[CHUNK];
  int length;
  while ((length = gzread(input, chunk, CHUNK)) > 0)
    if (xmlParseChunk(parser, chunk, length, 0) != 0) return 1;
  return length < 0 || xmlParseChunk(parser, chunk, 0, 1) != 0;
}

int main(int argc, char **argv) {
  struct counts counts = {0, 0};
  xmlSAXHandler handler;
  gzFile input = argc == 2 ? gzopen(argv[1], "rb") : NULL;
  if (!input) return fprintf(stderr, "usage: sax FILE\n"), 66;
  gzbuffer(input, CHUNK);
  memset(&handler, 0, sizeof handler);
  handler.initialized = XML_SAX2_MAGIC;
  handler.startElementNs = on_start;
  handler.endElementNs = on_end;
  handler.characters = on_characters;
  handler.cdataBlock = on_characters;
  xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(&handler, &counts, NULL, 0, argv[1]);
  if (!parser) return 1;
  xmlCtxtUseOptions(parser, XML_PARSE_HUGE | XML_PARSE_NONET);
  if (parse(input, parser)) return fprintf(stderr, "sax: cannot read %s\n", argv[1]), 1;
  printf("%ld elements, %ld bytes of text\n", counts.elements, counts.bytes);
  return 0;
}
