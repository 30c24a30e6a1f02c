/// Where the text of a value comes from; its slots are those of its `FieldStep`.
enum ValueOrigin: Sendable {
  case from
  case constant(ConstantBytes)
  case template([TemplatePart])
  case concat(separator: ConstantBytes, labels: [ConstantBytes])
  case hash(FieldHash)
  /// The first slot minus the second.
  case difference
}

/// One part of a template.
enum TemplatePart: Sendable {
  case literal(ConstantBytes)
  /// Which of the value's slots.
  case slot(Int)
}

/// Which value of a list becomes the text.
enum ListPick: Equatable, Sendable {
  /// The first that is not empty.
  case first
  case last
  /// From 1.
  case position(Int)
}

/// Operations that need no data.
struct ValueFlags: OptionSet, Sendable {
  let rawValue: UInt16
  static let urlDecode = ValueFlags(rawValue: 1)
  static let decodeEntities = ValueFlags(rawValue: 2)
  static let decodeEntitiesTwice = ValueFlags(rawValue: 4)
  static let stripHTML = ValueFlags(rawValue: 8)
  static let trim = ValueFlags(rawValue: 16)
  static let uppercase = ValueFlags(rawValue: 32)
  static let lowercase = ValueFlags(rawValue: 64)
  static let required = ValueFlags(rawValue: 128)
  static let omitMismatch = ValueFlags(rawValue: 256)
  /// Score: the mean of all values.
  static let mean = ValueFlags(rawValue: 512)
  /// Kept out of messages: titles, texts, extra fields.
  static let isPrivate = ValueFlags(rawValue: 1024)
}

/// One step of `replace`.
struct ReplacementStep: Sendable {
  var expression: RegularExpression
  var replacement: Replacement
}

/// A checked `lookup`.
struct LookupProgram: Sendable {
  enum Missing: String, Sendable {
    case keep, empty, reject
  }
  var table: ByteTable
  var missing: Missing
}

/// One end of a scale that is read from the record.
struct ScaleEnd: Sendable {
  var slot: Int?
  /// What holds where the record has none.
  var constant: ConstantBytes
}

/// A scale of which at least one end is read from the record.
struct ScaleEnds: Sendable {
  var min: ScaleEnd
  var max: ScaleEnd
}

/// Everything that one value of the plan does, in the order in which it is done.
struct ValueOperations: Sendable {
  var flags: ValueFlags = [.trim]
  var split: ConstantBytes?
  var pick = ListPick.first
  var join: ConstantBytes?
  var replacements: [ReplacementStep] = []
  var extract: RegularExpression?
  var lookup: LookupProgram?
  /// Characters; nil keeps all.
  var truncate: Int?
  var defaultText: ConstantBytes?
  var matches: RegularExpression?

  /// Whether one value is chosen from a list, or several joined.
  var choosesFromList: Bool { split != nil || join != nil || pick != .first }

  /// Whether `replace` or `extract` is there.
  var hasExpressions: Bool { !replacements.isEmpty || extract != nil }

  /// Whether nothing happens to the text but trimming.
  var isTrimOnly: Bool {
    flags.subtracting([.isPrivate, .required, .mean]) == [.trim] && split == nil && pick == .first
      && join == nil
      && replacements.isEmpty && extract == nil && lookup == nil && truncate == nil && defaultText == nil
      && matches == nil
  }
}

/// One value of the plan.
///
/// A class, because the executor reaches it by an unretained reference.
final class ValueProgram: Sendable {
  /// As the mapping names it: `review.score`, `product.metadata.sku`.
  let path: String
  let mark: MappingMark
  /// The selectors, for messages.
  let sources: [String]
  let origin: ValueOrigin
  let operations: ValueOperations

  init(
    path: String, mark: MappingMark, sources: [String], origin: ValueOrigin, operations: ValueOperations
  ) {
    self.path = path
    self.mark = mark
    self.sources = sources
    self.origin = origin
    self.operations = operations
  }
}

/// Holds a date conversion for unretained access.
final class DateProgram: Sendable {
  let conversion: DateConversion
  init(_ conversion: DateConversion) { self.conversion = conversion }
}

/// Holds a score conversion for unretained access.
final class ScoreProgram: Sendable {
  let conversion: ScoreConversion
  let scale: ScaleEnds?
  /// Whether a single digit from 1 to 5 is its own score.
  let isIdentity: Bool
  let hasTable: Bool

  init(_ conversion: ScoreConversion, _ method: ScoreConversion.Method, scale: ScaleEnds?) {
    self.conversion = conversion
    self.scale = scale
    isIdentity = if case .identity = method { true } else { false }
    hasTable = if case .table = method { true } else { false }
  }
}
