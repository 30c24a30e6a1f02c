import Records

/// Turns the text of a record into rows of a batch, or into an unreadable record.
final class RecordEmitter {
  /// How much of a record that is too long is kept for the rejects file.
  static let oversizedExcerptBytes = 1024

  let extractor: ValueExtractor
  private let options: JSONOptions
  private let plan: SelectorPlan
  /// Built once, for a record must not count references to what it is looked for with.
  private let recordGoal: ValueExtractor.Goal
  private let problem: JSONProblem
  /// One row, and behind it the slot that gathers the items of `each`.
  private let row: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) private var itemTokens: [Int] = []
  /// Records of the file so far.
  @exclusivity(unchecked) private(set) var recordCount = 0
  @exclusivity(unchecked) private var batchNumber = 0

  init(_ options: JSONOptions, _ plan: SelectorPlan, _ problem: JSONProblem) {
    self.options = options
    self.plan = plan
    recordGoal = ValueExtractor.Goal(table: plan.record.table, eachTarget: plan.eachTarget)
    self.problem = problem
    extractor = ValueExtractor(
      RecordWalk.Policy(maxDepth: options.maxDepth, replacesSurrogates: options.replacesInvalid))
    row = .allocate(capacity: plan.slotCount + 1)
    row.initialize(repeating: .missing, count: plan.slotCount + 1)
  }

  deinit { row.deallocate() }

  /// Says that another batch begins.
  func beginBatch() { batchNumber += 1 }

  /// Says that another batch begins, with the record after the first `count` of the file.
  func beginBatch(behind count: Int) {
    beginBatch()
    recordCount = count
  }

  /// The line around a record that is only a part of it.
  struct Line {
    var offset: Int
    var length: Int
    var place: TextPlace
  }

  /// Adds the record at an offset of the batch's bytes.
  ///
  /// - Parameters:
  ///   - isCut: Whether the file ends right behind the record.
  ///   - line: What stands for the record where it is rejected; nil for itself.
  func emit(
    _ offset: Int, _ length: Int, at place: TextPlace, _ context: AncestorContext?, isCut: Bool = false,
    within line: Line? = nil, into batch: RecordBatch
  ) {
    let line = line ?? Line(offset: offset, length: length, place: place)
    let origin = beginRecord(line.offset, line.length, line.place, batch)
    let text = ValueExtractor.Text(bytes: batch.bytes, offset: offset, length: length)
    row.update(repeating: .missing, count: plan.slotCount + 1)
    if let failure = read(text) {
      reject(origin, explain(failure, text, place, isCut), batch)
      return
    }
    if options.rejectsDuplicateKeys, let finding = extractor.firstDuplicate(text) {
      let start = UnsafePointer(batch.bytes.base + offset)
      let place = place.advanced(over: start, finding.offset)
      reject(origin, problem.duplicateKey(finding.name, at: place, record: recordCount), batch)
      return
    }
    context?.fill(row, of: batch, number: batchNumber)
    if let item = plan.item {
      emitItems(item, text, origin, place, batch)
    } else {
      if extractor.hits.hasLists { extractor.hits.deal(to: plan.record, row, &batch.elements) }
      append(origin, batch)
    }
  }

  func emitOversized(_ offset: Int, _ length: Int, at place: TextPlace, into batch: RecordBatch) {
    let origin = beginRecord(offset, length, place, batch)
    reject(
      origin, problem.recordTooLong(limit: options.maxRecordBytes, at: place, record: recordCount), batch)
  }

  /// Adds a record that lacks a value of an object around it.
  func emitLate(_ offset: Int, _ length: Int, at place: TextPlace, isCut: Bool, into batch: RecordBatch) {
    let origin = beginRecord(offset, length, place, batch)
    let late =
      isCut
      ? problem.cutContext(at: place, record: recordCount)
      : problem.lateContext(limit: HeldRecords.byteLimit, at: place, record: recordCount)
    reject(origin, late, batch)
  }

  /// Adds a text that gave no slots.
  func emitUnreadable(
    _ text: ValueExtractor.Text, _ failure: ValueExtractor.Failure, at place: TextPlace, isCut: Bool,
    into batch: RecordBatch
  ) {
    let origin = beginRecord(text.offset, text.length, place, batch)
    reject(origin, explain(failure, text, place, isCut), batch)
  }

  /// Adds a text that is no record; `problem` is given the record's number.
  func emitUnreadable(
    _ offset: Int, _ length: Int, at place: TextPlace, into batch: RecordBatch, _ problem: (Int) -> Problem
  ) {
    let origin = beginRecord(offset, length, place, batch)
    reject(origin, problem(recordCount), batch)
  }

  /// Counts a record that is none of those wanted.
  func passOver(_ label: String, in batch: RecordBatch) {
    recordCount += 1
    batch.recordCount += 1
    batch.passedOver[label, default: 0] += 1
  }

  private func beginRecord(
    _ offset: Int, _ length: Int, _ place: TextPlace, _ batch: RecordBatch
  ) -> RowOrigin {
    recordCount += 1
    batch.recordCount += 1
    return RowOrigin(
      record: recordCount, line: place.line, byteOffset: place.byte, rawOffset: offset, rawLength: length)
  }

  private func reject(_ origin: RowOrigin, _ problem: Problem, _ batch: RecordBatch) {
    batch.unreadable.append(UnreadableRecord(origin: origin, problem: problem))
  }

  private func append(_ origin: RowOrigin, _ batch: RecordBatch) {
    batch.slots.append(contentsOf: UnsafeBufferPointer(start: row, count: plan.slotCount))
    batch.origins.append(origin)
  }

  private func read(_ text: ValueExtractor.Text) -> ValueExtractor.Failure? {
    if let failure = extractor.index(text) { return failure }
    return extractor.walk(text, recordGoal, row)
  }

  // MARK: Items of `each`

  private func emitItems(
    _ item: SelectorTree, _ text: ValueExtractor.Text, _ origin: RowOrigin, _ place: TextPlace,
    _ batch: RecordBatch
  ) {
    takeItemTokens()
    extractor.hits.deal(to: plan.record, row, &batch.elements, except: plan.eachTarget)
    let firstRow = batch.origins.count
    let firstSlot = batch.slots.count
    var origin = origin
    for (number, token) in itemTokens.enumerated() {
      origin.item = number
      for target in 0..<item.targetCount { row[Int(item.table.targets[target])] = .missing }
      let goal = ValueExtractor.Goal(table: item.table, token: token, isPart: true)
      if let failure = extractor.walk(text, goal, row) {
        // A record is read whole or not at all.
        batch.origins.removeSubrange(firstRow...)
        batch.slots.removeSubrange(firstSlot...)
        origin.item = 0
        reject(origin, explain(failure, text, place, false), batch)
        return
      }
      extractor.hits.deal(to: item, row, &batch.elements)
      append(origin, batch)
    }
    if itemTokens.isEmpty { append(origin, batch) }
  }

  private func takeItemTokens() {
    itemTokens.removeAll(keepingCapacity: true)
    // `null` in place of the items means that there are none; in an array it is one.
    guard row[plan.slotCount].kind != .null else { return }
    for hit in extractor.hits.hits where Int(hit.target) == plan.slotCount {
      itemTokens.append(Int(hit.token))
    }
  }

  // MARK: Problems

  private func explain(
    _ failure: ValueExtractor.Failure, _ text: ValueExtractor.Text, _ place: TextPlace, _ isCut: Bool
  ) -> Problem {
    let start = UnsafePointer(text.bytes.base + text.offset)
    switch failure {
    case .outOfMemory: return problem.outOfMemory(at: place, record: recordCount)
    case .walk(.loneSurrogate(let offset)):
      return problem.loneSurrogate(at: place.advanced(over: start, offset), record: recordCount)
    case .walk(.encoding(let from, let to)):
      let offset = from + UTF8Fault.offset(in: start + from, to - from)
      return problem.invalidUTF8(at: place.advanced(over: start, offset), record: recordCount)
    case .walk(.syntax), .walk(.depth):
      let finding = JSONDiagnosis.run(start, text.length, maxDepth: options.maxDepth)
      let fault = place.advanced(over: start, finding?.offset ?? 0)
      if isCut, case .ended(let within)? = finding?.kind {
        return problem.cutRecord(within: within, at: fault, record: recordCount)
      }
      return problem.syntax(finding, at: fault, record: recordCount)
    }
  }
}
