import CLibXML2

/// Why a record cannot be read.
enum XMLFault: Equatable {
  /// A reference to an entity that is not read; `isOwn`: the document declares it.
  case entity(String, isOwn: Bool)
  /// `&` or `]]>` where it may not stand, a character reference to no character; libxml2's words.
  case malformed(String, XMLPlace)
  case dirt(XMLDirt)
  case longDefault(length: Int)
  case tooLong(limit: Int)
  case depth(limit: Int)
  /// Too many bytes wait for an ancestor's later children.
  case lateContext
  /// The document breaks or ends inside the record, or before the ancestor that it waits for does.
  case broken(isTruncated: Bool)
}

/// Why the document cannot be read on.
enum XMLFailure: Equatable {
  case syntax(String, XMLPlace)
  case dirt(XMLDirt, XMLPlace)
  case depth(limit: Int, position: XMLPlace)
  case truncated(XMLPlace)

  var isTruncation: Bool {
    if case .truncated = self { true } else { false }
  }
}

/// Said of the file once.
enum XMLWarning: Equatable {
  /// A reference outside the records to an entity that is not read.
  case entity(String, XMLPlace)

  var isEntity: Bool {
    switch self {
    case .entity: true
    }
  }
}

extension XMLCollector {
  /// Decides of an error whether it costs one record or ends the document.
  ///
  /// `recovery` is what libxml2 asks next: with 1 it goes on behind the error. Only errors that leave the
  /// nesting of elements certain are forgiven, and only inside a record, which is then rejected.
  mutating func report(_ error: xmlError) {
    if failure != nil { return }
    let words = Self.words(error)
    if record.isOpen && isForgivable(UInt32(error.code)) {
      context.pointee.recovery = 1
      skipRecord(.malformed(words, context.position))
      return
    }
    context.pointee.recovery = 0
    let position = context.position
    failure = dirt(near: position.offset).map { .dirt($0, position) } ?? .syntax(words, position)
  }

  private func isForgivable(_ code: UInt32) -> Bool {
    switch xmlParserErrors(code) {
    case XML_ERR_INVALID_HEX_CHARREF, XML_ERR_INVALID_DEC_CHARREF, XML_ERR_INVALID_CHARREF,
      XML_ERR_ENTITYREF_SEMICOL_MISSING, XML_ERR_MISPLACED_CDATA_END:
      true
    // In CDATA the parser would not get past it.
    case XML_ERR_INVALID_CHAR: context.pointee.instate != XML_PARSER_CDATA_SECTION
    case XML_ERR_NAME_REQUIRED: context.previousByte == UInt8(ascii: "&")
    default: false
    }
  }

  /// libxml2's message in our form: lower case, without its newline.
  private static func words(_ error: xmlError) -> String {
    guard let message = error.message else { return "not well-formed" }
    let text = String(cString: message).split(separator: "\n").joined(separator: " ")
    return text.prefix(1).lowercased() + text.dropFirst().prefix(200)
  }

  /// A replaced byte at which the parser may have stumbled: it stops at most a few bytes behind it.
  private func dirt(near offset: Int) -> XMLDirt? {
    dirt.last { $0.offset <= offset && offset - $0.offset <= 4 }
  }

  /// The fault of a record with replaced bytes in a value that was taken.
  func dirtFault(_ end: Int) -> XMLFault? {
    guard let found = dirt.first(where: { $0.offset >= record.start && $0.offset < end }) else { return nil }
    let bytes = stores[recordLevel].bytes
    let isTaken = XMLDirt.marks(bytes.pointer(at: record.valueStart), bytes.end - record.valueStart)
    return isTaken ? .dirt(found) : nil
  }
}
