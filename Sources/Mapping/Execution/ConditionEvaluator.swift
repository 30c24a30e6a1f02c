import Records

/// Tests rows by the conditions of `where`.
final class ConditionEvaluator {
  enum Verdict: UInt8 {
    case holds
    case fails
    /// The row is rejected; see `fault` and `faultSource`.
    case fault
  }

  private let program: MappingProgram
  private let evaluator: ValueEvaluator
  private let now: Int64
  private(set) var fault = RecordFault.dateUnreadable
  /// Index into `MappingProgram.conditionSources`.
  private(set) var faultSource = 0
  /// The slots of the condition that made the fault: a range of `MappingProgram.slotIndices`.
  private(set) var faultSlots = 0..<0

  init(_ program: MappingProgram, _ evaluator: ValueEvaluator, now: Int64) {
    self.program = program
    self.evaluator = evaluator
    self.now = now
  }

  /// Whether a condition of the program holds for a row.
  func evaluate(_ index: Int, _ row: RowView) -> Verdict {
    let step = program.conditions[index]
    switch step.kind {
    case .oneOf: return oneOf(step, row)
    case .matches: return matches(step, row)
    case .present: return firstPresent(step, row) == nil ? .fails : .holds
    case .absent: return firstPresent(step, row) == nil ? .holds : .fails
    case .newerThan: return newerThan(step, row)
    case .not:
      switch evaluate(step.firstChild, row) {
      case .holds: return .fails
      case .fails: return .holds
      case .fault: return .fault
      }
    case .any: return group(step, row, decides: .holds)
    case .all: return group(step, row, decides: .fails)
    }
  }

  /// The first verdict of the children that decides, or its opposite; a fault decides too.
  private func group(_ step: ConditionStep, _ row: RowView, decides verdict: Verdict) -> Verdict {
    for child in step.firstChild..<step.firstChild + step.childCount {
      let found = evaluate(child, row)
      if found == verdict || found == .fault { return found }
    }
    return verdict == .holds ? .fails : .holds
  }

  private func firstPresent(_ step: ConditionStep, _ row: RowView) -> Slot? {
    for index in step.firstSlot..<step.firstSlot + step.slotCount {
      let slot = row.slots[program.slotIndices[index]]
      if row.isPresent(slot) { return slot }
    }
    return nil
  }

  // MARK: Texts

  private func oneOf(_ step: ConditionStep, _ row: RowView) -> Verdict {
    guard let table = step.table else { return .fails }
    return table._withUnsafeGuaranteedRef { table in
      guard let slot = firstPresent(step, row) else {
        return table.contains(UnsafeBufferPointer(start: nil, count: 0)) ? .holds : .fails
      }
      return contains(slot, table, row) ? .holds : .fails
    }
  }

  private func contains(_ slot: Slot, _ table: ByteTable, _ row: RowView) -> Bool {
    if slot.isList {
      for index in slot.start..<slot.start + slot.length where contains(row.elements[index], table, row) {
        return true
      }
      return false
    }
    guard slot.isScalarWithBytes else { return false }
    let text = TextConversion.trim(row.view(slot))
    return table.contains(table.ignoresCase ? evaluator.fold(text) : text)
  }

  private func matches(_ step: ConditionStep, _ row: RowView) -> Verdict {
    guard let slot = firstPresent(step, row), let expression = step.expression else { return .fails }
    return expression._withUnsafeGuaranteedRef { matches(slot, $0, step, row) }
  }

  private func matches(
    _ slot: Slot, _ expression: RegularExpression, _ step: ConditionStep, _ row: RowView
  ) -> Verdict {
    if slot.isList {
      for index in slot.start..<slot.start + slot.length {
        let verdict = matches(row.elements[index], expression, step, row)
        if verdict != .fails { return verdict }
      }
      return .fails
    }
    guard slot.isScalarWithBytes else { return .fails }
    let text = TextConversion.trim(row.view(slot))
    do throws(RegexGaveUp) {
      return try expression.matches(text, evaluator.regex) ? .holds : .fails
    } catch {
      return stop(.patternLimit, text, step)
    }
  }

  // MARK: Dates

  private func newerThan(_ step: ConditionStep, _ row: RowView) -> Verdict {
    let slots = UnsafeBufferPointer(
      rebasing: program.slotIndices[step.firstSlot..<step.firstSlot + step.slotCount])
    guard case .text(let text) = row.first(of: slots), let date = step.date else { return .fails }
    switch date._withUnsafeGuaranteedRef({ $0.conversion.parse(text) }) {
    case .success(let instant):
      let threshold = step.isAge ? now - step.threshold : step.threshold
      return instant.seconds >= threshold ? .holds : .fails
    case .failure(.unreadable): return stop(.dateUnreadable, text, step)
    case .failure(.noZone): return stop(.dateNoZone, text, step)
    }
  }

  private func stop(_ fault: RecordFault, _ text: UnsafeBufferPointer<UInt8>, _ step: ConditionStep)
    -> Verdict
  {
    _ = evaluator.fault(fault, text)
    self.fault = fault
    faultSource = step.source
    faultSlots = step.firstSlot..<step.firstSlot + step.slotCount
    return .fault
  }
}
