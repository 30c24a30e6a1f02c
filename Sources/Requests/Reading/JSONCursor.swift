import CSimdjson
import Records

/// Where JSON of ours is not as we write it.
struct JSONFault: Error {
  enum Expected {
    /// A phrase of ours.
    case words(StaticString)
    /// These bytes.
    case json(StaticString)
    /// A member of this name.
    case member(StaticString, ofType: StaticString)
  }

  /// Of the byte, from 0.
  var offset: Int
  var expected: Expected

  init(offset: Int, _ expected: Expected) {
    self.offset = offset
    self.expected = expected
  }

  init(offset: Int, expected words: StaticString) { self.init(offset: offset, .words(words)) }
}

/// A string as it stands in JSON.
struct JSONStringRange {
  /// The bytes between the quotes.
  var inside: Range<Int>
  var hasEscapes: Bool
}

/// Walks over JSON that reviewferry wrote: each step takes exactly what our writers write, or throws.
///
/// Nothing here is recursive but `skipValue`, which counts its depth, so bytes from anywhere are safe to walk
/// over. Whether the bytes are UTF-8 is checked apart, for all of them at once.
struct JSONCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  private(set) var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Throws where the bytes are not UTF-8: overlong forms and surrogates too.
  static func checkUTF8(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONFault) {
    // By vectors, which a third of bytes beyond ASCII does not slow down; where it is not, the place is found.
    guard let start = bytes.baseAddress, !csimdjson_is_utf8(start, bytes.count) else { return }
    if let invalid = UTF8Validator.firstInvalid(start, bytes.count) {
      throw JSONFault(offset: invalid, expected: "UTF-8")
    }
  }

  var isAtEnd: Bool { position == bytes.count }

  func fault(_ expected: StaticString) -> JSONFault { JSONFault(offset: position, expected: expected) }

  func view(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[range])
  }

  /// Whether the bytes of a range are this text.
  @inline(__always) func isEqual(_ range: Range<Int>, _ text: StaticString) -> Bool {
    range.count == text.utf8CodeUnitCount && commonCount(text, at: range.lowerBound) == range.count
  }

  // MARK: Fixed text

  @inline(__always) mutating func takes(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position &+= 1
    return true
  }

  @inline(__always) mutating func take(_ byte: UInt8, _ expected: StaticString) throws(JSONFault) {
    guard takes(byte) else { throw fault(expected) }
  }

  /// Takes the text where it follows, or nothing.
  @inline(__always) mutating func takes(_ text: StaticString) -> Bool {
    guard commonCount(text, at: position) == text.utf8CodeUnitCount else { return false }
    position &+= text.utf8CodeUnitCount
    return true
  }

  /// The fault is at the first byte that differs.
  mutating func take(_ text: StaticString) throws(JSONFault) {
    let common = commonCount(text, at: position)
    position &+= common
    guard common == text.utf8CodeUnitCount else { throw JSONFault(offset: position, .json(text)) }
  }

  /// How many bytes of the text stand at the offset.
  @inline(__always) private func commonCount(_ text: StaticString, at offset: Int) -> Int {
    let count = min(text.utf8CodeUnitCount, bytes.count &- offset)
    var index = 0
    while index < count && bytes[offset &+ index] == text.utf8Start[index] { index &+= 1 }
    return index
  }

  /// Takes so many bytes, whatever they are.
  mutating func take(count: Int, _ expected: StaticString) throws(JSONFault) -> Range<Int> {
    guard bytes.count - position >= count else {
      position = bytes.count
      throw fault(expected)
    }
    position += count
    return position - count..<position
  }

  mutating func takeEnd(_ expected: StaticString) throws(JSONFault) {
    guard isAtEnd else { throw fault(expected) }
  }
}

// MARK: - Strings

extension JSONCursor {
  /// Takes a string; only the escapes that `appendJSONString` writes are legal, each in its one form.
  mutating func string(_ expected: StaticString = "a text in quotes") throws(JSONFault) -> JSONStringRange {
    try take(UInt8(ascii: "\""), expected)
    let start = position
    var hasEscapes = false
    while true {
      skipClean()
      guard position < bytes.count else { throw fault("the quote that ends the text") }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position &+= 1
        return JSONStringRange(inside: start..<position &- 1, hasEscapes: hasEscapes)
      case UInt8(ascii: "\\"):
        guard let escape = JSONEscape(bytes, at: position) else { throw fault("an escape that we write") }
        position &+= escape.length
        hasEscapes = true
      default: throw fault("no control character in a text")
      }
    }
  }

  /// Moves to the next byte that cannot stand in a string as it is.
  @inline(__always) private mutating func skipClean() {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return }
    var index = position
    defer { position = index }
    while index &+ 8 <= bytes.count {
      let word = base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let escapes = JSONText.bytesToEscape(in: word)
      if escapes != 0 {
        index &+= escapes.littleEndian.trailingZeroBitCount >> 3
        return
      }
      index &+= 8
    }
    while index < bytes.count && !JSONText.mustEscape(bytes[index]) { index &+= 1 }
  }
}

// MARK: - Other values

extension JSONCursor {
  /// Takes a whole number from 0 that has no sign and no leading zero.
  mutating func count(_ expected: StaticString = "a whole number") throws(JSONFault) -> Int {
    let start = position
    try number(integer: true, expected)
    var value = 0
    for byte in bytes[start..<position] {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = product.addingReportingOverflow(Int(byte) - 0x30)
      guard byte != UInt8(ascii: "-"), !overflows, !overflowsToo else {
        throw JSONFault(offset: start, expected: expected)
      }
      value = sum
    }
    return value
  }

  /// Takes a number by the grammar of RFC 8259 §6.
  mutating func number(integer: Bool, _ expected: StaticString) throws(JSONFault) {
    _ = takes(UInt8(ascii: "-"))
    if !takes(UInt8(ascii: "0")) { try digits(expected) }
    if integer { return }
    if takes(UInt8(ascii: ".")) { try digits("a digit behind the point") }
    if takes(UInt8(ascii: "e")) || takes(UInt8(ascii: "E")) {
      if !takes(UInt8(ascii: "+")) { _ = takes(UInt8(ascii: "-")) }
      try digits("a digit of the exponent")
    }
  }

  private mutating func digits(_ expected: StaticString) throws(JSONFault) {
    let start = position
    while position < bytes.count, bytes[position] &- 0x30 < 10 { position &+= 1 }
    guard position > start else { throw fault(expected) }
  }

  /// Takes a value of a field: a text, a number, a boolean or a list of texts.
  mutating func fieldValue() throws(JSONFault) {
    guard position < bytes.count else { throw fault("a value") }
    switch bytes[position] {
    case UInt8(ascii: "\""): _ = try string()
    case UInt8(ascii: "["): try texts()
    case UInt8(ascii: "t"): try take("true")
    case UInt8(ascii: "f"): try take("false")
    default: try number(integer: false, "a text, a number, a boolean or a list of texts")
    }
  }

  private mutating func texts() throws(JSONFault) {
    position &+= 1
    if takes(UInt8(ascii: "]")) { return }
    repeat { _ = try string() } while takes(UInt8(ascii: ","))
    try take(UInt8(ascii: "]"), "',' or ']'")
  }

  /// Takes any value, nested or not, for members that a later version may have added.
  mutating func skipValue(depth: Int = 0) throws(JSONFault) {
    guard depth < 16 else { throw fault("a value that is less nested") }
    if takes("null") { return }
    if takes(UInt8(ascii: "{")) {
      if takes(UInt8(ascii: "}")) { return }
      repeat {
        _ = try string()
        try take(UInt8(ascii: ":"), "':'")
        try skipValue(depth: depth + 1)
      } while takes(UInt8(ascii: ","))
      return try take(UInt8(ascii: "}"), "',' or '}'")
    }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "[") else { return try fieldValue() }
    position &+= 1
    if takes(UInt8(ascii: "]")) { return }
    repeat { try skipValue(depth: depth + 1) } while takes(UInt8(ascii: ","))
    try take(UInt8(ascii: "]"), "',' or ']'")
  }
}
