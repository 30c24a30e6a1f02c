import Glibc

/// Cuts a text at a separator.
enum SplitText {
  /// Calls `body` with each part, empty ones too; the separator is not empty.
  @inline(__always)
  static func forEachPart(
    of text: UnsafeBufferPointer<UInt8>, _ separator: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    guard let base = text.baseAddress else { return body(text) }
    var start = 0
    while let offset = find(separator, base, start, text.count) {
      body(UnsafeBufferPointer(start: base + start, count: offset - start))
      start = offset + separator.count
    }
    body(UnsafeBufferPointer(start: base + start, count: text.count - start))
  }

  /// Where the needle begins, at `start` or behind it.
  private static func find(
    _ needle: UnsafeBufferPointer<UInt8>, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int? {
    guard let first = needle.baseAddress else { return nil }
    var position = start
    while position + needle.count <= end {
      guard let found = memchr(base + position, Int32(first[0]), end - needle.count + 1 - position) else {
        return nil
      }
      let offset = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if memcmp(base + offset, first, needle.count) == 0 { return offset }
      position = offset + 1
    }
    return nil
  }
}
