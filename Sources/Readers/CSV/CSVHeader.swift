import Records

/// What precedes the records of a file: the names of its columns, and how many there are.
struct CSVHeader {
  var names: [String] = []
  /// How many fields a record must have; nil if the file does not tell.
  var fieldCount: Int?
  /// The header's line; nil where the file has none.
  var line: Int?
  /// Where `fieldCount` comes from, in words: `the header has 12`.
  var expectation = ""

  /// The names in `columns` stand for those of the file, one by one; names beyond the file's columns name nothing.
  static func names(_ found: [String], replacedBy columns: [String]) -> [String] {
    found.indices.map { $0 < columns.count ? columns[$0] : found[$0] }
  }
}

extension CSVReader {
  /// Reads up to the first record: lines to skip, and the header, if the file has one.
  func readHeader() throws(Problem) -> CSVHeader {
    let buffer = ByteBuffer()
    var target = max(3, sizes.window.lowerBound)
    while true {
      input.fill(buffer, to: target)
      let window = CSVWindow(buffer, input)
      if window.fileOffset == 0, parser.cursor.offset == 0 {
        parser.cursor.offset = Self.byteOrderMarkLength(window)
      }
      if parser.cursor.passLines(window, comment: parser.commentByte) {
        if let header = try header(in: window, buffer) {
          closeWindow(buffer, window)
          return header
        }
        target *= 2
      } else if input.isAtEnd {
        if let problem = input.problem { throw problem }
        closeWindow(buffer, window)
        return try headerOfEmptyFile()
      } else {
        closeWindow(buffer, window)
        buffer.removeAll()
      }
    }
  }

  func closeWindow(_ buffer: ByteBuffer, _ window: CSVWindow) {
    input.close(buffer, windowCount: window.end, usedUpTo: parser.cursor.offset)
    parser.cursor.offset = 0
  }

  /// The header from the record at the cursor; nil if the window does not hold that record whole.
  private func header(in window: CSVWindow, _ buffer: ByteBuffer) throws(Problem) -> CSVHeader? {
    let scan = parser.scanOne(window, at: parser.cursor.offset, wanted: [Int.max]).scan
    let isCapped = parser.isCapped(window, parser.cursor.offset)
    if scan.needsBytes, !window.isFinal, !isCapped {
      if input.isAtEnd, let problem = input.problem { throw problem }
      return nil
    }
    guard parser.dialect.hasHeader else { return headerOfRecords(scan) }
    var rejection = parser.rejection
    rejection.fate = .header
    if let problem = rejection.problem(of: scan, isCapped: isCapped, parser.cursor, window) { throw problem }
    let line = parser.cursor.line
    let names = try columnNames(window, buffer, count: scan.fieldCount, rejection)
    parser.cursor.pass(scan, window)
    parser.cursor.record = 0
    return CSVHeader(
      names: CSVHeader.names(names, replacedBy: parser.dialect.columns), fieldCount: scan.fieldCount,
      line: line,
      expectation: "the header has \(scan.fieldCount)")
  }

  private func columnNames(
    _ window: CSVWindow, _ buffer: ByteBuffer, count: Int, _ rejection: CSVRejection
  ) throws(Problem) -> [String] {
    var dialect = parser.dialect
    dialect.nullValues = []
    let values = CSVValues(dialect)
    var names: [String] = []
    for (index, cell) in parser.scanOne(
      window, at: parser.cursor.offset, wanted: Array(0..<count) + [Int.max]
    ).cells
      .enumerated()
    {
      if let invalid = UTF8Validator.firstInvalid(window.bytes + cell.start, cell.length) {
        throw rejection.encoding(cell.start + invalid, column: "#\(index + 1)", parser.cursor, window)
      }
      let slot = values.slot(of: cell, in: buffer)
      names.append(String(decoding: buffer.view(slot.start, slot.length), as: UTF8.self))
    }
    return names
  }

  /// Without a header, `columns` or else the first record tells the number of fields.
  private func headerOfRecords(_ scan: CSVScan) -> CSVHeader {
    let names = parser.dialect.columns
    if !names.isEmpty {
      return CSVHeader(
        names: names, fieldCount: names.count, expectation: "'columns' in the mapping names \(names.count)")
    }
    guard scan.end == .complete else { return CSVHeader() }
    return CSVHeader(fieldCount: scan.fieldCount, expectation: "the first record has \(scan.fieldCount)")
  }

  private func headerOfEmptyFile() throws(Problem) -> CSVHeader {
    guard !parser.dialect.hasHeader else { throw parser.rejection.noHeader(line: parser.cursor.line) }
    return CSVHeader(names: parser.dialect.columns)
  }

  /// Length of the UTF-8 signature that the charset stage may have left at the start of the file.
  private static func byteOrderMarkLength(_ window: CSVWindow) -> Int {
    let bytes = window.bytes
    return window.end >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
  }
}
