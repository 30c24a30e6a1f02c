/// Reads bytes forward; every take that fails leaves the position as it was.
struct ByteCursor {
  var position: UnsafePointer<UInt8>
  let end: UnsafePointer<UInt8>

  @inline(__always) init?(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return nil }
    position = base
    end = base + text.count
  }

  @inline(__always) var isAtEnd: Bool { position == end }
  @inline(__always) var remaining: Int { end - position }
  /// The next byte, or 0 at the end.
  @inline(__always) var next: UInt8 { position == end ? 0 : position.pointee }

  @inline(__always) mutating func take(_ byte: UInt8) -> Bool {
    guard position != end, position.pointee == byte else { return false }
    position += 1
    return true
  }

  /// Exactly `count` digits, at most 18, or nil.
  @inline(__always) mutating func digits(_ count: Int) -> Int? {
    guard remaining >= count else { return nil }
    var value = 0
    for index in 0..<count {
      let digit = position[index] &- 48
      guard digit < 10 else { return nil }
      value = value &* 10 &+ Int(digit)
    }
    position += count
    return value
  }

  @inline(__always) mutating func twoDigits() -> Int? {
    guard remaining >= 2 else { return nil }
    let tens = position[0] &- 48
    let units = position[1] &- 48
    guard tens < 10, units < 10 else { return nil }
    position += 2
    return Int(tens &* 10 &+ units)
  }

  /// 1 to `limit` digits, or nil.
  @inline(__always) mutating func digits(upTo limit: Int) -> Int? {
    var value = 0
    var length = 0
    while length < limit, length < remaining {
      let digit = position[length] &- 48
      guard digit < 10 else { break }
      value = value &* 10 &+ Int(digit)
      length += 1
    }
    guard length > 0 else { return nil }
    position += length
    return value
  }

  /// The length of the run of digits ahead.
  @inline(__always) var digitRun: Int {
    var length = 0
    while length < remaining, position[length] &- 48 < 10 { length += 1 }
    return length
  }

  /// The length in bytes of the blank ahead: space, tab, U+00A0 or U+202F; 0 where there is none.
  ///
  /// Formatters of the Unicode project put U+202F before `AM` and `PM`.
  @inline(__always) var blank: Int {
    guard position != end else { return 0 }
    let byte = position.pointee
    if byte == 32 || byte == 9 { return 1 }
    if byte < 0xC2 { return 0 }
    if byte == 0xC2 { return remaining >= 2 && position[1] == 0xA0 ? 2 : 0 }
    return byte == 0xE2 && remaining >= 3 && position[1] == 0x80 && position[2] == 0xAF ? 3 : 0
  }

  @inline(__always) mutating func skipBlanks() {
    while true {
      let length = blank
      if length == 0 { return }
      position += length
    }
  }

  /// A run of ASCII letters that is taken only as a whole by `match`.
  mutating func takeWord<Value>(_ match: (UnsafeBufferPointer<UInt8>) -> Value?) -> Value? {
    var length = 0
    while length < remaining, (position[length] | 0x20) &- 97 < 26 { length += 1 }
    guard length > 0, let value = match(UnsafeBufferPointer(start: position, count: length)) else {
      return nil
    }
    position += length
    return value
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Without ASCII blanks and line ends on both sides.
  @inline(__always) var withoutBlankEnds: UnsafeBufferPointer<UInt8> {
    guard let base = baseAddress else { return self }
    var start = 0
    var end = count
    while start < end, base[start] <= 32 { start += 1 }
    while end > start, base[end - 1] <= 32 { end -= 1 }
    return UnsafeBufferPointer(start: base + start, count: end - start)
  }

  /// Whether the bytes are these ASCII letters in any case; `word` is lower case.
  func isWord(_ word: StaticString) -> Bool {
    guard count == word.utf8CodeUnitCount, let base = baseAddress else { return false }
    for index in 0..<count where base[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }
}
