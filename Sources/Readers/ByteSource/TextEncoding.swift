import Records

/// The encodings of text that are decoded to UTF-8, by their names in `encoding:`.
enum TextEncoding: String, CaseIterable, Sendable {
  case utf8 = "utf-8"
  case utf16LittleEndian = "utf-16le"
  case utf16BigEndian = "utf-16be"
  case latin1 = "iso-8859-1"
  case windows1252 = "windows-1252"

  /// The name that leaves the byte order to the byte order mark.
  static let utf16Name = "utf-16"

  /// The byte order mark that the bytes begin with.
  static func mark(_ bytes: some Sequence<UInt8>) -> TextEncoding? {
    [utf8, utf16LittleEndian, utf16BigEndian].first { bytes.starts(with: $0.markBytes) }
  }

  /// U+FEFF in this encoding; none where the encoding does not have it.
  var markBytes: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    case .latin1, .windows1252: []
    }
  }

  /// UTF-16 without a mark, told by where the NUL bytes are: ASCII text has one in each pair.
  ///
  /// Certain only where one half of the pairs is nearly all NUL and the other never.
  static func unmarkedUTF16(_ bytes: [UInt8]) -> TextEncoding? {
    let pairs = bytes.count / 2
    guard pairs >= 8 else { return nil }
    let first = (0..<pairs).count { bytes[2 * $0] == 0 }
    let second = (0..<pairs).count { bytes[2 * $0 + 1] == 0 }
    if first == 0 && second * 10 >= pairs * 9 { return .utf16LittleEndian }
    if second == 0 && first * 10 >= pairs * 9 { return .utf16BigEndian }
    return nil
  }
}
