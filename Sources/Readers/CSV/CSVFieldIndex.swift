import CBytes

/// Knows where the fields of a run of well-formed CSV end, so that most records need no scan.
///
/// It is an accelerator and no second reader: it gives what `CSVScanner` would find, or nothing. A quote out of
/// place, a lone CR, a record that is too long or cut off are left to the scanner.
struct CSVFieldIndex {
  /// Fields of a run, at most; what is behind them is scanned.
  private static let capacity = 1 << 18

  private let delimiter: UInt8
  private let quote: UInt8
  private let isUsable: Bool
  private let longest: Int
  private let fields: UnsafeMutablePointer<UInt32>
  /// Fields that were found.
  private var count = 0
  /// The next field, and where its record begins.
  private var next = 0
  private var position = 0

  /// Allocates; the memory is given back by `deallocate`.
  init(_ dialect: CSVDialect) {
    delimiter = dialect.delimiter
    quote = dialect.quote ?? 0
    // Only these quotes can be told by their number; and a comment may hold any.
    isUsable =
      dialect.quote != nil && dialect.escape == .doubled && !dialect.trimsCells && dialect.comment == nil
    longest = dialect.maxRecordBytes
    fields = .allocate(capacity: isUsable ? Self.capacity : 1)
  }

  func deallocate() { fields.deallocate() }

  /// Looks at the first bytes of a run, which begin a record.
  mutating func index(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
    (next, position) = (0, 0)
    count =
      isUsable
      ? cbytes_csv_fields(
        bytes, min(length, Int(cbytes_csv_offset)), delimiter, quote, fields, Self.capacity)
      : 0
  }

  /// The record at `start`, as the scanner would find it; nil where it must be scanned.
  @inline(__always)
  mutating func record(
    _ bytes: UnsafePointer<UInt8>, from start: Int, wanted: UnsafePointer<Int>,
    cells: UnsafeMutablePointer<CSVCell>
  ) -> CSVScan? {
    guard count > 0 else { return nil }
    if start != position { guard pass(to: start) else { return nil } }
    var scan = CSVScan()
    var nextWanted = wanted[0]
    var begin = start
    var flags: UInt32 = 0
    var at = next
    while at < count {
      let field = fields[at]
      at &+= 1
      var end = Int(field & cbytes_csv_offset)
      let behind = end &+ 1
      let endsLine = field & cbytes_csv_ends_line != 0
      if endsLine, end > begin, bytes[end &- 1] == CSVByte.carriageReturn { end &-= 1 }
      if scan.fieldCount == nextWanted {
        cells[scan.cellCount] = cell(bytes, begin, end, field)
        scan.cellCount &+= 1
        nextWanted = wanted[scan.cellCount]
      }
      scan.fieldCount &+= 1
      flags |= field
      begin = behind
      if endsLine {
        guard end &- start <= longest else { return nil }
        (next, position) = (at, behind)
        scan.contentEnd = end
        scan.next = behind
        scan.maySpanLines = flags & cbytes_csv_spans_lines != 0
        return scan
      }
    }
    return nil
  }

  @inline(__always)
  private func cell(_ bytes: UnsafePointer<UInt8>, _ begin: Int, _ end: Int, _ field: UInt32) -> CSVCell {
    guard bytes[begin] == quote, begin < end else {
      return CSVCell(start: begin, length: end &- begin, isEscaped: false, isQuoted: false)
    }
    return CSVCell(
      start: begin &+ 1, length: end &- begin &- 2, isEscaped: field & cbytes_csv_escaped != 0, isQuoted: true
    )
  }

  /// Passes to the record at `start`; false where the index does not know one there.
  @inline(never)
  private mutating func pass(to start: Int) -> Bool {
    while next < count, Int(fields[next] & cbytes_csv_offset) < start { next += 1 }
    guard next > 0, next < count else { return false }
    let before = fields[next - 1]
    guard Int(before & cbytes_csv_offset) == start - 1, before & cbytes_csv_ends_line != 0 else {
      return false
    }
    position = start
    return true
  }
}
