import Records

/// Turns blocks of JSON Lines into rows, with the same locator and emitter as the reader of whole files.
final class JSONLineParser: BlockParser {
  private let window = InputWindow(MemoryByteSource([]))
  private let locator: LineLocator
  private let emitter: RecordEmitter
  private let maxRecordBytes: Int

  init(_ options: JSONOptions, _ emitter: RecordEmitter) {
    maxRecordBytes = options.maxRecordBytes
    locator = LineLocator(maxRecordBytes: options.maxRecordBytes)
    self.emitter = emitter
  }

  /// A line that is longer shows it by this many bytes.
  static func longestLine(_ options: JSONOptions) -> Int { options.maxRecordBytes + 2 }

  var longestRecord: Int { maxRecordBytes + 2 }

  func parse(_ block: RecordBlock, in batch: RecordBatch, from start: BlockPlace) -> BlockEnd {
    batch.bytes.count = block.length
    batch.bytes.reserve(InputWindow.padding)
    window.attach(
      batch.bytes, at: TextPlace(byte: start.byte, line: start.line), isEnded: block.isLast,
      failure: block.problem)
    locator.begin(isSkipping: start.linesToSkip > 0)
    emitter.beginBatch(behind: start.record)
    emitter.extractor.beginBlock(batch.bytes, block.length)
    defer { emitter.extractor.endBlock() }
    while giveNext(into: batch) { locator.finish(window) }
    let place = BlockPlace(
      record: emitter.recordCount, line: window.place.line, byte: window.place.byte,
      linesToSkip: locator.isSkipping ? 1 : 0)
    return BlockEnd(place: place, used: window.position)
  }

  private func giveNext(into batch: RecordBatch) -> Bool {
    switch locator.next(window) {
    case .record(let length, _):
      let isCut = window.isEnded && length == window.available
      emitter.emit(window.position, length, at: window.place, nil, isCut: isCut, into: batch)
    case .oversized:
      let length = min(window.available, RecordEmitter.oversizedExcerptBytes, maxRecordBytes)
      emitter.emitOversized(window.position, length, at: window.place, into: batch)
    case .wait, .end: return false
    }
    return true
  }
}
