import Records

/// Reads one CSV file.
///
/// The file's bytes go straight into the batch; what is left of an unfinished record is read again with
/// the next one. A record that is longer than a window widens the window, twice as far each time, so that no byte is
/// scanned more than a few times however the source cuts the file.
final class CSVReader: RecordReader {
  /// How much is read at a time; tests choose tiny sizes.
  struct Sizes {
    /// Records of a batch, at most; windows aim at half of it.
    var batchCapacity = 1024
    /// Bounds of a window, in bytes; a longer record widens it.
    var window = (1 << 16)...(1 << 20)
  }

  let sizes: Sizes
  let dialect: CSVDialect
  let selectors: [String]
  let scanner: CSVScanner
  let values: CSVValues
  let input: CSVInput
  var cursor = CSVCursor()
  private(set) var rejection: CSVRejection
  private(set) var columns = CSVColumns([], names: [], count: nil)
  private(set) var scratch: CSVScratch
  /// How many fields a record must have, or -1 if any number is right.
  private(set) var expectedFields = -1
  private var windowTarget: Int
  private var warnings: [Problem] = []
  private var isDone = false

  init(_ readerInput: ReaderInput, sizes: Sizes = Sizes()) throws(Problem) {
    guard readerInput.selectors.each == nil else {
      throw Problem("csv.each", .error, "a CSV record has no items that 'each' could select")
    }
    dialect = try CSVDialect(readerInput.options)
    selectors = readerInput.selectors.selectors
    scanner = CSVScanner(dialect)
    values = CSVValues(dialect)
    input = CSVInput(readerInput.source)
    rejection = CSVRejection(file: readerInput.file, maxRecordBytes: dialect.maxRecordBytes)
    self.sizes = sizes
    windowTarget = sizes.window.lowerBound
    scratch = CSVScratch(columns, capacity: sizes.batchCapacity)
    cursor.linesToSkip = dialect.skipLines
  }

  func bind() throws(Problem) -> Binding? {
    let header = try readHeader()
    columns = CSVColumns(
      selectors, names: header.names, count: dialect.ragged == .allow ? nil : header.fieldCount)
    if dialect.ragged != .allow { expectedFields = header.fieldCount ?? -1 }
    rejection.expectation = header.expectation
    scratch = CSVScratch(columns, capacity: sizes.batchCapacity)
    warnings = columns.duplicates.map { duplicate in
      rejection.duplicateColumn(
        header.names[duplicate.columns[0]], columns: duplicate.columns,
        selector: selectors[duplicate.selector],
        line: header.line)
    }
    return Binding(unmatched: columns.unmatched, names: header.names, line: header.line)
  }

  func read(into batch: RecordBatch) -> Bool {
    batch.fileProblems.append(contentsOf: warnings)
    warnings = []
    while !isDone {
      batch.bytes.removeAll()
      readWindow(into: batch)
      if batch.recordCount > 0 { return true }
    }
    return !batch.fileProblems.isEmpty
  }

  /// Reads a window's records; a window that does not hold one whole record is widened.
  private func readWindow(into batch: RecordBatch) {
    var target = windowTarget
    var window: CSVWindow
    var stop: Stop
    repeat {
      input.fill(batch.bytes, to: target)
      window = CSVWindow(batch.bytes, input)
      stop = readRecords(window, into: batch)
      // Wide enough for the longest record and what shows that it ends.
      target = min(2 * target, dialect.maxRecordBytes + sizes.window.upperBound + 3)
    } while stop == .needsBytes && cursor.offset == 0 && !input.isAtEnd
    if stop == .needsBytes, input.isAtEnd {
      isDone = true
      if let problem = input.problem { batch.fileProblems.append(problem) }
    }
    if stop == .fatal { isDone = true }
    aimWindow(used: cursor.offset, records: batch.recordCount)
    closeWindow(batch.bytes, window)
  }

  /// Chooses the next window's size, so that it holds about half of a batch's capacity.
  private func aimWindow(used: Int, records: Int) {
    guard records > 0 else { return }
    let wanted = used / records * (sizes.batchCapacity / 2)
    windowTarget = min(max(wanted, sizes.window.lowerBound), sizes.window.upperBound)
  }

  /// Why the records of a window end.
  enum Stop {
    case needsBytes
    case batchIsFull
    case fatal
  }
}
