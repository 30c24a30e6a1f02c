import CLibXML2
import Records

// Parsing blocks of a document: one alone, or one behind the other.
extension XMLReader {
  /// A block that lies at the front of a batch's bytes.
  struct BlockInBatch {
    /// In the fed bytes.
    var start: Int
    var bytes: ByteBuffer
  }

  /// Whether a block may begin here: what is open is what is open before all blocks, and nothing waits.
  var isAtRest: Bool { isBetweenBlocks && collector.pointee.rows.isEmpty }

  /// Whether it holds no more memory than blocks of common sizes need.
  var isSlim: Bool {
    let store = collector.pointee.stores[plan.recordLevel]
    let values = store.values.elements.capacity * MemoryLayout<XMLCollector.Value>.stride
    let texts = raw.elements.capacity + store.bytes.elements.capacity
    return texts + values + collector.pointee.rows.capacity <= 4 << 20
      && context.map { $0.nameBytes <= XMLLimits.keptNames } ?? false
  }

  private var isBetweenBlocks: Bool {
    guard let context, let text, !isFinished, text.isWhole else { return false }
    let level = collector.pointee.baseLevel
    return collector.pointee.live == level && collector.pointee.dead == 0 && !collector.pointee.hasLeftBase
      && !collector.pointee.record.isOpen && collector.pointee.failure == nil
      && context.isBetweenChildren(depth: level)
  }

  /// Parses a block whose place in the file is not known, and counts from its beginning; returns its end.
  ///
  /// nil where it does not end as it began; the batch then has its bytes only.
  func parseAlone(_ block: RecordBlock, in batch: RecordBatch) -> XMLBlockEnd? {
    guard let context,
      XMLCharacterScan.next(UnsafePointer(batch.bytes.base), from: 0, to: block.length) == .clean
    else { return nil }
    let start = fed
    let line = context.lastLine
    begin(bytes: -start, lines: 1 - line, record: 0)
    self.block = BlockInBatch(start: start, bytes: batch.bytes)
    defer { self.block = nil }
    feedBlock(upTo: start + block.length)
    guard isBetweenBlocks else { return nil }
    batchLimit = .none
    emit(into: batch)
    let place = BlockPlace(
      record: collector.pointee.recordCount, line: context.lastLine - line + 1, byte: block.length)
    return XMLBlockEnd(
      place: place, deepestLevel: collector.pointee.deepestLevel,
      hasWarnings: !collector.pointee.warnings.isEmpty)
  }

  /// Stands at a place of the file, behind all that was there.
  func takeOver(at place: BlockPlace, _ before: XMLDocumentState) {
    guard let context else { return }
    // libxml2 names the line of a start tag in one of its messages.
    let line = place.line - linesBeforeText
    context.pointee.input.pointee.line += Int32(line - context.lastLine)
    begin(bytes: place.byte - fed, lines: linesBeforeText, record: place.record)
    self.before = before
  }

  /// Where this reader stands in the file; meant for the time when it is at rest.
  var blockPlace: BlockPlace {
    let line = (context?.lastLine ?? 1) + skippedLines
    return BlockPlace(record: collector.pointee.recordCount, line: line, byte: fed + skippedBytes)
  }

  /// What a reader that takes over here must know.
  var state: XMLDocumentState {
    var state = before
    if state.warnings.isEmpty { state.warnings = collector.pointee.warnings.map(problem) }
    state.deepestLevel = max(state.deepestLevel, collector.pointee.deepestLevel)
    return state
  }

  /// Parses a block that comes behind the one before, and puts rows that are ready into the batch.
  func parseInOrder(_ block: RecordBlock, in batch: RecordBatch) {
    guard let text else { return }
    // What comes behind the place where the document broke is passed over.
    if !isFinished { take(batch.bytes.view(0, block.length), block, text) }
    batch.removeRecords(keeping: 0)
    batchLimit = block.isLast ? .none : .inOrder
    while fed < raw.end && !isFinished { parsePart(text, into: batch) }
    if block.isLast && !isFinished { finish(text) }
    emit(into: batch)
    if isFinished && collector.pointee.rows.isEmpty {
      batch.fileProblems += problems
      problems = []
    }
  }

  private func take(_ bytes: UnsafeBufferPointer<UInt8>, _ block: RecordBlock, _ text: XMLText) {
    text.take(
      bytes, isLast: block.isLast, problem: block.problem, into: &raw, dirt: &collector.pointee.dirt)
  }

  private func parsePart(_ text: XMLText, into batch: RecordBatch) {
    feed(upTo: min(fed + Self.defaultChunkBytes, raw.end))
    limitNames()
    if context?.hasStopped != false {
      finish(text)
    } else {
      limitOpenRecord()
      limitHeldRows()
      emit(into: batch)
    }
  }

  private func feedBlock(upTo end: Int) {
    guard let context else { return }
    while fed < end {
      let length = min(end - fed, Self.defaultChunkBytes)
      let start = UnsafeRawPointer(rawPointer(fed)).assumingMemoryBound(to: CChar.self)
      xmlParseChunk(context, start, Int32(length), 0)
      fed += length
    }
  }

  private func begin(bytes: Int, lines: Int, record: Int) {
    raw.restart(at: fed)
    (skippedBytes, skippedLines) = (bytes, lines)
    before = XMLDocumentState()
    collector.pointee.recordCount = record
    collector.pointee.deepestLevel = collector.pointee.baseLevel
    collector.pointee.textStart = fed
    collector.pointee.warnings.removeAll()
    collector.pointee.dirt.removeAll()
    collector.pointee.lastDirt = nil
  }
}
