import Records

/// Builds the problem of a rejected row; only then are positions counted and texts made.
extension MappingExecutor {
  func problem(_ fault: RecordFault, _ task: RowTask, _ view: RowView, step: FieldStep) -> Problem {
    let value = step.program._withUnsafeGuaranteedRef { $0 }
    let context = FaultContext(
      position: position(of: slots(of: step), task, view), path: value.path, sources: value.sources,
      found: evaluator.found, isPrivate: value.operations.flags.contains(.isPrivate),
      isOwnScale: step.score.map { $0._withUnsafeGuaranteedRef { !$0.isIdentity } } ?? false,
      note: MappingProblem.position(value.mark, plan.file))
    return RecordProblem.problem(fault, context)
  }

  func problem(of conditions: ConditionEvaluator, _ task: RowTask, _ view: RowView) -> Problem {
    let source = program.conditionSources[conditions.faultSource]
    let slots = UnsafeBufferPointer(rebasing: program.slotIndices[conditions.faultSlots])
    let context = FaultContext(
      position: position(of: slots, task, view), path: "where", sources: source.sources,
      found: evaluator.found, isPrivate: conditions.fault == .patternLimit, isOwnScale: false,
      note: MappingProblem.position(source.mark, plan.file))
    return RecordProblem.problem(conditions.fault, context)
  }

  func noIdentifierProblem(_ task: RowTask) -> Problem {
    var sources: [String] = []
    var mark: MappingMark?
    for step in program.steps[program.identifierSteps] {
      let value = step.program._withUnsafeGuaranteedRef { $0 }
      sources += value.sources.filter { !sources.contains($0) }
      mark = min(mark ?? value.mark, value.mark)
    }
    let context = FaultContext(
      position: position(of: nil, task), path: "product", sources: sources, found: "", isPrivate: false,
      isOwnScale: false, note: mark.map { MappingProblem.position($0, plan.file) })
    return RecordProblem.problem(.noIdentifier, context)
  }

  /// The place of the first of these slots that has a value.
  private func position(of slots: UnsafeBufferPointer<Int>, _ task: RowTask, _ view: RowView)
    -> SourcePosition
  {
    position(of: slots.lazy.map { view.slots[$0] }.first { view.isPresent($0) }, task)
  }

  private func position(of slot: Slot?, _ task: RowTask) -> SourcePosition {
    places.position(
      of: slot, row: task.row, in: task.batch, file: task.file, format: plan.source.format)
  }
}
