/// Finds how a document is encoded, as far as that must be known before it is decoded.
enum XMLEncoding {
  /// What the first bytes say: nil is UTF-8, else a name that `iconv` may know.
  ///
  /// A byte order mark goes first, then the NUL bytes of UTF-16, then the declaration. A declaration of
  /// UTF-16 in a document that is not is ignored: someone has decoded the document and left it standing.
  static func name(first bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0x3C, 0x00]) { return "UTF-16LE" }
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0x00, 0x3C]) { return "UTF-16BE" }
    guard let declared = declared(bytes) else { return nil }
    let name = declared.uppercased()
    let isASCIICompatible = !name.hasPrefix("UTF-16") && !name.hasPrefix("UTF-32") && !name.contains("UCS")
    return ["UTF-8", "UTF8", "US-ASCII", "ASCII"].contains(name) || !isASCIICompatible ? nil : declared
  }

  /// The encoding named in `<?xml … encoding="…"?>`.
  private static func declared(_ bytes: [UInt8]) -> String? {
    guard let start = bytes.firstIndex(of: UInt8(ascii: "<")) else { return nil }
    let text = String(decoding: bytes[start...].prefix(1024), as: UTF8.self)
    guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>"),
      let key = text[..<end.lowerBound].firstRange(of: "encoding")
    else { return nil }
    let value = text[key.upperBound..<end.lowerBound].drop { " \t\r\n=\"'".contains($0) }
    let name = value.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:".contains($0)) }
    return name.isEmpty ? nil : String(name)
  }
}
