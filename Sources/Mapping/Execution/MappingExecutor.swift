import Records

/// Runs a plan over batches of records; one for each thread.
///
/// Each row is tested by `where`, then mapped field by field, the product first; its first fault rejects
/// it. Of a row, `out` gets nothing or all: a rejected row's bytes are taken back.
public final class MappingExecutor {
  /// What the reviews of one record may take: `each` multiplies the texts that its items share.
  static let maxRecordBytes = 64 << 20

  let plan: MappingPlan
  let program: MappingProgram
  let evaluator = ValueEvaluator()
  private let conditions: ConditionEvaluator
  /// The output slots of the row at work.
  private let written: UnsafeMutablePointer<Slot>
  /// The input slots of a part: the part, then a copy of the row's.
  private let partSlots: UnsafeMutablePointer<Slot>

  /// Bytes of the output before the record at work.
  private var recordStart = 0
  /// Bytes of the record's reviews that are not copied; they count all the same, since requests will hold them.
  var referredBytes = 0
  /// Bytes of the records that slots may refer to; 0 where the reviews refer to other records already.
  var sourceCount = 0

  /// Where values stand in the files, for the batch at work.
  var places = RowPosition()

  /// An executor that takes `now`, in seconds since 1970, for the present in `newer_than`.
  public init(plan: MappingPlan, now: Int64) {
    self.plan = plan
    program = plan.program
    conditions = ConditionEvaluator(plan.program, evaluator, now: now)
    written = .allocate(capacity: max(plan.fields.count, 1))
    written.initialize(repeating: .missing, count: max(plan.fields.count, 1))
    let slotCount = plan.selectors.selectors.count
    partSlots = .allocate(capacity: slotCount + 1)
    partSlots.initialize(repeating: .missing, count: slotCount + 1)
  }

  deinit {
    written.deallocate()
    partSlots.deallocate()
  }

  /// Maps all rows of a batch and appends reviews, rejects and counts to `out`.
  ///
  /// Where `each` splits a value, each part of a row counts: rows + `extraReviews` = reviews + rejected +
  /// filtered.
  public func map(_ batch: RecordBatch, file: String, into out: ReviewBatch) {
    places = RowPosition()
    recordStart = out.bytes.count
    referredBytes = 0
    sourceCount = out.reviewCount == 0 ? batch.bytes.count : 0
    if out.reviewCount == 0 { out.source = batch.bytes }
    let digits = out.bytes.count
    out.bytes.append("12345")
    writeConstants(to: out.bytes)
    out.rows.reserveCapacity(out.rows.count + batch.rowCount)
    out.slots.reserveCapacity(out.slots.count + batch.rowCount * plan.fields.count)
    batch.slots.withUnsafeBufferPointer { slots in
      batch.elements.withUnsafeBufferPointer { elements in
        let base = slots.baseAddress ?? UnsafePointer(partSlots)
        for row in 0..<batch.rowCount {
          let view = RowView(
            slots: base + row * batch.slotCount, elements: elements.baseAddress ?? UnsafePointer(partSlots),
            bytes: UnsafePointer(batch.bytes.base))
          mapRow(RowTask(row: row, batch: batch, file: file, out: out, digits: digits), view)
        }
      }
    }
  }

  /// Writes the constants of the plan once; the rows of the batch share their slots.
  private func writeConstants(to out: ByteBuffer) {
    for (index, step) in program.steps.enumerated() where step.kind == .constant {
      step.program._withUnsafeGuaranteedRef { value in
        guard case .constant(let bytes) = value.origin else { return }
        let text = TextConversion.trim(bytes.view)
        written[index] = Slot(kind: .string, offset: out.count, length: text.count)
        out.append(text)
      }
    }
  }

  @inline(__always)
  private func mapRow(_ task: RowTask, _ view: RowView) {
    if task.batch.origins[task.row].item == 0 {
      recordStart = task.out.bytes.count
      referredBytes = 0
    }
    for index in 0..<program.filters.count {
      switch conditions.evaluate(program.filters[index], view) {
      case .holds: continue
      case .fails: task.out.filter(row: task.row, by: index)
      case .fault: rejectCondition(task, view)
      }
      return
    }
    if program.split == nil {
      mapReview(task, view)
    } else {
      mapParts(task, view)
    }
  }

  // MARK: Parts of a split

  private func mapParts(_ task: RowTask, _ view: RowView) {
    guard let split = program.split else { return }
    let slot = view.slots[split.slot]
    var count = 0
    (partSlots + 1).update(from: view.slots, count: plan.selectors.selectors.count)
    if slot.kind == .list {
      for index in slot.start..<slot.start + slot.length {
        count += mapParts(of: view.elements[index], split, task, view)
      }
    } else {
      count = mapParts(of: slot, split, task, view)
    }
    if count == 0 { mapPart(.missing, task, view) }
    task.out.extraReviews += max(0, count - 1)
  }

  /// Maps the parts of one text that are not empty and gives their number.
  private func mapParts(of slot: Slot, _ split: SplitProgram, _ task: RowTask, _ view: RowView) -> Int {
    guard slot.isScalarWithBytes else { return 0 }
    var count = 0
    SplitText.forEachPart(of: view.view(slot), split.separator.view) { part in
      let part = TextConversion.trim(part)
      guard part.count > 0, let start = part.baseAddress else { return }
      mapPart(Slot(kind: .string, offset: start - view.bytes, length: part.count), task, view)
      count += 1
    }
    return count
  }

  private func mapPart(_ part: Slot, _ task: RowTask, _ view: RowView) {
    partSlots[0] = part
    mapReview(task, RowView(slots: UnsafePointer(partSlots + 1), elements: view.elements, bytes: view.bytes))
  }

  // MARK: One review

  private func mapReview(_ task: RowTask, _ view: RowView) {
    let out = task.out
    let byteCount = out.bytes.count
    let elementCount = out.elements.count
    let referred = referredBytes
    if byteCount - recordStart + referred > Self.maxRecordBytes {
      return reject(task, view, .fanOut, 0, byteCount, elementCount)
    }
    for index in 0..<program.steps.count {
      if index == program.productStepCount, !hasIdentifier {
        referredBytes = referred
        return reject(task, view, .noIdentifier, index, byteCount, elementCount)
      }
      if program.steps[index].kind == .constant { continue }
      switch write(program.steps[index], view, task) {
      case .slot(let slot): written[index] = slot
      case .fault(let fault):
        referredBytes = referred
        return reject(task, view, fault, index, byteCount, elementCount)
      }
    }
    out.slots.append(contentsOf: UnsafeBufferPointer(start: written, count: program.steps.count))
    out.rows.append(task.row)
  }

  private var hasIdentifier: Bool {
    for index in program.identifierSteps where written[index].length > 0 { return true }
    return false
  }

  @inline(never)
  private func reject(
    _ task: RowTask, _ view: RowView, _ fault: RecordFault, _ index: Int, _ byteCount: Int,
    _ elementCount: Int
  ) {
    task.out.bytes.count = byteCount
    task.out.elements.removeLast(task.out.elements.count - elementCount)
    let problem =
      fault == .noIdentifier
      ? noIdentifierProblem(task) : problem(fault, task, view, step: program.steps[index])
    task.out.rejected.append((task.row, problem))
  }

  @inline(never)
  private func rejectCondition(_ task: RowTask, _ view: RowView) {
    task.out.rejected.append((task.row, problem(of: conditions, task, view)))
  }
}

/// What is the same for all steps of a row.
struct RowTask {
  let row: Int
  let batch: RecordBatch
  let file: String
  let out: ReviewBatch
  /// Offset of `12345` in the output bytes: the five scores, which all rows share.
  let digits: Int
}
