/// One line of an archive's table of contents.
struct ZipEntry: Sendable {
  /// As it stands in the archive.
  let rawName: [UInt8]
  /// For people, and for paths.
  let name: String
  let flags: Int
  let method: Int
  let checksum: UInt32
  let packedSize: Int
  let size: Int
  /// Where its local header begins.
  let offset: Int
  /// Whether a link was stored: its data is a path, nothing else.
  let isLink: Bool
  /// Where the next thing in the archive begins; the data must end before.
  var limit = 0

  static let stored = 0
  static let deflated = 8

  var isFolder: Bool { rawName.last == UInt8(ascii: "/") }

  /// What systems leave in archives beside the files that somebody put there.
  var isJunk: Bool {
    let parts = parts { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    return parts.first.map(Self.text) == "__MACOSX"
      || parts.contains { $0.first == UInt8(ascii: ".") && !Self.isDots($0) }
      || ["thumbs.db", "desktop.ini"].contains(parts.last.map(Self.text)?.lowercased())
  }

  /// By bytes: a slash with a mark that combines with it is one character, and no slash to a comparison of characters.
  private func parts(_ isSeparator: (UInt8) -> Bool) -> [[UInt8]] {
    name.utf8.split(omittingEmptySubsequences: false, whereSeparator: isSeparator).map(Array.init)
  }

  private static func text(_ part: [UInt8]) -> String { String(decoding: part, as: UTF8.self) }

  /// Whether it is `.` or `..`.
  private static func isDots(_ part: [UInt8]) -> Bool {
    (1...2).contains(part.count) && part.allSatisfy { $0 == UInt8(ascii: ".") }
  }

  /// Why it is not read, as the end of a sentence; nil where it is.
  var fault: String? {
    if !hasPlainName { return "has a name that is no path below the archive" }
    if isEncrypted { return "is encrypted" }
    if flags & 0x20 != 0 { return "is a patch of another file" }
    if isLink { return "is a symbolic link" }
    if method == Self.stored && packedSize != size { return "is stored in another length than its own" }
    return method == Self.stored || method == Self.deflated ? nil : "is packed by \(methodName)"
  }

  /// No `..`, no empty part, no control character: a path that means the same to everyone who shows or splits it.
  private var hasPlainName: Bool {
    // A backslash separates where Windows unpacks.
    let anywhere = parts { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    return parts { $0 == UInt8(ascii: "/") }.allSatisfy { !$0.isEmpty }
      && !anywhere.contains(where: Self.isDots)
      && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
  }

  /// By a password, by certificates, or with an encrypted table of contents; 99 is WinZip's AES.
  private var isEncrypted: Bool { flags & 0x2041 != 0 || method == 99 }

  private var methodName: String {
    switch method {
    case 1...6: "an old method (\(method))"
    case 9: "Deflate64"
    case 12: "bzip2"
    case 14: "LZMA"
    case 93, 20: "Zstandard"
    case 95: "xz"
    case 98: "PPMd"
    default: "an unknown method (\(method))"
    }
  }
}

/// Names of archives: UTF-8, which most programs write with or without saying so, else MS-DOS's code page 437.
enum ZipName {
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(
      String.UnicodeScalarView(bytes.map { $0 < 0x80 ? Unicode.Scalar($0) : high[Int($0) - 0x80] }))
  }

  /// The characters of 80 to FF.
  ///
  /// https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP437.TXT
  private static let high = Array(
    """
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}
    """.unicodeScalars)
}
