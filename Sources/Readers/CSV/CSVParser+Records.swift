import Records

extension CSVParser {
  /// Turns the window's records into rows.
  func readRecords(_ window: CSVWindow, into batch: RecordBatch) -> Stop {
    scanner.isCareful
      ? readRecords(CSVCarefulMode.self, window, into: batch)
      : readRecords(CSVPlainMode.self, window, into: batch)
  }

  /// The loop over records: what it touches for each is a local, or raw memory.
  private func readRecords<Mode: CSVScanMode>(
    _ mode: Mode.Type, _ window: CSVWindow, into batch: RecordBatch
  ) -> Stop {
    let (scanner, bytes, expected, limit) = (
      self.scanner, window.bytes, expectedFields, dialect.maxRecordBytes
    )
    let (wanted, cells) = (scratch.wanted, scratch.cells)
    let (comment, row) = (
      commentByte, CSVRowWriter(scratch, values, batch.bytes, checksUTF8: !window.isUTF8)
    )
    var cursor = self.cursor
    var index = self.index
    let lastRecord = cursor.record + batchCapacity
    var rows = 0
    var stop: Stop?
    while stop == nil {
      guard cursor.record < lastRecord else {
        stop = .batchIsFull
        break
      }
      guard cursor.findRecord(window, comment: comment) else {
        stop = .needsBytes
        break
      }
      let isCapped = window.end &- cursor.offset > limit &+ 2
      let scan =
        index.record(bytes, from: cursor.offset, wanted: wanted, cells: cells)
        ?? scanner.scan(
          mode, bytes, from: cursor.offset, to: isCapped ? cursor.offset &+ limit &+ 2 : window.end,
          isFinal: window.isFinal && !isCapped, wanted: wanted, cells: cells)
      let isWhole = scan.end == .complete && scan.strayQuote < 0 && scan.contentEnd &- cursor.offset <= limit
      let isRow = isWhole && (scan.fieldCount == expected || expected < 0)
      let invalid = isRow ? row.write(rows, scan.cellCount, bytes) : CSVRowWriter.notWritten
      if invalid == CSVRowWriter.written {
        row.setOrigin(rows, cursor.origin(to: scan.contentEnd, window))
        rows &+= 1
        cursor.pass(scan, window)
      } else {
        stop = settle(scan, isCapped: isCapped, invalid: invalid, window, &cursor, row, &rows, batch)
      }
    }
    self.cursor = cursor
    self.index = index
    scratch.moveRows(rows, to: batch)
    batch.recordCount = batch.rowCount + batch.unreadable.count
    return stop ?? .needsBytes
  }
}

extension CSVCursor {
  /// Passes over lines that are no records; false where the window holds no further record.
  @inline(__always)
  mutating func findRecord(_ window: CSVWindow, comment: UInt16) -> Bool {
    guard offset < window.end else { return false }
    let first = window.bytes[offset]
    guard CSVByte.isLineBreak(first) || UInt16(first) == comment || linesToSkip > 0 else { return true }
    return passLines(window, comment: comment)
  }

  /// The origin of the record at the cursor, whose bytes reach to `end`.
  @inline(__always)
  func origin(to end: Int, _ window: CSVWindow) -> RowOrigin {
    RowOrigin(
      record: record &+ 1, line: line, byteOffset: window.fileOffset &+ offset, rawOffset: offset,
      rawLength: end &- offset)
  }

  /// Moves behind a record that was found whole.
  @inline(__always)
  mutating func pass(_ scan: CSVScan, _ window: CSVWindow) {
    if scan.maySpanLines { line &+= window.lineFeeds(from: offset, to: scan.contentEnd) }
    if scan.next > scan.contentEnd { line &+= 1 }
    offset = scan.next
    record &+= 1
  }
}
