import Records

@testable import Readers

/// A CSV parser that is slow and obvious: byte by byte, from the whole file, with no regard to speed.
///
/// It is held against the reader; it shares the dialect and nothing else.
struct ReferenceCSV {
  struct Record: Equatable {
    enum Fault: Equatable {
      case strayQuote(at: Int)
      case unclosedQuote(at: Int)
    }
    var fields: [[UInt8]] = []
    var start: Int
    var end = 0
    var line = 0
    var fault: Fault?
  }

  let dialect: CSVDialect
  let bytes: [UInt8]

  /// All records of the file, the header included.
  func records() -> [Record] {
    var records: [Record] = []
    var position = 0
    var line = 1
    var linesToSkip = dialect.skipLines
    while position < bytes.count {
      let isComment = dialect.comment == bytes[position]
      if linesToSkip > 0 || isComment || isBreak(position) {
        position = lineEnd(position).next
        line += 1
        linesToSkip = max(0, linesToSkip - 1)
        continue
      }
      var (record, next) = record(at: position)
      record.line = line
      records.append(record)
      line += bytes[position..<record.end].count { $0 == 10 }
      if next > record.end { line += 1 }
      position = next
    }
    return records
  }

  private func isBreak(_ position: Int) -> Bool { bytes[position] == 10 || bytes[position] == 13 }

  /// The end of the line that holds `position`, and the start of the next one.
  private func lineEnd(_ position: Int) -> (end: Int, next: Int) {
    var end = position
    while end < bytes.count, !isBreak(end) { end += 1 }
    if end == bytes.count { return (end, end) }
    let isCRLF = bytes[end] == 13 && end + 1 < bytes.count && bytes[end + 1] == 10
    return (end, end + (isCRLF ? 2 : 1))
  }

  private func record(at start: Int) -> (Record, next: Int) {
    var record = Record(start: start)
    var position = start
    while true {
      let field = field(at: position, &record)
      record.fields.append(field.value)
      position = field.end
      if case .unclosedQuote(let quote)? = record.fault {
        let (end, next) = lineEnd(quote)
        record.end = end
        return (record, next)
      }
      guard position < bytes.count, bytes[position] == dialect.delimiter else { break }
      position += 1
    }
    record.end = position
    return (record, lineEnd(position).next)
  }

  private func field(at start: Int, _ record: inout Record) -> (value: [UInt8], end: Int) {
    var position = start
    if dialect.trimsCells { position = skipBlanks(position) }
    guard let quote = dialect.quote, position < bytes.count, bytes[position] == quote else {
      let (value, end) = unquoted(at: start)
      return (dialect.trimsCells ? trimmed(value) : value, end)
    }
    let opening = position
    var value: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if dialect.escape == .backslash, byte == UInt8(ascii: "\\"), position + 1 < bytes.count {
        value.append(escaped(bytes[position + 1]))
        position += 2
      } else if byte != quote {
        value.append(byte)
        position += 1
      } else if dialect.escape != .none, position + 1 < bytes.count, bytes[position + 1] == quote {
        value.append(quote)
        position += 2
      } else {
        return behindClosingQuote(position, value, opening: opening, &record)
      }
    }
    record.fault = .unclosedQuote(at: opening)
    return (value, position)
  }

  private func behindClosingQuote(
    _ closing: Int, _ value: [UInt8], opening: Int, _ record: inout Record
  ) -> (value: [UInt8], end: Int) {
    let value = dialect.trimsCells ? trimmed(value) : value
    let after = dialect.trimsCells ? skipBlanks(closing + 1) : closing + 1
    if after == bytes.count || isBreak(after) || bytes[after] == dialect.delimiter { return (value, after) }
    var before = bytes[opening..<closing]
    if dialect.trimsCells {
      while let last = before.last, last == 32 || last == 9, last != dialect.delimiter { before.removeLast() }
    }
    if let last = before.last, [10, 13, dialect.delimiter].contains(last),
      before.contains(10) || before.contains(13)
    {
      record.fault = .unclosedQuote(at: opening)
    } else if record.fault == nil {
      record.fault = .strayQuote(at: closing)
    }
    return (value, unquoted(at: after).end)
  }

  private func unquoted(at start: Int) -> (value: [UInt8], end: Int) {
    var value: [UInt8] = []
    var position = start
    while position < bytes.count, bytes[position] != dialect.delimiter, !isBreak(position) {
      guard dialect.escape == .backslash, bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count
      else {
        value.append(bytes[position])
        position += 1
        continue
      }
      value.append(escaped(bytes[position + 1]))
      position += 2
      if bytes[position - 1] == 13, position < bytes.count, bytes[position] == 10 {
        value.append(10)
        position += 1
      }
    }
    return (value, position)
  }

  private func escaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    default: byte
    }
  }

  private func skipBlanks(_ start: Int) -> Int {
    var position = start
    while position < bytes.count, bytes[position] == 32 || bytes[position] == 9,
      bytes[position] != dialect.delimiter
    {
      position += 1
    }
    return position
  }

  private func trimmed(_ value: [UInt8]) -> [UInt8] {
    let isWhite = { (byte: UInt8) in [9, 10, 13, 32].contains(byte) }
    return Array(value.drop(while: isWhite).reversed().drop(while: isWhite).reversed())
  }
}
