/// What one option of a `source:` block may hold.
public enum OptionKind: Equatable, Sendable {
  case text
  /// Exactly one byte; `"\t"` and the words `tab`, `none` where allowed are resolved by the mapping.
  case byte(orNone: Bool)
  case flag
  case integer(ClosedRange<Int>)
  case choice([String])
  case textList
}

/// A checked value of a `source:` option.
public enum OptionValue: Equatable, Sendable {
  case text(String)
  /// nil is `none`.
  case byte(UInt8?)
  case flag(Bool)
  case integer(Int)
  case textList([String])
}

/// One option of a source format: its name in YAML, its kind, its default, and its help sentence.
public struct OptionDescription: Sendable {
  public var name: String
  public var kind: OptionKind
  public var defaultValue: OptionValue?
  /// Whether a `source:` block without it is refused.
  public var isRequired: Bool
  /// One sentence for the reference and the JSON Schema.
  public var summary: String

  public init(
    _ name: String, _ kind: OptionKind, default defaultValue: OptionValue? = nil, isRequired: Bool = false,
    _ summary: String
  ) {
    self.name = name
    self.kind = kind
    self.defaultValue = defaultValue
    self.isRequired = isRequired
    self.summary = summary
  }
}

/// What the mapping must know of a source format to check a `source:` block and its selectors.
public struct FormatDescription: Sendable {
  /// The name in `source: { format: … }`.
  public var name: String
  public var summary: String
  /// Without the dot; `.gz` behind them is understood.
  public var fileExtensions: [String]
  public var options: [OptionDescription]
  /// Says what is wrong with a selector (a lower-case sentence), or nil.
  public var selectorFault: @Sendable (String) -> String?

  public init(
    name: String, summary: String, fileExtensions: [String], options: [OptionDescription],
    selectorFault: @escaping @Sendable (String) -> String?
  ) {
    self.name = name
    self.summary = summary
    self.fileExtensions = fileExtensions
    self.options = options
    self.selectorFault = selectorFault
  }
}

/// A checked `source:` block.
public struct SourceOptions: Sendable {
  public var format: String
  public var values: [String: OptionValue]

  public init(format: String, values: [String: OptionValue] = [:]) {
    self.format = format
    self.values = values
  }

  public func text(_ name: String) -> String? {
    if case .text(let value)? = values[name] { value } else { nil }
  }
  public func flag(_ name: String) -> Bool? {
    if case .flag(let value)? = values[name] { value } else { nil }
  }
  public func integer(_ name: String) -> Int? {
    if case .integer(let value)? = values[name] { value } else { nil }
  }
  public func textList(_ name: String) -> [String]? {
    if case .textList(let value)? = values[name] { value } else { nil }
  }
  /// nil: not given; `.some(nil)`: given as `none`.
  public func byte(_ name: String) -> UInt8?? {
    if case .byte(let value)? = values[name] { .some(value) } else { nil }
  }
}

/// What the plan wants to see of each record: slot i of a row is selector i.
public struct SelectorSet: Sendable {
  public var selectors: [String]
  /// Selects the items inside a record that each become a row; selectors then start at the item.
  public var each: String?

  public init(selectors: [String], each: String? = nil) {
    self.selectors = selectors
    self.each = each
  }
}

/// What a reader found when it bound its selectors to a file with a header.
public struct Binding: Sendable {
  /// Indices of selectors that name no column.
  public var unmatched: [Int]
  /// The columns, in order.
  public var names: [String]
  /// The header's line, from 1; nil where the file has no header.
  public var line: Int?

  public init(unmatched: [Int], names: [String], line: Int?) {
    self.unmatched = unmatched
    self.names = names
    self.line = line
  }
}
