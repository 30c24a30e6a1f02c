import Records

/// Makes the value of a field from its bytes in the file.
struct CSVValues: Sendable {
  private let quote: UInt8
  private let hasBackslashes: Bool
  private let trims: Bool
  private let nullValues: [[UInt8]]

  init(_ dialect: CSVDialect) {
    quote = dialect.quote ?? 0
    hasBackslashes = dialect.escape == .backslash
    trims = dialect.trimsCells
    nullValues = dialect.nullValues.map { Array($0.utf8) }
  }

  /// Whether every unescaped field is its own value.
  var keepsFields: Bool { !trims && nullValues.isEmpty }

  /// The slot of a field that needs work; unescaped copies go behind the bytes in use, where room is reserved.
  @inline(never)
  func slot(of cell: CSVCell, in bytes: ByteBuffer) -> Slot {
    var start = cell.start
    var length = cell.length
    if cell.isEscaped {
      start = bytes.count
      length = hasBackslashes ? unescapeBackslashes(cell, bytes) : collapseQuotes(cell, bytes)
    }
    if trims { trim(bytes.base, &start, &length) }
    if isNull(bytes.base + start, length) || (cell.isEscaped && isNull(bytes.base + cell.start, cell.length))
    {
      return .null
    }
    return Slot(kind: .string, offset: start, length: length)
  }

  /// Copies the field with `""` made `"`; returns the copy's length.
  private func collapseQuotes(_ cell: CSVCell, _ bytes: ByteBuffer) -> Int {
    let source = UnsafePointer(bytes.base + cell.start)
    let target = bytes.base + bytes.count
    var from = 0
    var to = 0
    while from < cell.length {
      let run = runBeforeQuote(source + from, cell.length &- from)
      (target + to).update(from: source + from, count: run)
      to &+= run
      from &+= run
      if from < cell.length {
        target[to] = quote
        to &+= 1
        from &+= 2
      }
    }
    bytes.count += to
    return to
  }

  /// How many bytes come before the next quote.
  @inline(__always)
  private func runBeforeQuote(_ source: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let word = ByteWord.repeating(quote)
    var index = 0
    while index < count {
      let flags = ByteWord.zeros(ByteWord.load(source, index) ^ word)
      if flags != 0 { return min(index &+ ByteWord.firstByte(flags), count) }
      index &+= 8
    }
    return count
  }

  /// Copies the field without its escapes; returns the copy's length.
  ///
  /// `\n`, `\r` and `\t` are these control characters, any other byte behind a backslash is itself, and a
  /// backslash at the very end is kept.
  private func unescapeBackslashes(_ cell: CSVCell, _ bytes: ByteBuffer) -> Int {
    let source = UnsafePointer(bytes.base + cell.start)
    let target = bytes.base + bytes.count
    var from = 0
    var to = 0
    while from < cell.length {
      var byte = source[from]
      if from &+ 1 < cell.length {
        if byte == CSVByte.backslash {
          from &+= 1
          byte = Self.escaped(source[from])
        } else if cell.isQuoted, byte == quote {
          from &+= 1
        }
      }
      target[to] = byte
      to &+= 1
      from &+= 1
    }
    bytes.count += to
    return to
  }

  /// What a byte means behind a backslash.
  private static func escaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: byte
    }
  }

  private func trim(_ base: UnsafeMutablePointer<UInt8>, _ start: inout Int, _ length: inout Int) {
    while length > 0, Self.isWhite(base[start]) {
      start += 1
      length -= 1
    }
    while length > 0, Self.isWhite(base[start + length - 1]) { length -= 1 }
  }

  private static func isWhite(_ byte: UInt8) -> Bool { CSVByte.isBlank(byte) || CSVByte.isLineBreak(byte) }

  private func isNull(_ value: UnsafeMutablePointer<UInt8>, _ length: Int) -> Bool {
    nullValues.contains { null in
      null.count == length && null.elementsEqual(UnsafeBufferPointer(start: value, count: length))
    }
  }
}
