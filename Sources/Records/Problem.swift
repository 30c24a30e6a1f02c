/// How much a problem matters.
public enum Severity: String, Sendable {
  /// Data was rejected or a person is needed.
  case error
  /// Unexpected, but nothing was lost.
  case warning
}

/// Names a kind of problem as `stage.what`, in kebab case: `csv.column-count`.
///
/// Codes are metric labels and are matched by scripts: they hold no values and are never renamed.
public struct ProblemCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: StaticString) { self.rawValue = value.description }
}

/// A place in a file.
///
/// Every part but the file may be unknown.
public struct SourcePosition: Hashable, Sendable {
  public var file: String
  /// From 1.
  public var line: Int?
  /// From 1, in Unicode scalars.
  public var column: Int?
  /// Which record of the file, from 1.
  public var record: Int?
  /// From 0, in the decoded (inflated, UTF-8) file.
  public var byte: Int?

  public init(file: String, line: Int? = nil, column: Int? = nil, record: Int? = nil, byte: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.record = record
    self.byte = byte
  }
}

/// A second place that explains a problem.
public struct ProblemNote: Equatable, Sendable {
  public var position: SourcePosition
  public var sentence: String

  public init(position: SourcePosition, sentence: String) {
    self.position = position
    self.sentence = sentence
  }
}

/// Something that a person should know: what was found, what was expected, what happened to the data.
///
/// Problems are made where the fact is known and printed in one place. Sentences start in lower case
/// and have no full stop; outside text stands in single quotes.
public struct Problem: Error, Equatable, Sendable {
  public var code: ProblemCode
  public var severity: Severity
  public var position: SourcePosition?
  /// The field concerned, as the mapping or the file names it.
  public var field: String?
  public var sentence: Sentence
  /// The one thing to do, if there is one.
  public var fix: String?
  public var notes: [ProblemNote]

  public init(
    _ code: ProblemCode, _ severity: Severity = .error, at position: SourcePosition? = nil,
    field: String? = nil, _ sentence: Sentence, fix: String? = nil, notes: [ProblemNote] = []
  ) {
    self.code = code
    self.severity = severity
    self.position = position
    self.field = field
    self.sentence = sentence
    self.fix = fix
    self.notes = notes
  }
}
