import Records

/// Reads the records of some streams out of what a Singer tap writes.
///
/// ```
/// source ─► InputWindow ─► LineLocator ─► SingerMessageParser ─┬ RECORD ─► RecordEmitter: rows of slots
///                                                              ├ STATE  ─► batch.state
///                                                              └ SCHEMA, … ─► what is said of the file
/// ```
/// In one go and not in blocks: schemas hold for what comes behind them, and taps are slower than any reader.
final class SingerReader: RecordReader {
  /// Rows after which a batch is given rather than filled with more input.
  private static let wantedRows = 384
  private static let maxRows = 1024
  /// The same for records of which most are passed over.
  private static let wantedRecords = 8192
  private static let wantedBytes = (1 << 20) - InputWindow.chunkBytes - 1024

  private let options: SingerOptions
  private let problem: SingerProblem
  private let selectors: [(text: String, steps: [String])]
  private let window: InputWindow
  private let locator: LineLocator
  private let parser: SingerMessageParser
  private let emitter: RecordEmitter
  @exclusivity(unchecked) private var streams: SingerStreams
  @exclusivity(unchecked) private var isFinished = false

  init(_ input: ReaderInput) throws(Problem) {
    problem = SingerProblem(file: input.file)
    options = try SingerOptions(input.options, problem)
    let json = JSONProblem(file: input.file)
    let branches = try SelectorBranches(input.selectors, path: options.json.path, problem: json)
    emitter = RecordEmitter(options.json, SelectorPlan(branches), json)
    parser = SingerMessageParser(options.json)
    locator = LineLocator(maxRecordBytes: options.json.maxRecordBytes)
    window = InputWindow(input.source)
    streams = SingerStreams(wanted: options.streams)
    selectors = Self.steps(input.selectors)
  }

  /// The selectors with all their steps from the record on.
  private static func steps(_ set: SelectorSet) -> [(text: String, steps: [String])] {
    let each = set.each.flatMap { try? JSONSelector($0).steps } ?? []
    return set.selectors.compactMap { text in
      guard let selector = try? JSONSelector(text) else { return nil }
      let isInItem = set.each != nil && selector.climbs == 0
      return (text, (isInItem ? each : []) + selector.steps)
    }
  }

  func bind() throws(Problem) -> Binding? { nil }

  func read(into batch: RecordBatch) -> Bool {
    emitter.beginBatch()
    if !isFinished {
      window.open(batch.bytes)
      fill(batch)
      window.close()
    }
    return !isFinished || batch.recordCount > 0 || !batch.fileProblems.isEmpty || batch.state != nil
  }

  private func fill(_ batch: RecordBatch) {
    while !isFinished, batch.rowCount + batch.unreadable.count < Self.maxRows {
      guard window.passByteOrderMark() else {
        window.more()
        continue
      }
      switch locator.next(window) {
      case .record(let length, _): take(length, batch)
      case .oversized: takeOversized(batch)
      case .end(let ending): finish(window.failure ?? ending, batch)
      case .wait:
        if isWellFilled(batch) { return }
        window.more()
        continue
      }
      if !isFinished { locator.finish(window) }
    }
  }

  private func isWellFilled(_ batch: RecordBatch) -> Bool {
    batch.rowCount >= Self.wantedRows || batch.recordCount >= Self.wantedRecords
      || batch.bytes.count >= Self.wantedBytes
  }

  private func finish(_ ending: Problem?, _ batch: RecordBatch) {
    isFinished = true
    if let ending {
      batch.fileProblems.append(ending)
    } else if case let missing = streams.missing, !missing.isEmpty {
      batch.lacksStream = true
      batch.fileProblems.append(problem.streamMissing(missing, of: options.streams, seen: streams.seen))
    }
  }

  private func takeOversized(_ batch: RecordBatch) {
    let length = min(window.available, RecordEmitter.oversizedExcerptBytes, options.json.maxRecordBytes)
    window.keep(length)
    emitter.emitOversized(window.position, length, at: window.place, into: batch)
  }
}

// MARK: - Messages

extension SingerReader {
  private func take(_ length: Int, _ batch: RecordBatch) {
    let bytes = batch.bytes
    let line = ValueExtractor.Text(bytes: bytes, offset: window.position, length: length)
    switch parser.parse(line) {
    case .record(let stream, let record): takeRecord(stream, record, line, batch)
    case .state(let value): takeState(value, batch)
    case .schema(let stream, let schema): takeSchema(stream, schema, batch)
    case .activateVersion(let stream): takeActivation(stream, batch)
    case .batch(let stream): takeBatch(stream, batch)
    case .other(let type): takeUnknown(type, batch)
    case .malformed(let fault): reject(line, fault, batch)
    case .unreadable(let failure):
      window.keep(length)
      let isCut = window.isEnded && length == window.available
      emitter.emitUnreadable(line, failure, at: window.place, isCut: isCut, into: batch)
    }
  }

  private func name(_ slot: Slot, _ batch: RecordBatch) -> UnsafeBufferPointer<UInt8> {
    batch.bytes.view(slot.start, slot.length)
  }

  private func takeRecord(
    _ stream: Slot, _ record: Slot, _ line: ValueExtractor.Text, _ batch: RecordBatch
  ) {
    guard let number = streams.number(name(stream, batch)) else {
      emitter.passOver(streams.label(name(stream, batch)), in: batch)
      return
    }
    streams.sawWanted(number)
    guard record.kind == .object else { return reject(line, .noRecord, batch) }
    window.keep(line.length)
    let before = record.start - line.offset
    emitter.emit(
      record.start, record.length, at: window.place.advanced(over: window.text, before), nil,
      within: RecordEmitter.Line(offset: line.offset, length: line.length, place: window.place), into: batch)
  }

  private func takeState(_ value: Slot?, _ batch: RecordBatch) {
    guard let value else { return }
    // A carriage return may only be white space in JSON, and the state is written as one line.
    batch.state = batch.bytes.view(value.start, value.length).map { $0 == 0x0D ? 0x20 : $0 }
  }

  private func takeSchema(_ stream: Slot, _ schema: Slot, _ batch: RecordBatch) {
    guard let number = streams.number(name(stream, batch)) else {
      _ = streams.label(name(stream, batch))
      return
    }
    streams.sawWanted(number)
    let text = batch.bytes.view(schema.start, schema.length)
    guard schema.kind == .object, streams.changed(number, schema: text), let known = SingerSchema(text) else {
      return
    }
    for selector in selectors where known.lacks(selector.steps) {
      batch.fileProblems.append(
        problem.lacks(selector.text, stream: options.streams[number], at: window.place))
    }
  }

  private func takeActivation(_ stream: Slot, _ batch: RecordBatch) {
    guard let number = streams.number(name(stream, batch)), streams.activated(number) else { return }
    batch.fileProblems.append(problem.activatedVersion(options.streams[number], at: window.place))
  }

  /// Batches of streams that nobody wants are passed over with the other messages of theirs.
  private func takeBatch(_ stream: Slot, _ batch: RecordBatch) {
    guard let number = streams.number(name(stream, batch)) else {
      _ = streams.label(name(stream, batch))
      return
    }
    finish(problem.batch(options.streams[number], at: window.place), batch)
  }

  private func takeUnknown(_ type: Slot, _ batch: RecordBatch) {
    let type = String(decoding: name(type, batch), as: UTF8.self)
    guard streams.isNew(type: type) else { return }
    batch.fileProblems.append(problem.unknownType(type, at: window.place))
  }

  private func reject(_ line: ValueExtractor.Text, _ fault: SingerProblem.Fault, _ batch: RecordBatch) {
    window.keep(line.length)
    emitter.emitUnreadable(line.offset, line.length, at: window.place, into: batch) { record in
      problem.malformed(fault, at: window.place, record: record)
    }
  }
}
