import Records

/// Reads the records of a JSON file in whatever of its shapes they lie.
///
/// ```
/// source ─► InputWindow ─► locator: where is the next record ─► RecordEmitter: rows of slots
///                          (lines, or a document)     └► HeldRecords, while an outer value is awaited
/// ```
final class JSONReader: RecordReader {
  /// Rows after which a batch is given rather than filled with more input.
  private static let wantedRows = 384
  /// Rows after which a batch is given though there are records in the window.
  private static let maxRows = 1024
  /// Bytes after which a batch is given: with one more chunk it stays within its first memory of 1 MiB.
  private static let wantedBytes = (1 << 20) - InputWindow.chunkBytes - 1024

  /// Bytes after which a batch of records that waited is given.
  private static let maxHeldBytes = 1 << 20

  let options: JSONOptions
  let problem: JSONProblem
  let branches: SelectorBranches
  let window: InputWindow
  private let plan: SelectorPlan
  private let emitter: RecordEmitter
  /// Nil until the file's shape is known.
  @exclusivity(unchecked) private var locator: (any RecordLocator)?
  @exclusivity(unchecked) private var held: HeldRecords
  @exclusivity(unchecked) private var isFinished = false
  /// What to say of the file when all records have been given.
  private var ending: Problem?

  init(_ input: ReaderInput, heldBytes: Int = HeldRecords.byteLimit) throws(Problem) {
    problem = JSONProblem(file: input.file)
    options = try Self.options(input.options, problem)
    branches = try SelectorBranches(input.selectors, path: options.path, problem: problem)
    plan = SelectorPlan(branches)
    emitter = RecordEmitter(options, plan, problem)
    window = InputWindow(input.source)
    held = HeldRecords(limit: heldBytes)
  }

  private static func options(_ source: SourceOptions, _ problem: JSONProblem) throws(Problem) -> JSONOptions
  {
    do throws(JSONSelector.Fault) {
      return try JSONOptions(source)
    } catch {
      throw problem.badRecordPath(source.text("records") ?? "", error.sentence)
    }
  }

  func bind() throws(Problem) -> Binding? { nil }

  func read(into batch: RecordBatch) -> Bool {
    emitter.beginBatch()
    releaseHeld(into: batch)
    if !isFinished, hasRoom(batch) {
      window.open(batch.bytes)
      fill(batch)
      window.close()
    }
    if isFinished { finish(batch) }
    return batch.recordCount > 0 || !batch.fileProblems.isEmpty
  }

  // MARK: Filling a batch

  private func fill(_ batch: RecordBatch) {
    while !isFinished {
      releaseHeld(into: batch)
      guard hasRoom(batch) else { return }
      guard let locator = locator ?? detectLocator() else {
        window.more()
        continue
      }
      switch locator.next(window) {
      case .record(let length, let context): take(length, context, batch)
      case .oversized: takeOversized(batch)
      case .end(let problem):
        ending = window.failure ?? problem
        isFinished = true
        return
      case .wait:
        if isWellFilled(batch) { return }
        window.more()
        continue
      }
      locator.finish(window)
    }
  }

  private func hasRoom(_ batch: RecordBatch) -> Bool {
    batch.rowCount + batch.unreadable.count < Self.maxRows && held.ready == nil
  }

  private func isWellFilled(_ batch: RecordBatch) -> Bool {
    batch.recordCount > 0 && (batch.rowCount >= Self.wantedRows || batch.bytes.count >= Self.wantedBytes)
  }

  private func take(_ length: Int, _ context: AncestorContext?, _ batch: RecordBatch) {
    if let context, !held.isEmpty || !context.isSettled {
      held.append(UnsafeBufferPointer(start: window.text, count: length), at: window.place, context)
      return
    }
    window.keep(length)
    let isCut = window.isEnded && length == window.available
    emitter.emit(window.position, length, at: window.place, context, isCut: isCut, into: batch)
  }

  private func takeOversized(_ batch: RecordBatch) {
    let length = min(window.available, RecordEmitter.oversizedExcerptBytes, options.maxRecordBytes)
    guard held.isEmpty else {
      let excerpt = UnsafeBufferPointer(start: window.text, count: length)
      held.append(excerpt, at: window.place, nil, isOversized: true)
      return
    }
    window.keep(length)
    emitter.emitOversized(window.position, length, at: window.place, into: batch)
  }

  // MARK: Records that waited

  /// Gives the held records whose fate is decided, in order, as far as the batch has room.
  private func releaseHeld(into batch: RecordBatch) {
    while let item = held.ready, batch.rowCount < Self.maxRows, batch.bytes.count < Self.maxHeldBytes {
      give(item, isLost: item.context?.isLost ?? false, batch)
    }
  }

  private func give(_ item: HeldRecords.Item, isLost: Bool, _ batch: RecordBatch) {
    let offset = batch.bytes.count
    batch.bytes.append(held.text(of: item))
    held.removeFirst()
    if item.isOversized {
      emitter.emitOversized(offset, item.length, at: item.place, into: batch)
    } else if isLost {
      emitter.emitLate(offset, item.length, at: item.place, isCut: isFinished, into: batch)
    } else {
      emitter.emit(offset, item.length, at: item.place, item.context, into: batch)
    }
  }

  /// Gives the rest at the end of the file, and then what is to be said of the file.
  private func finish(_ batch: RecordBatch) {
    releaseHeld(into: batch)
    while let item = held.first, batch.rowCount + batch.unreadable.count < Self.maxRows {
      give(item, isLost: !(item.context?.isSettled ?? true), batch)
    }
    guard held.isEmpty, let problem = ending else { return }
    batch.fileProblems.append(problem)
    ending = nil
  }

  // MARK: The file's shape

  /// Reads on until the shape is known; what was read stays in the window.
  func readsLines() -> Bool {
    window.open(ByteBuffer())
    while locator == nil, detectLocator() == nil { window.more() }
    window.close()
    return locator is LineLocator
  }

  private func detectLocator() -> (any RecordLocator)? {
    guard window.passByteOrderMark() else { return nil }
    let text = UnsafeBufferPointer(start: window.text, count: window.available)
    let shape = JSONShape.detect(
      text, isEnd: window.isEnded, path: options.path, limit: options.maxRecordBytes)
    switch shape {
    case nil: return nil
    case .lines: locator = LineLocator(maxRecordBytes: options.maxRecordBytes)
    case .document: locator = DocumentLocator(options, plan, problem, emitter.extractor)
    }
    return locator
  }
}
