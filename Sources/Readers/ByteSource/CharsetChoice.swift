import Records

/// How the bytes of an input become UTF-8: decided once, from its first bytes and the mapping's options.
///
/// | `encoding:` | first bytes | result |
/// | --- | --- | --- |
/// | none | a byte order mark | the mark's encoding, without the mark |
/// | none | no mark | UTF-8 |
/// | none | XML, whatever they are | left to the XML parser, which knows marks and declarations |
/// | `utf-16` | no mark | the order that the NUL bytes show, else little-endian |
/// | any | its own mark | that encoding, without the mark |
/// | any | a mark that contradicts it | refused: `input.wrong-encoding` |
struct CharsetChoice: Equatable {
  /// The encoding of the bytes behind the mark.
  var encoding: TextEncoding
  /// Length of the byte order mark to leave out.
  var markLength: Int
  /// Whether bytes that are not of the encoding become U+FFFD.
  var isReplacing: Bool
  /// Whether the format's own parser gets the bytes as they are.
  var isLeftToParser: Bool

  init(
    first bytes: [UInt8], options: SourceOptions, formatDecodesItself: Bool, file: String
  ) throws(Problem) {
    let mark = TextEncoding.mark(bytes)
    isReplacing = options.text("invalid_bytes") == "replace"
    let option = options.text("encoding")
    if let option {
      encoding = try Self.encoding(named: option, mark: mark, bytes, file: file)
    } else {
      encoding = mark ?? .utf8
    }
    markLength = mark?.markBytes.count ?? 0
    isLeftToParser = formatDecodesItself && option == nil
    if isLeftToParser && isReplacing && encoding == .utf8 {
      isLeftToParser = !XMLDeclaration.isUTF8(bytes.dropFirst(markLength))
    }
  }

  private static func encoding(
    named option: String, mark: TextEncoding?, _ bytes: [UInt8], file: String
  ) throws(Problem) -> TextEncoding {
    let isAnyOrder = option == TextEncoding.utf16Name
    let named = TextEncoding(rawValue: option) ?? TextEncoding.unmarkedUTF16(bytes) ?? .utf16LittleEndian
    guard let mark, mark != named else { return named }
    if isAnyOrder && mark != .utf8 { return mark }
    if mark == .utf8 && named.markBytes.isEmpty && !isCertainlyUTF8(bytes) { return named }
    throw InputProblem.wrongEncoding(file, mark: mark, option: option)
  }

  /// Whether text behind a UTF-8 mark has characters beyond ASCII, all of them well-formed.
  ///
  /// Some exports write the mark and then Windows-1252 all the same; there the mapping is right.
  private static func isCertainlyUTF8(_ bytes: [UInt8]) -> Bool {
    bytes.dropFirst(3).contains { $0 >= 0x80 } && UTF8Sanitizer.isWellFormed(bytes)
  }

  /// The source behind which all text is UTF-8 (or, with `reject`, has bytes that no UTF-8 has).
  func apply(to source: PeekedByteSource) -> any ByteSource {
    if isLeftToParser { return source }
    source.skip(markLength)
    if encoding == .utf8 && !isReplacing { return source }
    return CharsetByteSource(upstream: source, encoding: encoding, isReplacing: isReplacing)
  }
}

/// What an XML document says of its own encoding.
enum XMLDeclaration {
  /// Whether the declaration names UTF-8 or no encoding (which means UTF-8, XML 1.0 §4.3.3).
  static func isUTF8(_ bytes: some Collection<UInt8>) -> Bool {
    let text = String(decoding: bytes.prefix(512), as: UTF8.self)
    guard text.hasPrefix("<?xml"), let end = text.firstRange(of: "?>") else { return true }
    guard let name = text[..<end.lowerBound].firstRange(of: "encoding") else { return true }
    let value = text[name.upperBound..<end.lowerBound].drop(while: { " \t\r\n=\"'".contains($0) })
    return value.lowercased().hasPrefix("utf-8") || value.lowercased().hasPrefix("us-ascii")
  }
}
