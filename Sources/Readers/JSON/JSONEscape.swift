import Glibc

/// Checks and resolves the escapes of JSON strings.
enum JSONEscape {
  static func hasBackslash(_ text: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    memchr(text, Int32(JSONByte.backslash), length) != nil
  }

  /// The offset of the first backslash from `start` on, or `end`.
  static func firstBackslash(_ text: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    guard let found = memchr(text + start, Int32(JSONByte.backslash), end - start) else { return end }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - text
  }

  /// The offset of the first backslash that begins no legal escape, or nil.
  ///
  /// Strings are all that a backslash can be in without the walk stumbling over it, so the record is
  /// searched as a whole. Half a surrogate pair is legal here: it matters only in a value that is wanted.
  static func firstFault(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int? {
    var at = 0
    while let found = memchr(text + at, Int32(JSONByte.backslash), length - at) {
      at = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - text
      let escapeLength = lengthOfEscape(text + at, length - at)
      if escapeLength == 0 { return at }
      at += escapeLength
    }
    return nil
  }

  /// 2 or 6, or 0 where the escape is not legal.
  private static func lengthOfEscape(_ text: UnsafePointer<UInt8>, _ available: Int) -> Int {
    guard available >= 2 else { return 0 }
    if text[1] == UInt8(ascii: "u") { return unit(text, available) == nil ? 0 : 6 }
    return plain(text[1]) == nil ? 0 : 2
  }

  /// The UTF-16 unit of `\uXXXX`, or nil.
  static func unit(_ text: UnsafePointer<UInt8>, _ available: Int) -> UInt32? {
    guard available >= 6, text[0] == JSONByte.backslash, text[1] == UInt8(ascii: "u") else { return nil }
    var value: UInt32 = 0
    for index in 2..<6 {
      guard let digit = JSONByte.hexValue(text[index]) else { return nil }
      value = value << 4 | digit
    }
    return value
  }

  /// What a one-letter escape stands for, or nil.
  static func plain(_ letter: UInt8) -> UInt8? {
    switch letter {
    case JSONByte.quote, JSONByte.backslash, UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): JSONByte.newline
    case UInt8(ascii: "r"): JSONByte.carriageReturn
    case UInt8(ascii: "t"): JSONByte.tab
    default: nil
    }
  }

  /// What became of a string.
  enum Outcome {
    /// Bytes written.
    case written(Int)
    /// Offset of half a surrogate pair.
    case loneSurrogate(Int)
  }

  /// Writes the characters of a checked string; `target` has room for `length` bytes.
  ///
  /// No escape is shorter than what it stands for.
  static func resolve(
    _ text: UnsafePointer<UInt8>, _ length: Int, into target: UnsafeMutablePointer<UInt8>,
    replacingSurrogates: Bool
  ) -> Outcome {
    var read = 0
    var written = 0
    while read < length {
      let found = memchr(text + read, Int32(JSONByte.backslash), length - read)
      let backslash = found.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) - text } ?? length
      memcpy(target + written, text + read, backslash - read)
      written += backslash - read
      read = backslash
      if read == length { break }
      guard text[read + 1] == UInt8(ascii: "u") else {
        target[written] = plain(text[read + 1]) ?? 0
        written += 1
        read += 2
        continue
      }
      let (scalar, used) = scalar(text + read, length - read)
      guard scalar != nil || replacingSurrogates else { return .loneSurrogate(read) }
      written += encode(scalar ?? "\u{FFFD}", into: target + written)
      read += used
    }
    return .written(written)
  }

  /// The character of one `\uXXXX` or a pair of them, nil for half a pair, and the bytes used.
  private static func scalar(
    _ text: UnsafePointer<UInt8>, _ available: Int
  ) -> (Unicode.Scalar?, used: Int) {
    let first = unit(text, available) ?? 0
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    if first < 0xDC00, available >= 12, let second = unit(text + 6, available - 6),
      (0xDC00..<0xE000).contains(second)
    {
      return (Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)), 12)
    }
    return (nil, 6)
  }

  private static func encode(_ scalar: Unicode.Scalar, into target: UnsafeMutablePointer<UInt8>) -> Int {
    var count = 0
    for byte in UTF8.encode(scalar).unsafelyUnwrapped {  // every scalar has an encoding
      target[count] = byte
      count += 1
    }
    return count
  }
}
