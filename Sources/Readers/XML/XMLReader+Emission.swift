import Records

// Handing rows over to batches.
extension XMLReader {
  static let recordsPerBatch = 512
  static let bytesPerBatch = 1 << 20

  /// Where a batch is full.
  struct BatchLimit {
    var records = XMLReader.recordsPerBatch
    var bytes = XMLReader.bytesPerBatch

    static let none = BatchLimit(records: .max, bytes: .max)
    /// More than a block has: what was held back leaves with the next few blocks, and nothing piles up behind it.
    static let inOrder = BatchLimit(records: .max, bytes: 4 * XMLReader.bytesPerBatch)

    func isReached(_ batch: RecordBatch) -> Bool {
      batch.recordCount >= records || batch.bytes.count >= bytes
    }
  }

  /// Moves finished rows into a batch, in the order of the file, until it is full.
  func emit(into batch: RecordBatch) {
    let collector = collector
    let record = collector.pointee.record
    let end = record.isOpen ? record.firstRow : collector.pointee.rows.end
    loop: while collector.pointee.rows.next < end && !batchLimit.isReached(batch) {
      switch collector.pointee.rows.rows[collector.pointee.rows.next].state {
      case .held: break loop
      case .ready: emitRun(before: end, into: batch)
      case .faulty(let index):
        emitUnreadable(collector.pointee.rows.faults[index], into: batch)
        collector.pointee.rows.next += 1
      case .dropped: collector.pointee.rows.next += 1
      }
    }
    releaseMemory()
  }

  private func emitUnreadable(_ fault: XMLFault, into batch: RecordBatch) {
    let row = collector.pointee.rows.rows[collector.pointee.rows.next]
    var origin = origin(of: row)
    if let block {
      origin.rawOffset = row.start - block.start
      origin.rawLength = shownLength(row.start, row.length, fault)
    } else {
      origin.rawOffset = batch.bytes.count
      appendRaw(of: row, fault, to: batch.bytes)
      origin.rawLength = batch.bytes.count - origin.rawOffset
    }
    batch.recordCount += 1
    batch.unreadable.append(UnreadableRecord(origin: origin, problem: problem(fault, row)))
  }

  private func origin(of row: XMLRowQueue.Row) -> RowOrigin {
    RowOrigin(
      record: row.record, item: row.item, line: row.line + skippedLines,
      byteOffset: row.start + skippedBytes, rawOffset: 0, rawLength: row.length)
  }

  /// Emits rows up to the first that is not ready, or until the batch is full at the end of a record.
  private func emitRun(before end: Int, into batch: RecordBatch) {
    let collector = collector
    let rows = collector.pointee.rows.rows
    let first = collector.pointee.rows.next
    let bytesBefore = batch.bytes.count
    var recordCount = batch.recordCount
    var byteCount = bytesBefore
    var lastByte = 0
    var row = first
    while row < end && rows[row].state == .ready {
      if rows[row].item == 0 {
        if recordCount >= batchLimit.records || byteCount >= batchLimit.bytes { break }
        recordCount += 1
        byteCount += rows[row].length
      }
      lastByte = max(lastByte, rows[row].lastByte)
      row += 1
    }
    if let block {
      emitOrigins(first..<row, rows, blockStart: block.start, into: batch)
    } else {
      batch.bytes.reserve(byteCount - bytesBefore)
      emitOrigins(first..<row, rows, into: batch)
    }
    batch.recordCount = recordCount
    XMLSlotCopier(collector, batch, rows: first..<row, lastByte: lastByte)
      .copy(rawBytes: byteCount - bytesBefore)
    collector.pointee.rows.next = row
  }

  /// Copies the records' raw texts, which items of a record share.
  private func emitOrigins(_ range: Range<Int>, _ rows: RawQueue<XMLRowQueue.Row>, into batch: RecordBatch) {
    let bytes = batch.bytes
    let raw = raw
    let isDirty = !collector.pointee.dirt.isEmpty
    var rawOffset = 0
    origins.removeAll()
    for row in range {
      let found = rows[row]
      if found.item == 0 {
        rawOffset = bytes.count
        if isDirty {
          appendRaw(of: found, nil, to: bytes)
        } else {
          bytes.append(raw.pointer(at: found.start), count: found.length)
        }
      }
      var origin = origin(of: found)
      origin.rawOffset = rawOffset
      // Differs from the record's length where bytes were overwritten.
      origin.rawLength = bytes.count - rawOffset
      origins.append(origin)
    }
    batch.origins.append(contentsOf: UnsafeBufferPointer(start: origins.base, count: origins.count))
  }

  /// The records' raw texts are where they were parsed.
  private func emitOrigins(
    _ range: Range<Int>, _ rows: RawQueue<XMLRowQueue.Row>, blockStart: Int, into batch: RecordBatch
  ) {
    origins.removeAll()
    for row in range {
      var origin = origin(of: rows[row])
      origin.rawOffset = rows[row].start - blockStart
      origins.append(origin)
    }
    batch.origins.append(contentsOf: UnsafeBufferPointer(start: origins.base, count: origins.count))
  }

  // MARK: Raw text

  /// Appends a record's text as the file has it; overwritten bytes appear as U+FFFD.
  private func appendRaw(of row: XMLRowQueue.Row, _ fault: XMLFault?, to bytes: ByteBuffer) {
    if let sample = takeSample(ofRecord: row.record) {
      bytes.append(sample)
      return
    }
    appendText(from: row.start, to: row.start + shownLength(row.start, row.length, fault), to: bytes)
  }

  /// Appends bytes of the document with U+FFFD in place of what was overwritten.
  func appendText(from start: Int, to end: Int, to bytes: ByteBuffer) {
    var start = start
    if !collector.pointee.dirt.isEmpty {
      for dirt in collector.pointee.dirt where dirt.offset >= start && dirt.offset < end {
        bytes.append(rawPointer(start), count: dirt.offset - start)
        bytes.append("\u{FFFD}" as StaticString)
        start = dirt.offset + dirt.length
      }
    }
    bytes.append(rawPointer(start), count: end - start)
  }

  /// How much of a record's raw text is kept; a text that is cut ends with a whole character.
  func shownLength(_ start: Int, _ length: Int, _ fault: XMLFault?) -> Int {
    guard case .limit(.recordBytes)? = fault, length > XMLLimits.longRecordSample else { return length }
    var length = XMLLimits.longRecordSample
    while length > 0 && rawPointer(start + length).pointee & 0xC0 == 0x80 { length -= 1 }
    return length
  }
}
