/// What the value of a key may look like: checked by `DocumentCheck`, published by `MappingSchema` and
/// `MappingReference`.
indirect enum ValueShape: Sendable {
  /// Any scalar, taken as the text that was typed.
  case text
  /// The name of a mapping.
  case name
  /// The code of a problem.
  case code
  case integer(ClosedRange<Int>)
  case decimal
  case flag
  case choice([String])
  case flagOr([String])
  case integerOr(ClosedRange<Int>, [String])
  case selector
  case selectorOrDecimal
  case template
  case pattern
  case dateFormat
  case timeZone
  /// `730d`, `8w`, `12h` or a day.
  case age
  /// A map with the keys of a table.
  case table(TableName)
  /// A `source:` block; its keys depend on `format`.
  case source
  case list(ValueShape, counts: ClosedRange<Int>)
  case oneOrList(ValueShape)
  /// A map with any keys.
  case free(ValueShape)
  /// A scalar, or the same written out as a map.
  case shortOr(ValueShape, TableName)
  /// Data of a case: any YAML.
  case anyMap

  /// A value of an output field: a selector, or a map of the value table.
  static let value = ValueShape.shortOr(.selector, .value)
}

extension ValueShape {
  /// What is expected, as the end of a sentence.
  var expectation: String {
    switch self {
    case .text, .template: "text"
    case .name: "lower-case letters, digits and '-'"
    case .code: "the code of a problem such as 'score.range'"
    case .integer(let range):
      range.lowerBound == range.upperBound
        ? "\(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .decimal: "a number"
    case .flag: "true or false"
    case .choice(let words): Self.alternatives(words.map { "'\($0)'" })
    case .flagOr(let words): Self.alternatives(["true", "false"] + words.map { "'\($0)'" })
    case .integerOr(let range, let words):
      Self.alternatives(words.map { "'\($0)'" } + ["a whole number from \(range.lowerBound)"])
    case .selector: "a selector"
    case .selectorOrDecimal: "a selector or a number"
    case .pattern: "a regular expression"
    case .dateFormat: "a date format"
    case .timeZone: "a time zone"
    case .age: "an age such as '730d', '8w', '12h' or a day such as '2024-01-31'"
    case .table, .source, .free, .anyMap: "a map"
    case .list(let item, let counts): Self.list(of: item, counts)
    case .oneOrList(let item): "\(item.expectation) or a list"
    case .shortOr(let short, _): "\(short.expectation) or a map"
    }
  }

  private static func list(of item: ValueShape, _ counts: ClosedRange<Int>) -> String {
    if counts.lowerBound == counts.upperBound { return "a list of \(counts.lowerBound)" }
    return counts.lowerBound > 0 ? "a list that is not empty" : "a list"
  }

  private static func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}
