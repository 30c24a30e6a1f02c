/// How much of the dialect a scan looks for; the plain mode is what nearly all files need.
protocol CSVScanMode {
  static var isCareful: Bool { get }
}
enum CSVPlainMode: CSVScanMode {
  @inline(__always) static var isCareful: Bool { false }
}
/// Backslash escapes, and blanks around quotes.
enum CSVCarefulMode: CSVScanMode {
  @inline(__always) static var isCareful: Bool { true }
}

/// Finds the bounds of records and fields in raw bytes.
///
/// It cannot fail: the reader judges what it found.
///
/// - A quote opens a quoted field only as the field's first byte; elsewhere in an unquoted field it is text.
/// - Text behind a closing quote is noted as a stray quote and read on as unquoted text, so that the record's end
///   is still found where its other fields hold line breaks.
/// - But where that closing quote stands at the start of a field in a later line, it opens that field, and the field
///   before lost its closing quote: the record ends as `lostQuote`.
/// - LF, CRLF and a lone CR each end a record, in any mixture, and mean nothing inside quotes.
///
/// Words of eight bytes are loaded up to the end of the bytes: `ByteWord.padding` bytes behind it must be readable.
struct CSVScanner: Sendable {
  /// A value that no byte equals.
  private static let noByte: UInt16 = 0x100

  private let delimiter: UInt8
  private let delimiterWord: UInt64
  private let quote: UInt16
  private let quoteWord: UInt64
  /// The byte that stands for a quote where it follows one inside quotes.
  private let doubledQuote: UInt16
  private let backslash: UInt16
  private let trims: Bool

  init(_ dialect: CSVDialect) {
    delimiter = dialect.delimiter
    delimiterWord = ByteWord.repeating(dialect.delimiter)
    quote = dialect.quote.map(UInt16.init) ?? Self.noByte
    quoteWord = ByteWord.repeating(dialect.quote ?? 0)
    doubledQuote = dialect.escape == .none ? Self.noByte : quote
    backslash = dialect.escape == .backslash ? UInt16(CSVByte.backslash) : Self.noByte
    trims = dialect.trimsCells
  }

  /// Whether the dialect needs the careful mode.
  var isCareful: Bool { trims || backslash != Self.noByte }

  /// Scans the record at `start` (before `end`) and stores the cells of the wanted columns.
  ///
  /// `wanted` is ascending and closed by `Int.max`; `cells` has room for one cell each. With `isFinal`, `end` is
  /// the end of the file and ends the record, too.
  @inline(__always)
  func scan<Mode: CSVScanMode>(
    _ mode: Mode.Type, _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, isFinal: Bool,
    wanted: UnsafePointer<Int>, cells: UnsafeMutablePointer<CSVCell>
  ) -> CSVScan {
    var scan = CSVScan()
    var nextWanted = wanted[0]
    var at = start
    while true {
      var cell = CSVCell(start: at, length: 0, isEscaped: false, isQuoted: false)
      if at < end, opensQuote(mode, bytes, &at, end) {
        at = scanQuoted(mode, bytes, from: at, to: end, isFinal: isFinal, &cell, &scan)
        if scan.openQuote >= 0 { break }
      } else {
        at = fieldEnd(mode, bytes, from: at, to: end, &cell.isEscaped)
        cell.length = at &- cell.start
        if Mode.isCareful, cell.isEscaped { scan.maySpanLines = true }
      }
      if scan.fieldCount == nextWanted {
        cells[scan.cellCount] = cell
        scan.cellCount &+= 1
        nextWanted = wanted[scan.cellCount]
      }
      scan.fieldCount &+= 1
      guard at < end, bytes[at] == delimiter else { break }
      at &+= 1
    }
    finish(&scan, bytes, at: at, to: end, isFinal: isFinal)
    return scan
  }

  /// Decides how the record ends at `at`: a line break, the end of the bytes, or nothing yet.
  @inline(__always)
  private func finish(
    _ scan: inout CSVScan, _ bytes: UnsafePointer<UInt8>, at: Int, to end: Int, isFinal: Bool
  ) {
    scan.contentEnd = at
    scan.next = at
    if scan.openQuote >= 0 {
      if scan.end != .lostQuote { scan.end = .openQuote }
    } else if at >= end {
      scan.end = isFinal ? .complete : .unfinished
    } else if bytes[at] == CSVByte.lineFeed {
      scan.next = at &+ 1
    } else if at &+ 1 < end {
      scan.next = bytes[at &+ 1] == CSVByte.lineFeed ? at &+ 2 : at &+ 1
    } else {
      // The line feed of a CRLF may be still to come.
      scan.next = at &+ 1
      if !isFinal { scan.end = .unfinished }
    }
  }

  /// Whether the field at `at` is quoted; if so, moves `at` to its opening quote.
  @inline(__always)
  private func opensQuote<Mode: CSVScanMode>(
    _ mode: Mode.Type, _ bytes: UnsafePointer<UInt8>, _ at: inout Int, _ end: Int
  ) -> Bool {
    if UInt16(bytes[at]) == quote { return true }
    guard Mode.isCareful, trims else { return false }
    let first = skipBlanks(bytes, from: at, to: end)
    guard first < end, UInt16(bytes[first]) == quote else { return false }
    at = first
    return true
  }

  /// Reads the quoted field whose quote opens at `start`, and text that follows it; returns where the field ends.
  @inline(__always)
  private func scanQuoted<Mode: CSVScanMode>(
    _ mode: Mode.Type, _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, isFinal: Bool,
    _ cell: inout CSVCell, _ scan: inout CSVScan
  ) -> Int {
    scan.maySpanLines = true
    cell.isQuoted = true
    cell.start = start &+ 1
    let closing = closingQuote(mode, bytes, from: start &+ 1, to: end, isFinal: isFinal, &cell.isEscaped)
    cell.length = closing &- cell.start
    if closing >= end {
      scan.openQuote = start
      return end
    }
    var after = closing &+ 1
    if Mode.isCareful, trims { after = skipBlanks(bytes, from: after, to: end) }
    guard after < end, bytes[after] != delimiter, !CSVByte.isLineBreak(bytes[after]) else { return after }
    if opensLaterField(bytes, closing, opening: start) {
      scan.openQuote = start
      scan.end = .lostQuote
      return closing
    }
    if scan.strayQuote < 0 { scan.strayQuote = closing }
    var isEscaped = false
    return fieldEnd(mode, bytes, from: after, to: end, &isEscaped)
  }

  /// Whether the quote at `index`, which text follows, stands where a field begins, in a later line than `opening`.
  @inline(never)
  private func opensLaterField(_ bytes: UnsafePointer<UInt8>, _ index: Int, opening: Int) -> Bool {
    var before = index &- 1
    while trims, before > opening, CSVByte.isBlank(bytes[before]), bytes[before] != delimiter { before &-= 1 }
    guard before > opening, bytes[before] == delimiter || CSVByte.isLineBreak(bytes[before]) else {
      return false
    }
    return (opening...before).contains { CSVByte.isLineBreak(bytes[$0]) }
  }

  /// The index of the quote that closes the field, or `end`; a quote just before `end` may be half of a doubled one.
  @inline(__always)
  private func closingQuote<Mode: CSVScanMode>(
    _ mode: Mode.Type, _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, isFinal: Bool,
    _ isEscaped: inout Bool
  ) -> Int {
    var at = start
    while true {
      at = nextQuote(mode, bytes, from: at, to: end)
      if at >= end { return end }
      let isBackslash = Mode.isCareful && UInt16(bytes[at]) == backslash
      if at &+ 1 == end { return isFinal && !isBackslash ? at : end }
      guard isBackslash || UInt16(bytes[at &+ 1]) == doubledQuote else { return at }
      isEscaped = true
      at &+= 2
    }
  }

  /// The index of the next quote (or backslash, where it has a meaning), or a value of at least `end`.
  @inline(__always)
  private func nextQuote<Mode: CSVScanMode>(
    _ mode: Mode.Type, _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int
  ) -> Int {
    var at = start
    while at < end {
      let word = ByteWord.load(bytes, at)
      var flags = ByteWord.zeros(word ^ quoteWord)
      if Mode.isCareful, backslash != Self.noByte {
        flags |= ByteWord.zeros(word ^ ByteWord.repeating(CSVByte.backslash))
      }
      if flags != 0 { return at &+ ByteWord.firstByte(flags) }
      at &+= 8
    }
    return at
  }

  /// The index of the delimiter or line break that ends an unquoted field, or `end`.
  @inline(__always)
  private func fieldEnd<Mode: CSVScanMode>(
    _ mode: Mode.Type, _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, _ isEscaped: inout Bool
  ) -> Int {
    var at = start
    while at < end {
      let word = ByteWord.load(bytes, at)
      var flags = ByteWord.zeros(word ^ delimiterWord) | ByteWord.belowShiftOut(word)
      if Mode.isCareful, backslash != Self.noByte {
        flags |= ByteWord.zeros(word ^ ByteWord.repeating(CSVByte.backslash))
      }
      if flags == 0 {
        at &+= 8
        continue
      }
      at &+= ByteWord.firstByte(flags)
      if at >= end { return end }
      let byte = bytes[at]
      if byte == delimiter || CSVByte.isLineBreak(byte) { return at }
      if Mode.isCareful, UInt16(byte) == backslash {
        isEscaped = true
        at = behindEscape(bytes, at, end)
      } else {
        at &+= 1
      }
    }
    return end
  }

  /// Just behind the escape at `at`, of two bytes, or three where it escapes a CRLF.
  private func behindEscape(_ bytes: UnsafePointer<UInt8>, _ at: Int, _ end: Int) -> Int {
    let isCRLF =
      at &+ 2 < end && bytes[at &+ 1] == CSVByte.carriageReturn && bytes[at &+ 2] == CSVByte.lineFeed
    return at &+ (isCRLF ? 3 : 2)
  }

  /// The first byte that is no space or tab (where that is not the delimiter), or `end`.
  private func skipBlanks(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
    var at = start
    while at < end, CSVByte.isBlank(bytes[at]), bytes[at] != delimiter { at &+= 1 }
    return at
  }
}
