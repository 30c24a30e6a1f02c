/// A run of bytes that XML does not allow and that was overwritten before parsing.
struct XMLDirt: Equatable {
  enum Kind: Equatable {
    /// Not UTF-8; the first byte.
    case encoding(UInt8)
    /// UTF-8, but a character that no XML document may hold.
    case character(UInt32)
  }

  /// In the fed bytes.
  var offset: Int
  var length: Int
  var kind: Kind

  /// What such bytes are overwritten with: DEL, which XML allows and texts do not hold.
  ///
  /// The parser then reads on, and a value that holds it is known to be spoilt.
  static let mark: UInt8 = 0x7F

  static func marks(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    UnsafeBufferPointer(start: bytes, count: count).contains(mark)
  }
}

/// Finds bytes that XML does not allow: malformed UTF-8 and most control characters (XML 1.0 §2.2).
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
    var index = start
    while true {
      while end &- index >= 8 {
        let plain = plainLength(UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
        index &+= plain
        if plain < 8 { break }
      }
      if index >= end { return .clean }
      if bytes[index] < 0x80 {
        if !isAllowed(bytes[index]) {
          return .dirty(at: index, length: 1, .character(UInt32(bytes[index])))
        }
        index &+= 1
        continue
      }
      while index < end && bytes[index] >= 0x80 {
        let length = sequenceLength(bytes + index, end &- index)
        if length <= 0 { return outcome(bytes, index, isCut: length < 0) }
        if length == 3 && isNoncharacter(bytes + index) {
          return .dirty(at: index, length: 3, .character(0xFFC0 + UInt32(bytes[index + 2] & 0x3F)))
        }
        index &+= length
      }
    }
  }

  private static func outcome(_ bytes: UnsafePointer<UInt8>, _ index: Int, isCut: Bool) -> Outcome {
    isCut ? .incomplete(at: index) : .dirty(at: index, length: 1, .encoding(bytes[index]))
  }

  @inline(__always) private static func isAllowed(_ byte: UInt8) -> Bool {
    byte >= 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// U+FFFE and U+FFFF: EF BF BE, EF BF BF.
  @inline(__always) private static func isNoncharacter(_ bytes: UnsafePointer<UInt8>) -> Bool {
    bytes[0] == 0xEF && bytes[1] == 0xBF && bytes[2] >= 0xBE
  }

  private static let high: UInt64 = 0x8080_8080_8080_8080
  private static let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  private static let toHighFromSpace: UInt64 = 0x6060_6060_6060_6060
  private static let newlines: UInt64 = 0x0A0A_0A0A_0A0A_0A0A

  /// How many bytes at the low end of a word are printable ASCII or newlines.
  ///
  /// Newlines are let through here because indented documents have one in every fifth word.
  @inline(__always) private static func plainLength(_ word: UInt64) -> Int {
    let printable = ((word & low) &+ toHighFromSpace) & ~word
    let difference = word ^ newlines
    let newline = ~(((difference & low) &+ low) | difference)
    return (~(printable | newline) & high).trailingZeroBitCount &>> 3
  }

  /// The length of a multi-byte sequence, 0 if it is none, -1 if it is cut off by the end.
  @inline(__always)
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
