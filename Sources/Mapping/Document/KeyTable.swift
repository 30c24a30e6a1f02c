/// Names the kinds of map that a mapping file is made of.
enum TableName: String, CaseIterable, Sendable {
  case mapping, source, each, condition, product, enrichment, review, value, concat, replacement, lookup,
    date, score,
    scale, range
  case extra
  case `case`
  case expectation
}

/// One key of a map: what the check, the schema and the reference say of it.
struct KeyDescription: Sendable {
  var name: String
  var shape: ValueShape
  var isRequired = false
  /// What holds when the key is not given, as it would be typed.
  var defaultText: String?
  /// One sentence, or several, in Markdown.
  var summary: String

  static func required(_ name: String, _ shape: ValueShape, _ summary: String) -> KeyDescription {
    KeyDescription(name: name, shape: shape, isRequired: true, summary: summary)
  }

  static func optional(
    _ name: String, _ shape: ValueShape, default defaultText: String? = nil, _ summary: String
  ) -> KeyDescription {
    KeyDescription(name: name, shape: shape, defaultText: defaultText, summary: summary)
  }
}

/// What must hold between the keys of one map.
enum KeyRule: Sendable {
  case exactlyOne([String])
  case atMostOne([String])
  case atLeastOne([String])
  /// The first key says nothing without one of the others.
  case needs(String, anyOf: [String])
}

/// One kind of map: its keys in the order in which they are documented, and the rules between them.
struct KeyTable: Sendable {
  var name: TableName
  var title: String
  /// A paragraph in Markdown.
  var summary: String
  var keys: [KeyDescription]
  var rules: [KeyRule] = []
  /// YAML that shows the table in use; tests compile it.
  var example: String

  func key(named name: String) -> KeyDescription? { keys.first { $0.name == name } }
}
