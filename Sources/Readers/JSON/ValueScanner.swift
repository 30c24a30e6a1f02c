/// Finds where a JSON value ends, without parsing it: strings, and the depth of brackets.
///
/// It can stop anywhere and go on when more bytes have come. Which brackets close which is left to the
/// walk over the value's tokens.
struct ValueScanner {
  /// Bytes of the value scanned so far.
  private(set) var offset = 0
  private var depth = 0
  private var isInString = false
  private var isInScalar = false

  /// Forgets the bytes scanned so far, which the caller throws away.
  mutating func dropScanned() { offset = 0 }

  /// The length of the value at `text` (of all of it, or of what was not dropped), or nil where more is needed.
  ///
  /// `isEnd`: nothing comes behind; a number or word then ends there.
  mutating func scan(_ text: UnsafePointer<UInt8>, _ available: Int, isEnd: Bool) -> Int? {
    if isInScalar { return scanScalar(text, available, isEnd) }
    guard offset < available else { return nil }
    if depth == 0, !isInString, !Self.opensText(text[offset]) { return scanScalar(text, available, isEnd) }
    while offset < available {
      if isInString {
        guard skipString(text, available) else { return nil }
        if depth == 0 { return offset }
        continue
      }
      let byte = text[offset]
      offset &+= 1
      if byte == JSONByte.quote {
        isInString = true
      } else if byte | 0x20 == JSONByte.openBrace {  // `{` or `[`
        depth &+= 1
      } else if byte | 0x20 == JSONByte.closeBrace {  // `}` or `]`
        depth &-= 1
        if depth <= 0 { return offset }
      }
    }
    return nil
  }

  private static func opensText(_ byte: UInt8) -> Bool {
    byte == JSONByte.quote || byte | 0x20 == JSONByte.openBrace
  }

  /// Moves behind the closing quote; false where it has not come yet.
  @inline(__always)
  private mutating func skipString(_ text: UnsafePointer<UInt8>, _ available: Int) -> Bool {
    while true {
      offset = Self.quoteOrBackslash(text, from: offset, to: available)
      guard offset < available else { return false }
      if text[offset] == JSONByte.quote {
        offset &+= 1
        isInString = false
        return true
      }
      guard offset &+ 1 < available else { return false }  // scanned again with what it escapes
      offset &+= 2
    }
  }

  /// The offset of the first `"` or `\`, or `end`; eight bytes at a time.
  @inline(__always)
  private static func quoteOrBackslash(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = start
    while at &+ 8 <= end {
      let word = UInt64(littleEndian: UnsafeRawPointer(text + at).loadUnaligned(as: UInt64.self))
      let quotes = word ^ (ones &* UInt64(JSONByte.quote))
      let slashes = word ^ (ones &* UInt64(JSONByte.backslash))
      // A byte's high bit is set where the byte is zero; the lowest such bit is exact.
      let found = ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes) & (ones &* 0x80)
      if found != 0 { return at &+ (found.trailingZeroBitCount >> 3) }
      at &+= 8
    }
    while at < end, text[at] != JSONByte.quote, text[at] != JSONByte.backslash { at &+= 1 }
    return at
  }

  private mutating func scanScalar(
    _ text: UnsafePointer<UInt8>, _ available: Int, _ isEnd: Bool
  ) -> Int? {
    isInScalar = true
    while offset < available {
      if JSONByte.endsScalar(text[offset]) { return offset }
      offset &+= 1
    }
    return isEnd ? offset : nil
  }
}
