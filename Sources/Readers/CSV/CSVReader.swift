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
  let selectors: [String]
  let input: WindowedInput
  var parser: CSVParser
  private var windowTarget: Int
  /// What is to be said of the header, with the first records.
  private(set) var warnings: [Problem] = []
  private var isDone = false

  init(_ readerInput: ReaderInput, sizes: Sizes = Sizes()) throws(Problem) {
    guard readerInput.selectors.each == nil else {
      throw Problem("csv.each", .error, "a CSV record has no items that 'each' could select")
    }
    let dialect = try CSVDialect(readerInput.options)
    selectors = readerInput.selectors.selectors
    input = WindowedInput(readerInput.source)
    self.sizes = sizes
    windowTarget = sizes.window.lowerBound
    let rejection = CSVRejection(file: readerInput.file, maxRecordBytes: dialect.maxRecordBytes)
    parser = CSVParser(CSVParser.Shape(dialect: dialect, rejection: rejection), batchCapacity: 1)
    parser.cursor.linesToSkip = dialect.skipLines
  }

  func bind() throws(Problem) -> Binding? {
    let header = try readHeader()
    var shape = parser.shape
    let isOpen = shape.dialect.ragged == .allow
    shape.columns = CSVColumns(selectors, names: header.names, count: isOpen ? nil : header.fieldCount)
    if !isOpen { shape.expectedFields = header.fieldCount ?? -1 }
    shape.rejection.expectation = header.expectation
    let cursor = parser.cursor
    parser = CSVParser(shape, batchCapacity: sizes.batchCapacity)
    parser.cursor = cursor
    warnings = shape.columns.duplicates.map { duplicate in
      shape.rejection.duplicateColumn(
        header.names[duplicate.columns[0]], columns: duplicate.columns,
        selector: selectors[duplicate.selector],
        line: header.line)
    }
    return Binding(unmatched: shape.columns.unmatched, names: header.names, line: header.line)
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
    var stop: CSVParser.Stop
    repeat {
      input.fill(batch.bytes, to: target)
      window = CSVWindow(batch.bytes, input)
      stop = parser.readRecords(window, into: batch)
      // Wide enough for the longest record and what shows that it ends.
      target = min(2 * target, parser.dialect.maxRecordBytes + sizes.window.upperBound + 3)
    } while stop == .needsBytes && parser.cursor.offset == 0 && !input.isAtEnd
    if stop == .needsBytes, input.isAtEnd {
      isDone = true
      if let problem = input.problem { batch.fileProblems.append(problem) }
    }
    if stop == .fatal { isDone = true }
    aimWindow(used: parser.cursor.offset, records: batch.recordCount)
    closeWindow(batch.bytes, window)
  }

  /// Chooses the next window's size, so that it holds about half of a batch's capacity.
  private func aimWindow(used: Int, records: Int) {
    guard records > 0 else { return }
    let wanted = used / records * (sizes.batchCapacity / 2)
    windowTarget = min(max(wanted, sizes.window.lowerBound), sizes.window.upperBound)
  }
}
