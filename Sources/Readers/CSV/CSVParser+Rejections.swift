import Records

extension CSVParser {
  /// The byte that begins a comment line, as a value that no byte has where there are no comments.
  var commentByte: UInt16 { dialect.comment.map(UInt16.init) ?? 0x100 }

  /// Whether a record at `offset` may be longer than allowed; its scan then ends two bytes behind the limit.
  ///
  /// Two, so that a record of exactly the largest length still shows its CRLF. The bound depends on the record
  /// alone: what is rejected does not depend on how the source cuts the file.
  func isCapped(_ window: CSVWindow, _ offset: Int) -> Bool {
    window.end - offset > dialect.maxRecordBytes + 2
  }

  /// Scans one record outside the loop over records.
  func scanOne(
    _ window: CSVWindow, at offset: Int, wanted: [Int]
  ) -> (scan: CSVScan, cells: [CSVCell]) {
    let isCapped = isCapped(window, offset)
    let end = isCapped ? offset + dialect.maxRecordBytes + 2 : window.end
    var scan = CSVScan()
    let cells = [CSVCell](unsafeUninitializedCapacity: wanted.count) { cells, count in
      guard let base = cells.baseAddress else { return }
      scan = wanted.withUnsafeBufferPointer { wanted in
        guard let wanted = wanted.baseAddress else { return CSVScan() }
        return scanner.scan(
          CSVCarefulMode.self, window.bytes, from: offset, to: end, isFinal: window.isFinal && !isCapped,
          wanted: wanted, cells: base)
      }
      count = scan.cellCount
    }
    return (scan, cells)
  }

  /// Settles a record that is no plain row: rejects it, pads it, asks for more bytes, or stops the file.
  ///
  /// `invalid` is what `CSVRowWriter.write` returned, or `notWritten`.
  @inline(never)
  func settle(
    _ scan: CSVScan, isCapped: Bool, invalid: Int, _ window: CSVWindow, _ cursor: inout CSVCursor,
    _ row: CSVRowWriter, _ rows: inout Int, _ batch: RecordBatch
  ) -> Stop? {
    if scan.needsBytes, !window.isFinal, !isCapped { return .needsBytes }
    if let problem = rejection.problem(of: scan, isCapped: isCapped, cursor, window) {
      reject(problem, scan, &cursor, window, batch)
      return nil
    }
    if !hasRightCount(scan, window, cursor) {
      var rejection = self.rejection
      if dialect.ragged == .error { rejection.fate = .file }
      let problem = rejection.columnCount(scan.fieldCount, expected: expectedFields, cursor, window)
      if dialect.ragged == .error {
        batch.fileProblems.append(problem)
        return .fatal
      }
      reject(problem, scan, &cursor, window, batch)
      return nil
    }
    let invalid = invalid >= 0 ? invalid : row.write(rows, scan.cellCount, window.bytes)
    if invalid >= 0 {
      reject(encodingProblem(row, invalid, cursor, window), scan, &cursor, window, batch)
    } else {
      row.setOrigin(rows, cursor.origin(to: scan.contentEnd, window))
      rows += 1
      cursor.pass(scan, window)
    }
    return nil
  }

  private func reject(
    _ problem: Problem, _ scan: CSVScan, _ cursor: inout CSVCursor, _ window: CSVWindow, _ batch: RecordBatch
  ) {
    if scan.end == .lostQuote { namesLine = true }
    let resumption = CSVResumption(scan, window)
    let origin = cursor.origin(
      to: min(resumption.contentEnd, cursor.offset + dialect.maxRecordBytes), window)
    batch.unreadable.append(UnreadableRecord(origin: origin, problem: problem))
    cursor.line += window.lineFeeds(from: cursor.offset, to: resumption.contentEnd)
    if resumption.endsLine { cursor.line += 1 }
    cursor.offset = resumption.next
    cursor.linesToSkip = resumption.linesToSkip
    cursor.record += 1
  }

  /// Whether the record has as many fields as it must, or may be padded or cut to them.
  private func hasRightCount(_ scan: CSVScan, _ window: CSVWindow, _ cursor: CSVCursor) -> Bool {
    if expectedFields < 0 || scan.fieldCount == expectedFields { return true }
    guard dialect.ragged == .pad else { return false }
    let extra = scan.fieldCount > expectedFields ? Array(expectedFields..<scan.fieldCount) : []
    return scanOne(window, at: cursor.offset, wanted: extra + [Int.max]).cells.allSatisfy {
      isEmpty($0, window)
    }
  }

  private func isEmpty(_ cell: CSVCell, _ window: CSVWindow) -> Bool {
    let bytes = UnsafeBufferPointer(start: window.bytes + cell.start, count: cell.length)
    return dialect.trimsCells ? bytes.allSatisfy(CSVByte.isBlank) : bytes.isEmpty
  }

  private func encodingProblem(
    _ row: CSVRowWriter, _ index: Int, _ cursor: CSVCursor, _ window: CSVWindow
  ) -> Problem {
    let cell = row.cell(index)
    let column = row.column(index)
    let invalid = UTF8Validator.firstInvalid(window.bytes + cell.start, cell.length) ?? 0
    let name = column < columns.names.count ? columns.names[column] : ""
    return rejection.encoding(
      cell.start + invalid, column: name.isEmpty ? "#\(column + 1)" : name, cursor, window)
  }
}
