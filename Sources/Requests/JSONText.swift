import CText
import Records

/// JSON strings (RFC 8259 §7), copied and looked through by vectors in one pass.
///
/// Only what must be escaped is: `"`, `\` and the bytes below 0x20. All else, DEL and U+2028 included, is
/// legal JSON and passes through as it is, so that valid UTF-8 stays valid UTF-8.
extension ByteBuffer {
  /// Appends the text as a JSON string, with its quotes.
  public func appendJSONString(_ text: String) {
    var text = text
    text.withUTF8 { appendJSONString($0) }
  }

  public func appendJSONString(_ bytes: UnsafeBufferPointer<UInt8>) {
    append(UInt8(ascii: "\""))
    if let source = bytes.baseAddress { appendJSONText(source, count: bytes.count) }
    append(UInt8(ascii: "\""))
  }

  /// Appends the inside of a JSON string; `source` must not point into this buffer.
  func appendJSONText(_ source: UnsafePointer<UInt8>, count length: Int) {
    var read = 0
    while true {
      reserve(length &- read)
      let clean = ctext_copy_unescaped(source + read, length &- read, base + count)
      count &+= clean
      read &+= clean
      if read == length { return }
      appendJSONEscape(source[read])
      read &+= 1
    }
  }

  @inline(never) private func appendJSONEscape(_ byte: UInt8) {
    append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
    case UInt8(ascii: "\n"): append(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): append(UInt8(ascii: "t"))
    case 0x08: append(UInt8(ascii: "b"))
    case 0x0C: append(UInt8(ascii: "f"))
    default:
      append("u00" as StaticString)
      append(JSONText.hexDigit(byte >> 4))
      append(JSONText.hexDigit(byte & 15))
    }
  }
}

enum JSONText {
  /// The lower-case hex digit of a value below 16.
  @inline(__always) static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") &+ value : UInt8(ascii: "a") &- 10 &+ value
  }

  @inline(__always) static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  /// Zero where no byte of the word must be escaped; else the lowest set bit is in the first such byte.
  ///
  /// The subtraction borrows into bytes above a true hit only, so the lowest hit is exact
  /// (Bit Twiddling Hacks, "Determine if a word has a byte less than n").
  @inline(__always) static func bytesToEscape(in word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5C)
    let controls = (word &- (ones &* 0x20)) & ~word
    return (controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & highs
  }
}
