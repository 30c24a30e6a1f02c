import Records

/// The canonical text of a UUID: 8-4-4-4-12 hexadecimal digits.
enum UUIDText {
  /// Appends the UUID in lower case; false, and nothing appended, where the text is no canonical UUID.
  static func normalised(_ text: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) -> Bool {
    guard text.count == 36 else { return false }
    let start = out.count
    out.reserve(36)
    for (index, byte) in text.enumerated() {
      let lower = byte | 0x20
      let fits =
        switch index {
        case 8, 13, 18, 23: byte == UInt8(ascii: "-")
        default: byte &- 48 < 10 || lower &- 97 < 6
        }
      guard fits else {
        out.count = start
        return false
      }
      out.append(byte &- 48 < 10 || byte == UInt8(ascii: "-") ? byte : lower)
    }
    return true
  }
}
