/// A place in a mapping file.
public struct MappingMark: Hashable, Comparable, Sendable {
  /// From 1.
  public var line: Int
  /// From 1, in Unicode scalars.
  public var column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (first: MappingMark, second: MappingMark) -> Bool {
    (first.line, first.column) < (second.line, second.column)
  }
}

/// A YAML value with its place: our own tree, because Yams resolves plain text to types that this language
/// does not have.
///
/// Here `007`, `no` and `1e3` stay the text that was typed; what a key accepts decides what they mean.
public struct YAMLNode: Equatable, Sendable {
  public enum Content: Equatable, Sendable {
    /// Nothing after the colon, `~` or `null`.
    case null
    /// `isPlain`: typed without quotes.
    case scalar(String, isPlain: Bool)
    case list([YAMLNode])
    case map([YAMLEntry])
  }

  public var content: Content
  public var mark: MappingMark

  public var scalar: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }
  public var items: [YAMLNode]? {
    if case .list(let items) = content { items } else { nil }
  }
  public var entries: [YAMLEntry]? {
    if case .map(let entries) = content { entries } else { nil }
  }
  public var isNull: Bool { content == .null }

  /// The value of a key of a map.
  subscript(key: String) -> YAMLNode? {
    entries?.first { $0.key == key }?.value
  }
}

/// One key of a YAML map and its value.
public struct YAMLEntry: Equatable, Sendable {
  public var key: String
  public var mark: MappingMark
  public var value: YAMLNode
}
