import Records

/// The problems of XML files, in words.
enum XMLProblem {
  // MARK: The mapping

  static func selector(_ text: String, _ sentence: String, file: String) -> Problem {
    Problem(
      "xml.selector", at: SourcePosition(file: file), field: text,
      "the selector \(quoted: text) \(sentence)")
  }

  static func records(_ sentence: String, file: String) -> Problem {
    Problem(
      "xml.records", at: SourcePosition(file: file), field: "records",
      "the path of the records \(sentence)",
      fix: "set source.records to a path such as '/Feed/Product/Reviews/Review'")
  }

  // MARK: The file

  static func notXML(bytes: Int, hasEnded: Bool, file: String) -> Problem {
    let part = hasEnded ? "its \(bytes) bytes" : "the first \(bytes) bytes"
    return Problem(
      "xml.not-xml", at: SourcePosition(file: file),
      "found no '<' in \(part), expected an XML document; file not read")
  }

  static func noRoot(hasEnded: Bool, file: String) -> Problem {
    hasEnded
      ? Problem(
        "xml.truncated", at: SourcePosition(file: file),
        "the file ends before its root element; file not read")
      : Problem(
        "xml.syntax", at: SourcePosition(file: file),
        "found no root element in the first \(XMLLimits.prolog) bytes; file not read")
  }

  static func noMemory(file: String) -> Problem {
    Problem("xml.memory", at: SourcePosition(file: file), "no memory for the XML parser; file not read")
  }

  static func unknownEncoding(_ name: String, file: String) -> Problem {
    Problem(
      "xml.encoding", at: SourcePosition(file: file),
      "the document declares the encoding \(quoted: name), which is not known; file not read",
      fix: "set source.encoding to the encoding that the file really has")
  }

  static func wrongFeed(_ root: XMLRoot, at position: SourcePosition) -> Problem {
    Problem(
      "xml.wrong-feed", at: position,
      """
      found root \(quoted: root.name) in namespace \(quoted: root.namespace ?? ""), which the mapping refuses \
      as a feed of another kind; file not read
      """)
  }

  static func wrongRoot(_ root: XMLRoot, expected: XMLPathStep, at position: SourcePosition) -> Problem {
    let place = root.namespace.map { " in namespace \(Quotation.quote($0))" } ?? ""
    return Problem(
      "xml.wrong-root", at: position,
      "found root \(quoted: root.name)\(place), expected \(quoted: XMLPathStep.text([expected])); file not read")
  }

  static func noRecords(_ plan: XMLPlan, deepest: Int, file: String) -> Problem {
    let path = XMLPathStep.text(plan.chain.prefix(plan.recordLevel))
    let found = XMLPathStep.text(plan.chain.prefix(min(deepest, plan.recordLevel)))
    return Problem(
      "xml.no-records", .warning, at: SourcePosition(file: file),
      "found no element at \(quoted: path); the deepest part of it that occurs is \(quoted: found)")
  }
}

extension XMLReader {
  func position(_ place: XMLPlace) -> SourcePosition {
    SourcePosition(
      file: file, line: place.line + skippedLines, column: place.column,
      byte: place.offset + skippedBytes)
  }

  func problem(_ warning: XMLWarning) -> Problem {
    switch warning {
    case .entity(let name, let place):
      Problem(
        "xml.entity", .warning, at: position(place),
        "found a reference to the entity \(quoted: name) outside the records; it was left out")
    }
  }

  func problem(_ failure: XMLFailure) -> Problem {
    switch failure {
    case .syntax(let words, let place):
      Problem(
        "xml.syntax", at: position(place),
        "the document is not well-formed here: \(Quotation.escape(words)); what follows was not read")
    case .dirt(let dirt, let place):
      Problem(
        dirt.code, at: position(place), "found \(dirt.words) in the markup; what follows was not read",
        fix: dirt.fix)
    case .depth(let limit, let place):
      Problem(
        "xml.depth", at: position(place),
        "elements are nested deeper than \(limit) levels; what follows was not read",
        fix: "set source.max_depth if this is meant")
    case .truncated(let place):
      Problem(
        "xml.truncated", at: position(place),
        "the file ends before its root element does; what followed is missing",
        fix: "fetch the file again")
    }
  }

  func problem(_ fault: XMLFault, _ row: XMLRowQueue.Row) -> Problem {
    var place = SourcePosition(
      file: file, line: row.line + skippedLines, record: row.record,
      byte: row.start + skippedBytes)
    switch fault {
    case .entity(let name, let isOwn):
      return Problem("xml.entity", at: place, Self.sentence(entity: name, isOwn: isOwn))
    case .malformed(let words, let found):
      place = position(found)
      place.record = row.record
      return Problem(
        "xml.reference", at: place, "found \(Quotation.escape(words)); record rejected")
    case .dirt(let dirt):
      return Problem(
        dirt.code, at: dirtPosition(dirt, row, place), "found \(dirt.words); record rejected", fix: dirt.fix)
    case .longDefault(let length):
      return Problem(
        "xml.entity", at: place,
        """
        an attribute's default value in the document's own DTD has \(length) bytes, \
        at most \(XMLLimits.defaultValue) are read; record rejected
        """)
    case .tooLong(let limit):
      return Problem(
        "xml.record-too-long", at: place, "the record has more than \(limit) bytes; record rejected",
        fix: "set source.max_record_bytes if this is meant")
    case .depth(let limit):
      return Problem(
        "xml.depth", at: place, "elements are nested deeper than \(limit) levels; record rejected",
        fix: "set source.max_depth if this is meant")
    case .lateContext:
      return Problem(
        "xml.late-context", at: place,
        """
        a field of an enclosing element follows more than \(heldBytesLimit) bytes of records; record rejected
        """,
        fix: "select an attribute of the enclosing element, or a child that precedes the records")
    case .broken(let isTruncated):
      let sentence: Sentence =
        isTruncated
        ? "the file ends before all of the record is known; record rejected"
        : "the document breaks before all of the record is known; record rejected"
      return Problem(isTruncated ? "xml.truncated" : "xml.syntax", at: place, sentence)
    }
  }

  private static func sentence(entity name: String, isOwn: Bool) -> Sentence {
    isOwn
      ? """
      found a reference to the entity \(quoted: name), which the document itself defines; such entities are \
      not expanded; record rejected
      """
      : "found a reference to the entity \(quoted: name), which is not defined; record rejected"
  }

  /// The place of the overwritten bytes, as far as the record's text is still there.
  private func dirtPosition(
    _ dirt: XMLDirt, _ row: XMLRowQueue.Row, _ start: SourcePosition
  ) -> SourcePosition {
    var place = start
    guard dirt.offset >= row.start, dirt.offset < row.start + row.length else { return place }
    place.byte = dirt.offset + skippedBytes
    let before = UnsafeBufferPointer(start: rawPointer(row.start), count: dirt.offset - row.start)
    let newlines = before.count { $0 == UInt8(ascii: "\n") }
    place.line = (start.line ?? 1) + newlines
    if newlines > 0, let last = before.lastIndex(of: UInt8(ascii: "\n")) {
      place.column = before[last...].count { $0 & 0xC0 != 0x80 }
    }
    return place
  }
}

extension XMLFailure {
  /// Where the document broke, in the fed bytes.
  var offset: Int {
    switch self {
    case .syntax(_, let place), .dirt(_, let place), .depth(_, let place), .truncated(let place): place.offset
    }
  }
}

extension XMLDirt {
  var code: ProblemCode {
    switch kind {
    case .encoding: "xml.encoding"
    case .character: "xml.character"
    }
  }

  var words: String {
    switch kind {
    case .encoding(0xFF): "bytes that are not of the encoding"
    case .encoding(let byte): "the byte 0x\(Self.hex(UInt32(byte))), which is not UTF-8 here"
    case .character(let scalar): "the character U+\(Self.hex(scalar, digits: 4)), which XML does not allow"
    }
  }

  var fix: String { "set source.invalid_bytes: replace, or source.encoding if the file has another one" }

  private static func hex(_ value: UInt32, digits: Int = 2) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}
