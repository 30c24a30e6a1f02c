import Records

/// The runnable part of a plan: flat steps for the executor, and the objects that they point to.
///
/// Written once by `init`, then only read; so threads may share it.
final class MappingProgram: @unchecked Sendable {
  /// One for each output field, those of the product first.
  let steps: UnsafeBufferPointer<FieldStep>
  /// How many of `steps` belong to the product.
  let productStepCount: Int
  /// The steps of `uuid`, `model_code` and metadata: one must have a value.
  let identifierSteps: Range<Int>
  let slotIndices: UnsafeBufferPointer<Int>
  let conditions: UnsafeBufferPointer<ConditionStep>
  /// The conditions of `where` itself, as indices of `conditions`.
  let filters: [Int]
  /// For messages: the field and the place of each condition with a field.
  let conditionSources: [ConditionSource]
  let split: SplitProgram?
  private let owned: OwnedObjects

  init(_ draft: ProgramDraft, productStepCount: Int, identifierSteps: Range<Int>, split: SplitProgram?) {
    steps = Self.copy(draft.steps)
    slotIndices = Self.copy(draft.slotIndices)
    conditions = Self.copy(draft.conditions)
    filters = draft.filters
    conditionSources = draft.conditionSources
    owned = draft.owned
    self.productStepCount = productStepCount
    self.identifierSteps = identifierSteps
    self.split = split
  }

  deinit {
    steps.baseAddress?.deallocate()
    slotIndices.baseAddress?.deallocate()
    conditions.baseAddress?.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeBufferPointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(array.count, 1))
    _ = memory.initialize(from: array)
    return UnsafeBufferPointer(start: memory.baseAddress, count: array.count)
  }
}

/// The field of a condition, for messages.
struct ConditionSource: Sendable {
  var sources: [String]
  var mark: MappingMark
}

/// An `each` that splits one value.
struct SplitProgram: Sendable {
  var slot: Int
  var separator: ConstantBytes
}

/// The objects that steps refer to without a retain.
struct OwnedObjects: Sendable {
  var values: [ValueProgram] = []
  var dates: [DateProgram] = []
  var scores: [ScoreProgram] = []
  var tables: [ByteTable] = []
  var expressions: [RegularExpression] = []
}

/// A program while it is built.
struct ProgramDraft {
  var steps: [FieldStep] = []
  var slotIndices: [Int] = []
  var conditions: [ConditionStep] = []
  var filters: [Int] = []
  var conditionSources: [ConditionSource] = []
  var owned = OwnedObjects()

  /// Stores slots as a range of `slotIndices`.
  mutating func store(_ slots: [Int]) -> Range<Int> {
    let start = slotIndices.count
    slotIndices += slots
    return start..<slotIndices.count
  }

  mutating func own(_ date: DateProgram) -> Unmanaged<DateProgram> {
    owned.dates.append(date)
    return .passUnretained(date)
  }

  mutating func own(_ score: ScoreProgram) -> Unmanaged<ScoreProgram> {
    owned.scores.append(score)
    return .passUnretained(score)
  }

  mutating func own(_ value: ValueProgram) -> Unmanaged<ValueProgram> {
    owned.values.append(value)
    return .passUnretained(value)
  }

  mutating func own(_ table: ByteTable) -> Unmanaged<ByteTable> {
    owned.tables.append(table)
    return .passUnretained(table)
  }

  mutating func own(_ expression: RegularExpression) -> Unmanaged<RegularExpression> {
    owned.expressions.append(expression)
    return .passUnretained(expression)
  }
}
