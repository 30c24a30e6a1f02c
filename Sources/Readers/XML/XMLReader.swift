import CLibXML2
import Records

/// Reads the records of an XML document as a stream.
///
/// ```
/// ByteSource ─► XMLText ─► raw ─► libxml2 ─► XMLCollector ─► rows ─► RecordBatch
///               UTF-8,      │     (push)      slots, values   │
///               legal       └──── each record's raw text ─────┘
/// ```
/// The fed bytes are kept from the first record that was not handed over.
///
/// An ancestor's child that precedes a record is read as it is when the record ends; one that follows makes
/// the record wait for the ancestor's end, as long as waiting records occupy at most 64 MiB.
///
/// Where the document allows it, it is cut into blocks instead, which several readers parse (`XMLBlockChain`).
///
/// libxml2's own limit stays: a single tag, comment or processing instruction above 10 MB breaks the document, and so does an `&`
/// behind which no `;` comes for so long, because libxml2 waits for it.
final class XMLReader: RecordReader {
  /// Bytes fed at once: libxml2 keeps them in cache, and looks far enough ahead to read whole texts.
  static let defaultChunkBytes = 64 << 10

  let file: String
  let options: XMLOptions
  let plan: XMLPlan
  /// nil where the text is given in blocks.
  private let input: ReaderInput?
  let chunkBytes: Int
  let heldBytesLimit: Int

  let collector: UnsafeMutablePointer<XMLCollector>
  private(set) var context: xmlParserCtxtPtr?
  private(set) var text: XMLText?
  /// What precedes the document, and is not fed.
  var skippedBytes = 0
  var skippedLines = 0
  /// The document's text from the first record that was not handed over; positions are fed bytes.
  var raw: RawQueue<UInt8>
  /// The position behind the last byte that the parser was fed.
  var fed = 0
  private(set) var isFinished = false
  private var isOver = false
  /// What was said and found before the place where this reader took over.
  var before = XMLDocumentState()
  /// Lines that precede the document of which this reader is given the blocks.
  private(set) var linesBeforeText = 0
  /// How much goes into a batch.
  var batchLimit = BatchLimit()
  /// The block being parsed where it lies, so that its rows need no copies of their raw texts.
  var block: BlockInBatch?
  /// Scratch of the emission.
  var origins: RawArray<RowOrigin>
  /// Beginnings of records that are too long to be kept, by their number.
  private var samples: [Int: [UInt8]] = [:]
  /// Problems of the file that wait for the records before them.
  var problems: [Problem] = []

  init(
    _ input: ReaderInput, chunkBytes: Int = defaultChunkBytes, heldBytes: Int = XMLLimits.heldBytes
  ) throws(Problem) {
    self.input = input
    self.chunkBytes = chunkBytes
    heldBytesLimit = heldBytes
    file = input.file
    options = try XMLOptions(input.options, file: input.file)
    plan = try XMLPlan(records: options.records, selectors: input.selectors, file: input.file)
    collector = .allocate(capacity: 1)
    raw = RawQueue(capacity: 2 * Self.defaultChunkBytes)
    origins = RawArray(capacity: Self.recordsPerBatch)
  }

  /// Stands where the blocks begin; nil where that is no place to begin at.
  init?(_ base: XMLBlockBase) {
    input = nil
    (file, options, plan) = (base.file, base.options, base.plan)
    (chunkBytes, heldBytesLimit) = (base.chunkBytes, base.heldBytes)
    collector = .allocate(capacity: 1)
    raw = RawQueue(capacity: 2 * Self.defaultChunkBytes)
    origins = RawArray(capacity: Self.recordsPerBatch)
    text = XMLText(blocksOf: file, isReplacing: base.isReplacing)
    linesBeforeText = base.skippedLines
    guard let context = XMLHandlers.makeContext(collector) else { return nil }
    collector.initialize(to: XMLCollector(plan, options: options, context: context))
    self.context = context
    base.bytes.withUnsafeBufferPointer { bytes in
      if let start = bytes.baseAddress { raw.append(start, count: bytes.count) }
    }
    feed(upTo: raw.end)
    collector.pointee.baseLevel = base.depth
    guard collector.pointee.root != nil, isAtRest else { return nil }
  }

  deinit {
    raw.elements.deallocate()
    origins.deallocate()
    if let context {
      collector.pointee.deallocate()
      collector.deinitialize(count: 1)
      XMLHandlers.free(context)
    }
    collector.deallocate()
  }

  // MARK: Beginning

  /// Reads to the root's start tag and checks that the document is of the expected kind.
  func bind() throws(Problem) -> Binding? {
    // Only a reader of blocks has no input, and it is never bound.
    guard let input else { return nil }
    let text = try XMLText(input, chunkBytes: chunkBytes)
    self.text = text
    skippedBytes = text.skippedBytes
    skippedLines = text.skippedLines
    guard let context = XMLHandlers.makeContext(collector) else {
      throw XMLProblem.noMemory(file: file)
    }
    collector.initialize(to: XMLCollector(plan, options: options, context: context))
    self.context = context
    feed(upTo: readProlog(text))
    if let failure = collector.pointee.failure { throw problem(failure) }
    guard let root = collector.pointee.root else {
      throw text.problem ?? XMLProblem.noRoot(hasEnded: text.hasEnded, file: file)
    }
    try check(root)
    return nil
  }

  /// Reads until the root's start tag is whole; returns the position behind it.
  private func readProlog(_ text: XMLText) -> Int {
    var scanned = 0
    while true {
      readText(text)
      let isLast = text.hasEnded || raw.end > XMLLimits.prolog
      if raw.end < 2 * scanned && !isLast { continue }
      scanned = raw.end
      var scanner = XMLPrologScanner(UnsafeBufferPointer(start: raw.pointer(at: 0), count: raw.end))
      if let end = scanner.rootEnd() { return end }
      if isLast { return raw.end }
    }
  }

  private func check(_ root: XMLRoot) throws(Problem) {
    let line = collector.pointee.place.line + skippedLines
    let position = SourcePosition(file: file, line: line)
    if let namespace = root.namespace, options.refusedNamespaces.contains(where: namespace.hasPrefix) {
      throw XMLProblem.wrongFeed(root, at: position)
    }
    let expected = options.root.map(XMLPathStep.name) ?? plan.chain[0]
    if !expected.matches(root.name) || !plan.chain[0].matches(root.name) {
      throw XMLProblem.wrongRoot(root, expected: expected, at: position)
    }
  }

  // MARK: Reading

  func read(into batch: RecordBatch) -> Bool {
    guard let text, !isOver else { return false }
    while true {
      emit(into: batch)
      if batchLimit.isReached(batch) { return true }
      if isFinished { break }
      if fed < raw.end || !text.hasEnded {
        parseChunk(text)
      } else {
        finish(text)
      }
    }
    guard collector.pointee.rows.isEmpty else { return true }
    isOver = true
    batch.fileProblems += problems
    return batch.recordCount > 0 || !problems.isEmpty
  }

  private func parseChunk(_ text: XMLText) {
    if fed == raw.end { readText(text) }
    feed(upTo: raw.end)
    limitNames()
    if collector.pointee.context.hasStopped {
      finish(text)
    } else {
      limitOpenRecord()
      limitHeldRows()
    }
  }

  func readText(_ text: XMLText) {
    text.read(into: &raw, dirt: &collector.pointee.dirt)
  }

  func feed(upTo end: Int) {
    guard let context, end > fed else { return }
    let start = UnsafeRawPointer(raw.pointer(at: fed)).assumingMemoryBound(to: CChar.self)
    xmlParseChunk(context, start, Int32(end - fed), 0)
    fed = end
  }

  // MARK: Ending

  /// Lets the parser read what it held back, and says how the document ended.
  func finish(_ text: XMLText) {
    isFinished = true
    let collector = collector
    if let context, !context.hasStopped {
      let end = XMLPlace(offset: fed, line: context.lastLine, column: nil)
      xmlParseChunk(context, nil, 0, 1)
      noteTruncation(end)
    }
    if let context, context.hasStopped, collector.pointee.failure == nil, !collector.pointee.hasRootEnded {
      collector.pointee.failure = .syntax("the parser stopped", collector.pointee.place)
    }
    failOpenRecords()
    problems += before.warnings.isEmpty ? collector.pointee.warnings.map(problem) : before.warnings
    if let failure = collector.pointee.failure {
      problems.append(failure.isTruncation ? text.problem ?? problem(failure) : problem(failure))
    } else if let problem = text.problem {
      problems.append(problem)
    } else if collector.pointee.recordCount == 0 {
      let deepest = max(collector.pointee.deepestLevel, before.deepestLevel)
      problems.append(XMLProblem.noRecords(plan, deepest: deepest, file: file))
    }
  }

  /// Tells a document that stops in the middle from one that is wrong there.
  private func noteTruncation(_ end: XMLPlace) {
    if collector.pointee.hasRootEnded { return }
    if case .syntax(_, let place)? = collector.pointee.failure, place.offset + 4 < fed { return }
    if case .depth? = collector.pointee.failure { return }
    if case .dirt? = collector.pointee.failure { return }
    if case .names? = collector.pointee.failure { return }
    collector.pointee.failure = .truncated(end)
  }

  /// Rejects the record in which the document stops, and those that wait for an ancestor's end.
  private func failOpenRecords() {
    guard let failure = collector.pointee.failure else { return }
    let fault = XMLFault.broken(isTruncated: failure.isTruncation)
    collector.pointee.failHeldRows(fault)
    guard collector.pointee.record.isOpen else { return }
    if collector.pointee.record.fault == nil { collector.pointee.record.fault = fault }
    collector.pointee.finishRecord(end: min(max(failure.offset, collector.pointee.record.start), fed))
  }

  // MARK: Memory

  /// Skips what is left of a record that is too long, and keeps its beginning for the rejects.
  ///
  /// By what was parsed and not by what was fed: a record may end in bytes that the parser still holds back. The beginning is
  /// taken when all of it is there, so that it is the same however the document was read.
  func limitOpenRecord() {
    let record = collector.pointee.record
    guard record.isOpen, let length = context.map({ $0.offset - record.start }),
      length > options.maxRecordBytes
    else { return }
    let fault = XMLFault.limit(.recordBytes(options.maxRecordBytes))
    collector.pointee.skipRecord(fault)
    let number = collector.pointee.recordCount + 1
    if length <= XMLLimits.longRecordSample || samples[number] != nil { return }
    let sample = ByteBuffer(capacity: XMLLimits.longRecordSample)
    appendText(from: record.start, to: record.start + shownLength(record.start, length, fault), to: sample)
    samples[number] = Array(sample.all)
  }

  /// Ends a document that has too many different names to keep.
  func limitNames() {
    guard let context, context.nameBytes > XMLLimits.names, !context.hasStopped else { return }
    collector.pointee.stop(.names(limit: XMLLimits.names, collector.pointee.place))
  }

  func rawPointer(_ position: Int) -> UnsafeMutablePointer<UInt8> {
    if let block { return block.bytes.base + (position - block.start) }
    return raw.pointer(at: position)
  }

  func takeSample(ofRecord number: Int) -> [UInt8]? {
    samples.isEmpty ? nil : samples.removeValue(forKey: number)
  }

  /// Rejects the records that wait for an ancestor when they occupy too much memory.
  func limitHeldRows() {
    guard let first = collector.pointee.rows.firstHeld else { return }
    let row = collector.pointee.rows.rows[first]
    let store = collector.pointee.stores[collector.pointee.recordLevel].bytes
    let texts = fed - row.start + store.end - row.firstByte
    if texts + collector.pointee.rows.memory(from: first) > heldBytesLimit {
      collector.pointee.failHeldRows(.limit(.lateContext))
    }
  }

  /// Frees what precedes the first row that waits, or the open record.
  func releaseMemory() {
    let collector = collector
    let record = collector.pointee.record
    let store = collector.pointee.stores + collector.pointee.recordLevel
    var keptRaw = context.map { min($0.offset, fed) } ?? fed
    var keptBytes = store.pointee.bytes.end
    if record.isOpen {
      if samples[collector.pointee.recordCount + 1] == nil { keptRaw = record.start }
      keptBytes = record.valueStart
    }
    if !collector.pointee.rows.isEmpty {
      let row = collector.pointee.rows.rows[collector.pointee.rows.next]
      keptRaw = min(keptRaw, row.start)
      keptBytes = min(keptBytes, row.firstByte)
    }
    raw.release(before: keptRaw)
    store.pointee.bytes.release(before: keptBytes)
    collector.pointee.rows.release()
    collector.pointee.beginGeneration()
    collector.pointee.passDirt(before: keptRaw)
  }
}
