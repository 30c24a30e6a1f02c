import CSimdjson

/// Finds bytes that XML does not allow: malformed UTF-8 and most control characters (XML 1.0 §2.2).
///
/// The two noncharacters that XML forbids too, U+FFFE and U+FFFF, are left to the parser: nobody writes them.
enum XMLCharacterScan {
  enum Outcome: Equatable {
    /// All bytes are characters of XML.
    case clean
    /// A character that began near the end has not ended.
    case incomplete(at: Int)
    case dirty(at: Int, length: Int, XMLDirt.Kind)
  }

  /// Scans from `start`, which must begin a character, to `end`.
  static func next(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Outcome {
    let whole = wholeEnd(bytes, from: start, to: end)
    if isClean(bytes + start, whole - start) { return whole == end ? .clean : .incomplete(at: whole) }
    var index = start
    while index < end {
      let byte = bytes[index]
      if byte < 0x80 {
        if !isAllowed(byte) { return .dirty(at: index, length: 1, .character(UInt32(byte))) }
        index &+= 1
      } else {
        let length = sequenceLength(bytes + index, end &- index)
        if length < 0 { return .incomplete(at: index) }
        if length == 0 { return .dirty(at: index, length: 1, .encoding(byte)) }
        index &+= length
      }
    }
    return .clean
  }

  /// The end without a sequence that is cut off there.
  private static func wholeEnd(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    var index = end
    while index > start && end - index < 3 {
      index -= 1
      if bytes[index] < 0x80 { return end }
      if bytes[index] >= 0xC0 { return sequenceLength(bytes + index, end - index) < 0 ? index : end }
    }
    return end
  }

  private static func isClean(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    csimdjson_is_utf8(bytes, count) && !hasControl(bytes, count)
  }

  /// Whether there is a control character other than white space.
  private static func hasControl(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var index = 0
    while count &- index >= 32 {
      let odd = oddBytes(bytes, index) | oddBytes(bytes, index &+ 8) | oddBytes(bytes, index &+ 16)
      if odd | oddBytes(bytes, index &+ 24) != 0, holdsControl(bytes, index, 32) { return true }
      index &+= 32
    }
    return holdsControl(bytes, index, count &- index)
  }

  private static func holdsControl(_ bytes: UnsafePointer<UInt8>, _ index: Int, _ count: Int) -> Bool {
    for position in index..<index &+ count where !isAllowed(bytes[position]) { return true }
    return false
  }

  @inline(__always) private static func isAllowed(_ byte: UInt8) -> Bool {
    byte >= 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private static let high: UInt64 = 0x8080_8080_8080_8080
  private static let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let toHighFromSpace: UInt64 = 0x6060_6060_6060_6060
  private static let newlines: UInt64 = 0x0A0A_0A0A_0A0A_0A0A

  /// The high bit of each of eight bytes that is a control character and no newline.
  ///
  /// Newlines are let through here because indented documents have one in every fifth word.
  @inline(__always) private static func oddBytes(_ bytes: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
    let word = UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)
    let printable = ((word & low) &+ toHighFromSpace) | word
    let difference = word ^ newlines
    let newline = ~(((difference & low) &+ low) | difference)
    return ~(printable | newline) & high
  }

  /// The length of a multi-byte sequence, 0 if it is none, -1 if it is cut off by the end.
  private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, _ available: Int) -> Int {
    let lead = bytes[0]
    if lead < 0xC2 || lead > 0xF4 { return 0 }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    if available < 2 { return -1 }
    // E0 and F0 would be overlong below the bound, ED a surrogate and F4 beyond U+10FFFF above it.
    let lowest: UInt8 = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80
    let highest: UInt8 = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF
    if bytes[1] < lowest || bytes[1] > highest { return 0 }
    if length == 2 { return 2 }
    if available < 3 { return -1 }
    if bytes[2] & 0xC0 != 0x80 { return 0 }
    if length == 3 { return 3 }
    if available < 4 { return -1 }
    return bytes[3] & 0xC0 == 0x80 ? 4 : 0
  }
}
