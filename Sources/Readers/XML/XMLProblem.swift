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
      "found root \(quoted: root.name)\(place), expected \(quoted: XMLPathStep.text([expected])); file not read"
    )
  }

  static func noRecords(_ plan: XMLPlan, deepest: Int, file: String) -> Problem {
    let path = XMLPathStep.text(plan.chain.prefix(plan.recordLevel))
    let found = XMLPathStep.text(plan.chain.prefix(min(deepest, plan.recordLevel)))
    return Problem(
      "xml.no-records", .warning, at: SourcePosition(file: file),
      "found no element at \(quoted: path); the deepest part of it that occurs is \(quoted: found)")
  }
}
