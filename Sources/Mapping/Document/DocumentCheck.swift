import Records

/// Compares what was typed with the tables of the language, and collects all that is wrong.
///
/// Shapes only: whether a regular expression compiles or a selector is legal is found where the plan is made
/// from it.
struct DocumentCheck {
  private let language: MappingLanguage
  private let file: String
  private(set) var problems: [Problem] = []

  init(language: MappingLanguage, file: String) {
    self.language = language
    self.file = file
  }

  /// All problems of shape in a document.
  static func problems(in root: YAMLNode, language: MappingLanguage, file: String) -> [Problem] {
    var check = DocumentCheck(language: language, file: file)
    check.check(root, .table(.mapping), path: "")
    return check.problems
  }

  private mutating func check(_ node: YAMLNode, _ shape: ValueShape, path: String) {
    switch shape {
    case .table(let name): checkTable(node, name, path: path)
    case .source: checkSource(node, path: path)
    case .list(let item, let counts): checkList(node, item, counts, shape, path: path)
    case .oneOrList(let item):
      if node.items == nil {
        checkScalarOrMap(node, item, shape, path: path)
      } else {
        checkList(node, item, 1...100_000, shape, path: path)
      }
    case .free(let item): checkFree(node, item, path: path)
    case .shortOr(let short, let table):
      if node.entries == nil {
        checkScalar(node, short, expected: shape, path: path)
      } else {
        checkTable(node, table, path: path)
      }
    case .anyMap: if entries(of: node, shape, path: path) != nil { checkRepeatedKeys(in: node) }
    default: checkScalar(node, shape, expected: shape, path: path)
    }
  }

  private mutating func checkScalarOrMap(
    _ node: YAMLNode, _ item: ValueShape, _ shape: ValueShape, path: String
  ) {
    if case .table = item {
      check(node, item, path: path)
    } else {
      checkScalar(node, item, expected: shape, path: path)
    }
  }

  // MARK: Maps

  private mutating func checkTable(_ node: YAMLNode, _ name: TableName, path: String) {
    guard entries(of: node, .table(name), path: path) != nil else { return }
    let table = MappingLanguage.table(name)
    checkKeys(of: node, table.keys, path: path)
    for rule in table.rules { check(rule, node, path: path) }
  }

  private mutating func checkSource(_ node: YAMLNode, path: String) {
    guard entries(of: node, .source, path: path) != nil else { return }
    let format = node["format"]?.scalar
    if let format, !language.formats.contains(where: { $0.name == format }) {
      check(node["format"] ?? node, language.sourceFormat.shape, path: join(path, "format"))
      return
    }
    checkKeys(of: node, language.sourceKeys(format: format), path: path)
  }

  private mutating func checkKeys(of node: YAMLNode, _ keys: [KeyDescription], path: String) {
    checkRepeatedKeys(in: node)
    for entry in node.entries ?? [] {
      guard let key = keys.first(where: { $0.name == entry.key }) else {
        problems.append(MappingProblem.unknownKey(entry, among: keys.map(\.name), in: path, file: file))
        continue
      }
      check(entry.value, key.shape, path: join(path, key.name))
    }
    for key in keys where key.isRequired && node[key.name] == nil {
      problems.append(MappingProblem.missingKey(key.name, in: path, at: node.mark, file: file))
    }
  }

  private mutating func checkFree(_ node: YAMLNode, _ item: ValueShape, path: String) {
    guard let entries = entries(of: node, .free(item), path: path) else { return }
    checkRepeatedKeys(in: node)
    if entries.isEmpty { problems.append(MappingProblem.emptyMap(path, at: node.mark, file: file)) }
    for entry in entries { check(entry.value, item, path: join(path, entry.key)) }
  }

  private mutating func checkRepeatedKeys(in node: YAMLNode) {
    var seen: [String: MappingMark] = [:]
    for entry in node.entries ?? [] {
      if let first = seen[entry.key] {
        problems.append(MappingProblem.repeatedKey(entry.key, at: entry.mark, first: first, file: file))
      } else {
        seen[entry.key] = entry.mark
      }
    }
  }

  private mutating func entries(of node: YAMLNode, _ shape: ValueShape, path: String) -> [YAMLEntry]? {
    if let entries = node.entries { return entries }
    wrongType(node, shape, path: path)
    return nil
  }

  private mutating func check(_ rule: KeyRule, _ node: YAMLNode, path: String) {
    let entries = node.entries ?? []
    func given(_ names: [String]) -> [YAMLEntry] { entries.filter { names.contains($0.key) } }
    switch rule {
    case .exactlyOne(let names), .atLeastOne(let names):
      if given(names).isEmpty {
        problems.append(MappingProblem.noneOf(names, in: path, at: node.mark, file: file))
      }
      if case .exactlyOne = rule { exclude(given(names), path: path) }
    case .atMostOne(let names): exclude(given(names), path: path)
    case .needs(let name, let others):
      guard let entry = entries.first(where: { $0.key == name }), given(others).isEmpty else { return }
      problems.append(MappingProblem.keyNeeds(entry, others, in: path, file: file))
    }
  }

  private mutating func exclude(_ entries: [YAMLEntry], path: String) {
    guard entries.count > 1, let first = entries.first else { return }
    for entry in entries.dropFirst() where entry.key != first.key {
      problems.append(MappingProblem.keysExclude(first, entry, in: path, file: file))
    }
  }

  // MARK: Lists and scalars

  private mutating func checkList(
    _ node: YAMLNode, _ item: ValueShape, _ counts: ClosedRange<Int>, _ shape: ValueShape, path: String
  ) {
    guard let items = node.items else { return wrongType(node, shape, path: path) }
    if !counts.contains(items.count) {
      problems.append(
        MappingProblem.listCount(
          items.count, expected: shape.expectation, path: path, at: node.mark, file: file))
    }
    for (index, node) in items.enumerated() { check(node, item, path: "\(path)[\(index + 1)]") }
  }

  private mutating func checkScalar(
    _ node: YAMLNode, _ shape: ValueShape, expected: ValueShape, path: String
  ) {
    guard case .scalar(let text, let isPlain) = node.content, shape.accepts(text, isPlain: isPlain) else {
      return wrongType(node, expected, path: path)
    }
  }

  private mutating func wrongType(_ node: YAMLNode, _ shape: ValueShape, path: String) {
    problems.append(
      MappingProblem.wrongType(node, expected: shape.expectation, words: shape.words, path: path, file: file))
  }

  private func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension ValueShape {
  /// Whether a scalar has this shape.
  func accepts(_ text: String, isPlain: Bool) -> Bool {
    switch self {
    case .integer(let range): Self.integer(text).map(range.contains) ?? false
    case .decimal: ExactDecimal(text) != nil
    case .flag: isPlain && Self.isFlag(text)
    case .choice(let words): words.contains(text)
    case .flagOr(let words): isPlain && Self.isFlag(text) || words.contains(text)
    case .integerOr(let range, let words):
      words.contains(text) || (Self.integer(text).map(range.contains) ?? false)
    case .name: !text.isEmpty && text.utf8.count <= 100 && text.utf8.allSatisfy(Self.isNameByte)
    case .code: text.contains(".") && text.utf8.allSatisfy { Self.isNameByte($0) || $0 == UInt8(ascii: ".") }
    case .selector, .selectorOrDecimal, .dateFormat, .timeZone, .age: !text.isEmpty
    case .pattern: !text.isEmpty
    case .text, .template: true
    case .table, .source, .list, .oneOrList, .free, .shortOr, .anyMap: false
    }
  }

  /// The words among which a mistyped one is looked for.
  var words: [String] {
    switch self {
    case .choice(let words), .integerOr(_, let words): words
    case .flag: ["true", "false"]
    case .flagOr(let words): ["true", "false"] + words
    case .shortOr(let short, _): short.words
    default: []
    }
  }

  private static func integer(_ text: String) -> Int? {
    text.utf8.allSatisfy { $0 &- 48 < 10 || $0 == UInt8(ascii: "-") } ? Int(text) : nil
  }

  private static func isFlag(_ text: String) -> Bool { text == "true" || text == "false" }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte &- 97 < 26 || byte &- 48 < 10 || byte == UInt8(ascii: "-")
  }
}
