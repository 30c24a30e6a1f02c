import Records

/// The sentences of this stage about a mapping file: one maker each.
enum MappingProblem {}

// MARK: The file

extension MappingProblem {
  static func fileTooLarge(bytes: Int, limit: Int, file: String) -> Problem {
    Problem(
      "mapping.size", at: SourcePosition(file: file),
      """
      the mapping has \(bytes) bytes, but at most \(limit) are read; put large tables in a CSV file and \
      use 'lookup: {file: …}'
      """
    )
  }

  static func treeTooLarge(isDepth: Bool, at mark: MappingMark, file: String) -> Problem {
    let what: Sentence =
      isDepth
      ? "the mapping is nested deeper than \(YAMLComposer.maxDepth) levels"
      : "the mapping has more than \(YAMLComposer.maxNodes) values, aliases written out"
    return Problem("mapping.size", at: position(mark, file), what)
  }

  static func aliasInKey(at mark: MappingMark, file: String) -> Problem {
    Problem(
      "mapping.yaml", at: position(mark, file),
      "a key must be plain text, but this one is written as '? …' or as an alias")
  }

  static func keyIsNoText(at mark: MappingMark, file: String) -> Problem {
    Problem(
      "mapping.wrong-type", at: position(mark, file), "a key must be text, but this one is a list or a map")
  }

  static func emptyFile(file: String) -> Problem {
    Problem("mapping.yaml", at: SourcePosition(file: file, line: 1, column: 1), "the mapping is empty")
  }

  static func position(_ mark: MappingMark, _ file: String) -> SourcePosition {
    SourcePosition(file: file, line: mark.line, column: mark.column)
  }

  static func note(_ mark: MappingMark, _ file: String, _ sentence: String) -> ProblemNote {
    ProblemNote(position: position(mark, file), sentence: sentence)
  }
}

// MARK: Keys and shapes

extension MappingProblem {
  static func unknownKey(_ entry: YAMLEntry, among keys: [String], in path: String, file: String) -> Problem {
    let suggestion = NearestName.suggestion(for: entry.key, among: keys)
    let place = path.isEmpty ? "" : " of \(Quotation.quote(path))"
    let all = keys.count > 5 || !suggestion.isEmpty ? "" : "; the keys here are \(list(keys))"
    return Problem(
      "mapping.unknown-key", at: position(entry.mark, file), field: join(path, entry.key),
      "\(quoted: entry.key) is not a key\(place)\(suggestion)\(all)")
  }

  static func missingKey(_ key: String, in path: String, at mark: MappingMark, file: String) -> Problem {
    Problem(
      "mapping.missing-key", at: position(mark, file), field: join(path, key),
      "\(owner(path)) has no \(quoted: key), which is required")
  }

  static func noneOf(_ keys: [String], in path: String, at mark: MappingMark, file: String) -> Problem {
    Problem(
      "mapping.missing-key", at: position(mark, file), field: path.isEmpty ? nil : path,
      "\(owner(path)) needs one of \(list(keys))")
  }

  static func repeatedKey(_ key: String, at mark: MappingMark, first: MappingMark?, file: String) -> Problem {
    Problem(
      "mapping.duplicate-key", at: position(mark, file), field: key,
      "\(quoted: key) is given twice in the same map",
      notes: first.map { [note($0, file, "it is given first here")] } ?? [])
  }

  static func keysExclude(_ first: YAMLEntry, _ second: YAMLEntry, in path: String, file: String) -> Problem {
    Problem(
      "mapping.conflict", at: position(second.mark, file), field: join(path, second.key),
      "\(quoted: second.key) and \(quoted: first.key) exclude each other")
  }

  static func keyNeeds(_ entry: YAMLEntry, _ others: [String], in path: String, file: String) -> Problem {
    Problem(
      "mapping.conflict", at: position(entry.mark, file), field: join(path, entry.key),
      "\(quoted: entry.key) has no effect without \(list(others, last: "or"))")
  }

  static func emptyMap(_ path: String, at mark: MappingMark, file: String) -> Problem {
    Problem("mapping.wrong-type", at: position(mark, file), field: path, "\(owner(path)) is empty")
  }

  static func listCount(
    _ count: Int, expected: String, path: String, at mark: MappingMark, file: String
  ) -> Problem {
    Problem(
      "mapping.wrong-type", at: position(mark, file), field: path,
      "\(owner(path)) is a list of \(count), but \(expected) is expected")
  }

  static func wrongType(
    _ node: YAMLNode, expected: String, words: [String], path: String, file: String
  ) -> Problem {
    let isQuotedWord = if case .scalar(let text, false) = node.content { words.contains(text) } else { false }
    let suggestion =
      isQuotedWord ? "" : node.scalar.map { NearestName.suggestion(for: $0, among: words) } ?? ""
    return Problem(
      "mapping.wrong-type", at: position(node.mark, file), field: path.isEmpty ? nil : path,
      """
      \(owner(path)) is \(isQuotedWord ? "the quoted text " : "")\(found(node)), but \(expected) is \
      expected\(suggestion)
      """
    )
  }

  private static func found(_ node: YAMLNode) -> String {
    switch node.content {
    case .null: "empty"
    case .scalar(let text, _): Quotation.quote(text)
    case .list: "a list"
    case .map: "a map"
    }
  }

  static func owner(_ path: String) -> String { path.isEmpty ? "the mapping" : Quotation.quote(path) }

  static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// `'a', 'b' and 'c'`.
  static func list(_ names: [String], last: String = "and") -> String {
    let quoted = names.map { Quotation.quote($0) }
    guard let end = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(last) " + end
  }
}
