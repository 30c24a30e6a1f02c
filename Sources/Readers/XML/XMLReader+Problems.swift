import Records

// What the collector found, in words and with the file's positions.
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
    case .names(let limit, let place):
      Problem(
        "xml.names", at: position(place),
        "elements and attributes have more than \(limit) bytes of different names; what follows was not read")
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
        "xml.reference", at: place, "found \(words); record rejected")
    case .dirt(let dirt):
      return Problem(
        dirt.code, at: dirtPosition(dirt, row, place), "found \(dirt.words); record rejected", fix: dirt.fix)
    case .limit(let limit): return problem(limit, place)
    case .broken(let isTruncated):
      let sentence: Sentence =
        isTruncated
        ? "the file ends before all of the record is known; record rejected"
        : "the document breaks before all of the record is known; record rejected"
      return Problem(isTruncated ? "xml.truncated" : "xml.syntax", at: place, sentence)
    }
  }

  private func problem(_ limit: XMLFault.Limit, _ place: SourcePosition) -> Problem {
    switch limit {
    case .defaultLength(let length):
      Problem(
        "xml.entity", at: place,
        """
        an attribute's default value in the document's own DTD has \(length) bytes, \
        at most \(XMLLimits.defaultValue) are read; record rejected
        """)
    case .recordBytes(let limit):
      Problem(
        "xml.record-too-long", at: place, "the record has more than \(limit) bytes; record rejected",
        fix: "set source.max_record_bytes if this is meant")
    case .depth(let limit):
      Problem(
        "xml.depth", at: place, "elements are nested deeper than \(limit) levels; record rejected",
        fix: "set source.max_depth if this is meant")
    case .lateContext:
      Problem(
        "xml.late-context", at: place,
        """
        a field of an enclosing element follows more than \(heldBytesLimit) bytes of records; record rejected
        """,
        fix: "select an attribute of the enclosing element, or a child that precedes the records")
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
