import Records

/// Words what is wrong with a record, and where.
struct CSVRejection {
  let file: String
  let maxRecordBytes: Int
  /// Where the right number of fields comes from: `the header has 12`.
  var expectation = ""
  var fate = Fate.record

  /// What becomes of the data.
  enum Fate: String {
    case record = "record rejected"
    case header = "the header cannot be read"
    case file = "reading of the file stopped"
  }

  /// The place of a byte of the record that begins at the cursor; without an index, of the record itself.
  func position(_ index: Int?, _ cursor: CSVCursor, _ window: CSVWindow) -> SourcePosition {
    var position = SourcePosition(file: file, line: cursor.line)
    position.record = fate != .header ? cursor.record + 1 : nil
    position.byte = window.fileOffset + (index ?? cursor.offset)
    guard let index else { return position }
    position.line = cursor.line + window.lineFeeds(from: cursor.offset, to: index)
    var start = index
    while start > cursor.offset, window.bytes[start - 1] != CSVByte.lineFeed { start -= 1 }
    // Scalars are counted by their first bytes.
    position.column = 1 + (start..<index).count { window.bytes[$0] & 0xC0 != 0x80 }
    return position
  }

  /// What is wrong with the bounds of a record, or nil.
  func problem(of scan: CSVScan, isCapped: Bool, _ cursor: CSVCursor, _ window: CSVWindow) -> Problem? {
    if scan.openQuote >= 0 { return unclosedQuote(scan, isCapped: isCapped, cursor, window) }
    if scan.end == .unfinished || scan.contentEnd - cursor.offset > maxRecordBytes {
      return tooLong(cursor, window)
    }
    return scan.strayQuote >= 0 ? strayQuote(scan.strayQuote, cursor, window) : nil
  }

  func strayQuote(_ index: Int, _ cursor: CSVCursor, _ window: CSVWindow) -> Problem {
    Problem(
      "csv.stray-quote", at: position(index, cursor, window),
      "found text behind the quote that closes a field, expected a delimiter or a line break; \(fate.rawValue)",
      fix: "double the quotes inside quoted fields, or set 'quote: none' in the mapping's source")
  }

  /// The first stray quote before the open one may be the cause, and is told.
  func unclosedQuote(_ scan: CSVScan, isCapped: Bool, _ cursor: CSVCursor, _ window: CSVWindow) -> Problem {
    let bound =
      switch scan.end {
      case .lostQuote:
        "a field in line \(position(scan.contentEnd, cursor, window).line ?? 0) opens with a quote"
      default: isCapped ? "the \(maxRecordBytes) bytes that a record may have" : "the end of the file"
      }
    var problem = Problem(
      "csv.unclosed-quote", at: position(scan.openQuote, cursor, window),
      "the quote is not closed before \(bound); \(fate.rawValue) and the next line read as a new one",
      fix: "close the quote, or set 'quote: none' in the mapping's source")
    if scan.strayQuote >= 0 {
      let stray = position(scan.strayQuote, cursor, window)
      problem.notes = [ProblemNote(position: stray, sentence: "a quote before it is followed by text")]
    }
    return problem
  }

  func tooLong(_ cursor: CSVCursor, _ window: CSVWindow) -> Problem {
    Problem(
      "csv.record-too-long", at: position(nil, cursor, window),
      "the record is longer than \(maxRecordBytes) bytes; \(fate.rawValue)",
      fix: "check 'delimiter' and 'quote', or raise 'max_record_bytes' in the mapping's source")
  }

  func columnCount(_ found: Int, expected: Int, _ cursor: CSVCursor, _ window: CSVWindow) -> Problem {
    let fields = found == 1 ? "field" : "fields"
    return Problem(
      "csv.column-count", at: position(nil, cursor, window),
      "found \(found) \(fields), but \(expectation); \(fate.rawValue)",
      fix: found < expected ? "set 'ragged: pad' in the mapping's source if short records are meant" : nil)
  }

  func encoding(_ index: Int, column: String, _ cursor: CSVCursor, _ window: CSVWindow) -> Problem {
    Problem(
      "csv.encoding", at: position(index, cursor, window), field: column,
      "found byte 0x\(Self.hexadecimal(window.bytes[index])), which is not UTF-8 here; \(fate.rawValue)",
      fix: "set 'encoding' in the mapping's source, such as windows-1252, or 'invalid_bytes: replace'")
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  func duplicateColumn(_ name: String, columns: [Int], selector: String, line: Int?) -> Problem {
    let numbers = columns.map { "#\($0 + 1)" }.joined(separator: ", ")
    return Problem(
      "csv.duplicate-column", .warning, at: SourcePosition(file: file, line: line), field: selector,
      "\(columns.count) columns are named \(quoted: name) (\(numbers)); the first is used",
      fix: "select the column by its number, as #\(columns[0] + 1)")
  }

  func noHeader(line: Int) -> Problem {
    Problem(
      "csv.no-header", at: SourcePosition(file: file, line: line),
      "found the end of the file, expected a header with the names of the columns",
      fix: "set 'header: false' and 'columns' in the mapping's source if the file has no header")
  }
}
