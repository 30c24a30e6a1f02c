import CLibXML2

extension XMLCollector {
  /// Decides of an error whether it costs one record or ends the document.
  ///
  /// `recovery` is what libxml2 asks next: with 1 it goes on behind the error. Only errors that leave the
  /// nesting of elements certain are forgiven, and only inside a record, which is then rejected.
  mutating func report(_ error: xmlError) {
    if failure != nil { return }
    let code = xmlParserErrors(UInt32(error.code))
    let position = place
    if record.isOpen, let words = forgivable(code) {
      context.pointee.recovery = 1
      skipRecord(.malformed(words, position))
      return
    }
    context.pointee.recovery = 0
    if code == XML_ERR_DOCUMENT_END && !hasRootEnded {
      failure = .truncated(position)
    } else {
      failure =
        dirt(near: position.offset).map { .dirt($0, position) } ?? .syntax(Self.words(error), position)
    }
  }

  /// What was found, where the parser can go on behind it.
  private func forgivable(_ code: xmlParserErrors) -> String? {
    switch code {
    case XML_ERR_INVALID_HEX_CHARREF, XML_ERR_INVALID_DEC_CHARREF, XML_ERR_INVALID_CHARREF:
      "a character reference that is none"
    case XML_ERR_INVALID_CHAR where context.pointee.instate != XML_PARSER_CDATA_SECTION:
      // In CDATA the parser would not get past it.
      "a character, or a reference to one, that XML does not allow"
    case XML_ERR_ENTITYREF_SEMICOL_MISSING: "an '&' that begins no reference"
    case XML_ERR_NAME_REQUIRED where context.previousByte == UInt8(ascii: "&"):
      "an '&' that begins no reference"
    case XML_ERR_MISPLACED_CDATA_END: "']]>' outside of a CDATA section"
    default: nil
    }
  }

  /// libxml2's message in our form: lower case, without its newline.
  private static func words(_ error: xmlError) -> String {
    guard let message = error.message else { return "not well-formed" }
    let text = String(cString: message).split(separator: "\n").joined(separator: " ").prefix(200)
    // A word such as "PEReference" stays.
    let isWord = text.dropFirst().first?.isUppercase != true
    return (isWord ? text.prefix(1).lowercased() : String(text.prefix(1))) + text.dropFirst()
  }

  /// A replaced byte at which the parser may have stumbled: it stops at most a few bytes behind it.
  private func dirt(near offset: Int) -> XMLDirt? {
    dirt.last { $0.offset <= offset && offset - $0.offset <= 4 }
  }

  /// The last replaced byte in what was parsed of an ancestor.
  func ancestorDirt(_ level: Int) -> XMLDirt? {
    let end = context.offset
    let last = dirt.last { $0.offset < end } ?? lastDirt
    return last.flatMap { $0.offset >= scopes[level].start ? $0 : nil }
  }

  /// Forgets replaced bytes of which the text is no longer kept, but for the last.
  mutating func passDirt(before position: Int) {
    if dirt.isEmpty { return }
    lastDirt = dirt.last { $0.offset < position } ?? lastDirt
    dirt.removeAll { $0.offset < position }
  }

  /// The fault of a record with replaced bytes in a value that was taken.
  func dirtFault(_ end: Int) -> XMLFault? {
    guard let found = dirt.first(where: { $0.offset >= record.start && $0.offset < end }) else { return nil }
    let bytes = stores[recordLevel].bytes
    let isTaken = XMLDirt.marks(bytes.pointer(at: record.valueStart), bytes.end - record.valueStart)
    return isTaken ? .dirt(found) : nil
  }
}
