import Records

extension MappingExecutor {
  /// Writes the score of a row: one of five shared digits.
  @inline(__always)
  func writeScore(_ step: FieldStep, _ row: RowView, _ task: RowTask) -> WrittenField {
    guard let score = step.score else { return .fault(.scoreMissing) }
    if step.isPlain, score._withUnsafeGuaranteedRef({ $0.isIdentity }) {
      if case .text(let text) = row.first(of: slots(of: step)), text.count == 1 {
        let digit = Int(text[0]) - 48
        if digit >= 1, digit <= 5 { return .slot(Self.slot(score: digit, task)) }
      }
    }
    return score._withUnsafeGuaranteedRef { writeScore($0, step, row, task) }
  }

  @inline(__always)
  private static func slot(score: Int, _ task: RowTask) -> Slot {
    Slot(kind: .number, offset: task.digits + score - 1, length: 1)
  }

  @inline(never)
  private func writeScore(
    _ score: ScoreProgram, _ step: FieldStep, _ row: RowView, _ task: RowTask
  ) -> WrittenField {
    let result: Result<Int, ScoreFault>
    let program = step.program._withUnsafeGuaranteedRef { $0 }
    let (min, max) = scaleEnds(score, row)
    evaluator.found = ""
    if program.operations.flags.contains(.mean) {
      switch mean(score, program, step, row) {
      case .success(let mean): result = score.conversion.score(of: mean, min: min, max: max)
      case .failure(let stop): return stop.written
      }
    } else {
      switch evaluator.evaluate(program, slots(of: step), row) {
      case .text(let text):
        result = score.conversion.score(text, min: min, max: max)
        if case .failure = result { evaluator.found = String(decoding: text, as: UTF8.self) }
      case .empty: result = .failure(.missing)
      case .fault(let fault): return .fault(fault)
      }
    }
    switch result {
    case .success(let value): return .slot(Self.slot(score: value, task))
    case .failure(let fault): return .fault(self.fault(of: fault, score, min, max))
    }
  }

  /// Ends a mean with the fault of one of its values.
  private struct MeanStop: Error {
    var written: WrittenField
  }

  private func mean(
    _ score: ScoreProgram, _ program: ValueProgram, _ step: FieldStep, _ row: RowView
  ) -> Result<ScoreMean, MeanStop> {
    var mean = ScoreMean()
    if case .fault(let fault) = evaluator.gather(program, slots(of: step), row) {
      return .failure(MeanStop(written: .fault(fault)))
    }
    for part in evaluator.parts {
      switch evaluator.apply(program, to: part) {
      case .empty: continue
      case .fault(let fault): return .failure(MeanStop(written: .fault(fault)))
      case .text(let text):
        guard let fault = score.conversion.add(text, to: &mean) else { continue }
        evaluator.found = String(decoding: text, as: UTF8.self)
        let none = View(start: nil, count: 0)
        return .failure(MeanStop(written: .fault(self.fault(of: fault, score, none, none))))
      }
    }
    return .success(mean)
  }

  private func scaleEnds(_ score: ScoreProgram, _ row: RowView) -> (View, View) {
    let none = View(start: nil, count: 0)
    guard let scale = score.scale else { return (none, none) }
    func end(_ end: ScaleEnd) -> View {
      guard let slot = end.slot, row.hasText(row.slots[slot]) else { return end.constant.view }
      return row.view(row.slots[slot])
    }
    return (end(scale.min), end(scale.max))
  }

  private func fault(of fault: ScoreFault, _ score: ScoreProgram, _ min: View, _ max: View) -> RecordFault {
    switch fault {
    case .missing: return .scoreMissing
    case .notANumber: return .scoreNotANumber
    case .fraction: return .scoreFraction
    case .range(let found):
      if evaluator.found.isEmpty { evaluator.found = found }
      return score.hasTable ? .scoreNotInTable : .scoreRange
    case .badScale:
      evaluator.found = "\(String(decoding: min, as: UTF8.self))…\(String(decoding: max, as: UTF8.self))"
      return .scoreScale
    }
  }
}
