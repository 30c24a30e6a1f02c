import Records

/// The sentences of reading back what was written.
enum ReadingProblem {
  static func body(
    _ fault: JSONFault, _ body: UnsafeBufferPointer<UInt8>, _ place: SourcePosition?, _ outcome: String
  ) -> Problem {
    Problem(
      "request.body", .error, at: place.map { position(of: fault, body, from: $0) },
      """
      byte \(fault.offset) of the body is not as reviewferry writes it: expected \(words(fault.expected)), \
      found \(found(at: fault.offset, body)); \(outcome)
      """)
  }

  static func manifest(
    _ fault: JSONFault, _ line: UnsafeBufferPointer<UInt8>, _ place: SourcePosition, _ outcome: String
  ) -> Problem {
    Problem(
      "set.manifest", .error, at: position(of: fault, line, from: place),
      """
      the manifest is damaged: expected \(words(fault.expected)), found \(found(at: fault.offset, line)); \
      \(outcome)
      """,
      fix: convertAgain)
  }

  /// Numbers of the manifest that contradict each other or its bodies.
  static func contradiction(_ sentence: String, at place: SourcePosition, _ outcome: String) -> Problem {
    Problem("set.manifest", .error, at: place, "\(sentence); \(outcome)", fix: convertAgain)
  }

  static func version(_ version: Int, at place: SourcePosition, _ outcome: String) -> Problem {
    Problem(
      "set.version", .error, at: place,
      """
      the manifest is of format version \(version), but this reviewferry reads \
      version \(ManifestWriter.formatVersion); \(outcome)
      """,
      fix: "submit the set with the reviewferry that converted it, or convert the input again")
  }

  /// `--max-bytes` of convert has no upper limit, but bodies are read back whole.
  static func tooLarge(_ entry: ManifestReader.Entry, _ outcome: String) -> Problem {
    Problem(
      "set.too-large", .error, at: entry.place,
      """
      request \(entry.number) has \(entry.bytes) bytes, but at most \(RequestBodyReader.maxBytes) can be \
      sent; \(outcome)
      """,
      fix: "convert the input again with '--max-bytes 16MiB' or less")
  }

  private static let convertAgain = "copy the whole folder again, or convert the input again"

  /// Offsets count from where the place is.
  private static func position(
    of fault: JSONFault, _ bytes: UnsafeBufferPointer<UInt8>, from place: SourcePosition
  ) -> SourcePosition {
    var position = place
    position.byte = (place.byte ?? 0) + fault.offset
    if place.line != nil {
      // Columns count Unicode scalars: all bytes but those that continue one.
      position.column = 1 + bytes.prefix(fault.offset).count { $0 & 0xC0 != 0x80 }
    }
    return position
  }

  private static func words(_ expected: JSONFault.Expected) -> String {
    switch expected {
    case .words(let words): words.description
    case .json(let text): Quotation.quote(text.description)
    case .member(let name, let type): "\(type) as the member '\(name)'"
    }
  }

  /// One byte at most: a body holds private texts.
  private static func found(at offset: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> String {
    guard offset < bytes.count else { return "the end" }
    let byte = bytes[offset]
    if (0x21..<0x7F).contains(byte) { return "'\(Character(Unicode.Scalar(byte)))'" }
    let digits = String(byte, radix: 16, uppercase: true)
    return "the byte 0x" + (digits.count == 1 ? "0" : "") + digits
  }
}
