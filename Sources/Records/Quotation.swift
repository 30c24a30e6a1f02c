/// Shows text from outside so that it can neither flood nor steer a terminal.
public enum Quotation {
  /// Longest quotation, in characters.
  public static let limit = 60

  /// The text in single quotes, cut at 60 characters with its full length, control characters escaped.
  public static func quote(_ text: String) -> String {
    let count = text.count
    guard count > limit else { return "'\(escape(text))'" }
    return "'\(escape(String(text.prefix(limit))))…' (\(count) characters)"
  }

  public static func quote(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    quote(String(decoding: bytes, as: UTF8.self))
  }

  /// Replaces control and bidirectional-format characters, and those that separate lines, by `\u{…}`.
  public static func escape(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnprintable) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isUnprintable(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<32, 127..<160, 0x061C, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
      true
    default: false
    }
  }
}
