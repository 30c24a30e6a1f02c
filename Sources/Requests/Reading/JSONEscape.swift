import Records

/// An escape in a JSON string, as `appendJSONString` writes it.
///
/// There is one form for each byte, so that unescaping and escaping again gives the same bytes.
struct JSONEscape {
  /// What it stands for.
  let byte: UInt8
  /// Bytes that it takes.
  let length: Int

  /// Reads the escape whose backslash is at the offset; nil where none of ours is there.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
    guard offset + 1 < bytes.count else { return nil }
    length = bytes[offset + 1] == UInt8(ascii: "u") ? 6 : 2
    switch bytes[offset + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte = bytes[offset + 1]
    case UInt8(ascii: "n"): byte = 0x0A
    case UInt8(ascii: "r"): byte = 0x0D
    case UInt8(ascii: "t"): byte = 0x09
    case UInt8(ascii: "b"): byte = 0x08
    case UInt8(ascii: "f"): byte = 0x0C
    case UInt8(ascii: "u"):
      guard let control = Self.control(bytes, at: offset + 2) else { return nil }
      byte = control
    default: return nil
    }
  }

  /// The control character of `001f`; nil for those that have a short escape, and for all other characters.
  private static func control(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt8? {
    guard offset + 4 <= bytes.count, bytes[offset] == UInt8(ascii: "0"),
      bytes[offset + 1] == UInt8(ascii: "0"),
      let high = hexValue(bytes[offset + 2]), high < 2, let low = hexValue(bytes[offset + 3])
    else { return nil }
    let byte = high << 4 | low
    return [0x08, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) ? nil : byte
  }

  private static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension ByteBuffer {
  /// Appends what the inside of a checked JSON string stands for; `source` must not point into this buffer.
  func appendUnescaped(_ source: UnsafeBufferPointer<UInt8>) {
    reserve(source.count)
    var index = 0
    while index < source.count {
      if source[index] == UInt8(ascii: "\\"), let escape = JSONEscape(source, at: index) {
        append(escape.byte)
        index &+= escape.length
      } else {
        append(source[index])
        index &+= 1
      }
    }
  }
}
