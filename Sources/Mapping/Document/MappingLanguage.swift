import Records

/// The mapping language as data: every key, what it accepts, its default and its meaning.
///
/// The check of a document, the nearest-name search, the JSON Schema and the reference all read these
/// tables, so that they cannot disagree.
struct MappingLanguage: Sendable {
  let formats: [FormatDescription]

  init(formats: [FormatDescription]) { self.formats = formats }

  /// The tables in the order of the reference.
  static let tables: [KeyTable] = [
    mapping, source, each, condition, product, enrichment, review, value, concat, replacement, lookup, date,
    score, scale, range, extra, caseTable, expectation,
  ]

  static func table(_ name: TableName) -> KeyTable {
    switch name {
    case .mapping: mapping
    case .source: source
    case .each: each
    case .condition: condition
    case .product: product
    case .enrichment: enrichment
    case .review: review
    case .value: value
    case .concat: concat
    case .replacement: replacement
    case .lookup: lookup
    case .date: date
    case .score: score
    case .scale: scale
    case .range: range
    case .extra: extra
    case .case: caseTable
    case .expectation: expectation
    }
  }

  /// The keys of a `source:` block of a format; of any format where it is unknown.
  func sourceKeys(format name: String?) -> [KeyDescription] {
    let format = formats.first { $0.name == name }
    let own = format?.options ?? []
    return [sourceFormat] + own.map(Self.key(of:))
  }

  /// The `format` key, whose choices are the formats of this build.
  var sourceFormat: KeyDescription {
    .required("format", .choice(formats.map(\.name)), "The kind of file; it decides the other keys.")
  }

  private static func key(of option: OptionDescription) -> KeyDescription {
    KeyDescription(
      name: option.name, shape: shape(of: option.kind), isRequired: option.isRequired,
      defaultText: option.defaultValue.map(text(of:)), summary: option.summary)
  }

  private static func shape(of kind: OptionKind) -> ValueShape {
    switch kind {
    case .text, .byte: .text
    case .flag: .flag
    case .integer(let range): .integer(range)
    case .choice(let words): .choice(words)
    case .textList: .oneOrList(.text)
    }
  }

  private static func text(of value: OptionValue) -> String {
    switch value {
    case .text(let text): text
    case .byte(let byte): byte.map { $0 == 9 ? "tab" : String(decoding: [$0], as: UTF8.self) } ?? "none"
    case .flag(let flag): String(flag)
    case .integer(let number): String(number)
    case .textList(let list): "[" + list.joined(separator: ", ") + "]"
    }
  }
}
