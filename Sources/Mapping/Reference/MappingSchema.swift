import Records

/// Publishes the mapping language as a JSON Schema, by which editors complete and check mapping files.
///
/// Draft 7, because that is what the YAML language servers of editors know best. Generated from the tables
/// that check a mapping; what a schema cannot say (selectors, regular expressions, dates) only `check`
/// finds.
public enum MappingSchema {
  /// The schema for these source formats, as text.
  public static func json(formats: [FormatDescription]) -> String {
    let language = MappingLanguage(formats: formats)
    var definitions: [(String, JSONText)] = []
    for table in MappingLanguage.tables where table.name != .mapping && table.name != .source {
      definitions.append((table.name.rawValue, object(of: table)))
    }
    definitions.append((TableName.source.rawValue, source(language)))
    for format in formats {
      definitions.append(("source-\(format.name)", object(of: language, format)))
    }
    var root: [(String, JSONText)] = [
      ("$schema", .text("http://json-schema.org/draft-07/schema#")),
      ("title", .text("reviewferry mapping")),
    ]
    root += members(of: MappingLanguage.mapping)
    root.append(("definitions", .object(definitions)))
    return JSONText.object(root).rendered() + "\n"
  }

  // MARK: Maps

  private static func object(of table: KeyTable) -> JSONText { .object(members(of: table)) }

  private static func members(of table: KeyTable) -> [(String, JSONText)] {
    members(summary: table.summary, keys: table.keys) + rules(table.rules)
  }

  private static func members(summary: String, keys: [KeyDescription]) -> [(String, JSONText)] {
    var members: [(String, JSONText)] = [
      ("description", .text(summary)),
      ("type", .text("object")),
      ("additionalProperties", .flag(false)),
      ("properties", .object(keys.map { ($0.name, property($0)) })),
    ]
    let required = keys.filter(\.isRequired).map { JSONText.text($0.name) }
    if !required.isEmpty { members.append(("required", .list(required))) }
    return members
  }

  /// A `source:` block: the format chooses the schema of the other keys.
  private static func source(_ language: MappingLanguage) -> JSONText {
    let choices = language.formats.map { format -> JSONText in
      let isFormat = JSONText.object([
        ("required", .list([.text("format")])),
        ("properties", .object([("format", .object([("const", .text(format.name))]))])),
      ])
      return .object([("if", isFormat), ("then", reference("source-\(format.name)"))])
    }
    return .object([
      ("description", .text(MappingLanguage.source.summary)),
      ("type", .text("object")),
      ("properties", .object([("format", property(language.sourceFormat))])),
      ("required", .list([.text("format")])),
      ("allOf", .list(choices)),
    ])
  }

  private static func object(of language: MappingLanguage, _ format: FormatDescription) -> JSONText {
    var keys = language.sourceKeys(format: format.name)
    keys[0].shape = .choice([format.name])
    return .object(members(summary: format.summary, keys: keys))
  }

  private static func property(_ key: KeyDescription) -> JSONText {
    var summary = key.summary
    if let text = key.defaultText { summary += " Default: \(text)." }
    // Draft 7 ignores what stands beside a reference, so the reference is put into a list.
    guard case .object(let members) = schema(key.shape) else { return schema(key.shape) }
    if members.first?.0 == "$ref" {
      return .object([("description", .text(summary)), ("allOf", .list([.object(members)]))])
    }
    return .object([("description", .text(summary))] + members)
  }

  // MARK: Rules between keys

  private static func rules(_ rules: [KeyRule]) -> [(String, JSONText)] {
    let all = rules.flatMap(parts)
    return all.isEmpty ? [] : [("allOf", .list(all))]
  }

  private static func parts(of rule: KeyRule) -> [JSONText] {
    switch rule {
    case .exactlyOne(let names): [.object([("oneOf", .list(names.map(given)))])]
    case .atLeastOne(let names): [.object([("anyOf", .list(names.map(given)))])]
    case .atMostOne(let names):
      pairs(names).map { .object([("not", .object([("required", .list([.text($0), .text($1)]))]))]) }
    case .needs(let name, let others):
      [.object([("if", given(name)), ("then", .object([("anyOf", .list(others.map(given)))]))])]
    }
  }

  private static func given(_ name: String) -> JSONText { .object([("required", .list([.text(name)]))]) }

  private static func pairs(_ names: [String]) -> [(String, String)] {
    names.indices.flatMap { first in names[(first + 1)...].map { (names[first], $0) } }
  }

  // MARK: Shapes

  private static func schema(_ shape: ValueShape) -> JSONText {
    switch shape {
    case .text, .template, .pattern, .selector, .selectorOrDecimal, .dateFormat, .timeZone, .age: scalar
    case .name: .object([("type", .text("string")), ("pattern", .text("^[a-z0-9-]{1,100}$"))])
    case .code: .object([("type", .text("string")), ("pattern", .text(#"^[a-z0-9-]+\.[a-z0-9.-]+$"#))])
    case .integer(let range): integer(range)
    case .decimal: .object([("type", .text("number"))])
    case .flag: .object([("type", .text("boolean"))])
    case .choice(let words): .object([("enum", .list(words.map { .text($0) }))])
    case .flagOr(let words):
      .object([("enum", .list([.flag(true), .flag(false)] + words.map { .text($0) }))])
    case .integerOr(let range, let words):
      anyOf([.object([("enum", .list(words.map { .text($0) }))]), integer(range)])
    case .table(let name): reference(name.rawValue)
    case .source: reference(TableName.source.rawValue)
    case .list(let item, let counts): list(item, counts)
    case .oneOrList(let item): anyOf([schema(item), list(item, 1...100_000)])
    case .free(let item):
      .object([
        ("type", .text("object")), ("minProperties", .number(1)), ("additionalProperties", schema(item)),
      ])
    case .shortOr(let short, let table): anyOf([schema(short), reference(table.rawValue)])
    case .anyMap: .object([("type", .text("object"))])
    }
  }

  /// Text may be typed as a number or a truth value: it is taken as it was typed.
  private static let scalar = JSONText.object([
    ("type", .list([.text("string"), .text("number"), .text("boolean")]))
  ])

  private static func integer(_ range: ClosedRange<Int>) -> JSONText {
    if range.lowerBound == range.upperBound { return .object([("const", .number(range.lowerBound))]) }
    return .object([
      ("type", .text("integer")), ("minimum", .number(range.lowerBound)),
      ("maximum", .number(range.upperBound)),
    ])
  }

  private static func list(_ item: ValueShape, _ counts: ClosedRange<Int>) -> JSONText {
    .object([
      ("type", .text("array")), ("items", schema(item)), ("minItems", .number(counts.lowerBound)),
      ("maxItems", .number(counts.upperBound)),
    ])
  }

  private static func anyOf(_ schemas: [JSONText]) -> JSONText { .object([("anyOf", .list(schemas))]) }

  private static func reference(_ name: String) -> JSONText {
    .object([("$ref", .text("#/definitions/\(name)"))])
  }
}
