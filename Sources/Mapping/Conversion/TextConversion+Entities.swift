import Glibc
import Records

extension TextConversion {
  /// Replaces `&eacute;`, `&#233;` and `&#xE9;` by their characters, once.
  ///
  /// As browsers do, `&#128;`…`&#159;` are taken for Windows-1252, and numbers that are no character become
  /// U+FFFD. Unknown names stay. A missing `;` is forgiven for `amp`, `lt`, `gt`, `quot` and `nbsp` only,
  /// and only where no letter, digit or `=` follows.
  static func decodeEntities(_ text: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) -> Bool {
    guard let base = text.baseAddress else { return false }
    let end = base + text.count
    var copied = base
    var position = base
    while let found = memchr(position, 38, end - position) {
      let ampersand = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      let rest = UnsafeBufferPointer(start: ampersand + 1, count: end - ampersand - 1)
      position = ampersand + 1
      guard let entity = entity(rest) else { continue }
      out.append(copied, count: ampersand - copied)
      appendScalar(entity.scalar, to: out)
      position += entity.length
      copied = position
    }
    if copied == base { return false }
    out.append(copied, count: end - copied)
    return true
  }

  private typealias Entity = (scalar: UInt32, length: Int)

  /// The entity behind an `&`, with its length.
  private static func entity(_ text: UnsafeBufferPointer<UInt8>) -> Entity? {
    guard let first = text.first else { return nil }
    return first == UInt8(ascii: "#") ? numericEntity(text) : namedEntity(text)
  }

  private static func namedEntity(_ text: UnsafeBufferPointer<UInt8>) -> Entity? {
    var length = 0
    while length < text.count, length <= EntityTable.maxLength, isLetterOrDigit(text[length]) { length += 1 }
    guard length > 0, let scalar = EntityTable.scalar(text[..<length]) else { return nil }
    guard length < text.count else { return isForgiven(text[..<length]) ? (scalar, length) : nil }
    if text[length] == UInt8(ascii: ";") { return (scalar, length + 1) }
    return isForgiven(text[..<length]) && text[length] != UInt8(ascii: "=") ? (scalar, length) : nil
  }

  private static func isForgiven(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let name = UnsafeBufferPointer(rebasing: name)
    return name.isWord("amp") || name.isWord("lt") || name.isWord("gt") || name.isWord("quot")
      || name.isWord("nbsp")
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 97 < 26 || byte &- 48 < 10
  }

  private static func numericEntity(_ text: UnsafeBufferPointer<UInt8>) -> Entity? {
    let isHexadecimal = text.count > 1 && text[1] | 0x20 == UInt8(ascii: "x")
    let radix: UInt32 = isHexadecimal ? 16 : 10
    let start = isHexadecimal ? 2 : 1
    var index = start
    var value: UInt32 = 0
    while index < text.count, let digit = hexadecimal(text[index]), digit < radix {
      value = min(value * radix + UInt32(digit), 0x110000)  // stays there: no character
      index += 1
    }
    guard index > start, index < text.count, text[index] == UInt8(ascii: ";") else { return nil }
    return (character(value), index + 1)
  }

  private static func character(_ value: UInt32) -> UInt32 {
    if value >= 128, value < 160 { return windows1252[Int(value) - 128] ?? value }
    return value == 0 || Unicode.Scalar(value) == nil ? 0xFFFD : value
  }

  /// What Windows-1252 has at 128…159; nil where it has nothing.
  private static let windows1252: [UInt32?] = [
    0x20AC, nil, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, nil,
    0x017D, nil, nil, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, nil, 0x017E, 0x0178,
  ]

  private static func appendScalar(_ value: UInt32, to out: ByteBuffer) {
    guard let scalar = Unicode.Scalar(value) else { return }
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { out.append(byte) }
  }
}
