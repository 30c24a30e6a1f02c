import Records

/// What came of decoding a URL's escapes.
enum URLDecoding: Equatable {
  /// There was nothing to decode; nothing was appended.
  case unchanged
  case written
  /// The decoded bytes are not UTF-8; nothing was appended.
  case invalidUTF8
}

extension TextConversion {
  /// Replaces `%C3%A9` by its bytes; a `%` without two hexadecimal digits stays, and so does `+`.
  static func urlDecode(_ text: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) -> URLDecoding {
    guard text.contains(UInt8(ascii: "%")) else { return .unchanged }
    let start = out.count
    var changed = false
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.count, let high = hexadecimal(text[index + 1]),
        let low = hexadecimal(text[index + 2])
      {
        out.append(high << 4 | low)
        changed = true
        index += 3
      } else {
        out.append(text[index])
        index += 1
      }
    }
    if changed, String(validating: out.view(start, out.count - start), as: UTF8.self) != nil {
      return .written
    }
    out.count = start
    return changed ? .invalidUTF8 : .unchanged
  }

  static func hexadecimal(_ byte: UInt8) -> UInt8? {
    if byte &- 48 < 10 { return byte &- 48 }
    let letter = (byte | 0x20) &- 97
    return letter < 6 ? letter + 10 : nil
  }
}
