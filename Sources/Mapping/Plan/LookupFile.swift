import Foundation
import Glibc
import Records

/// Reads the two columns of a CSV file that a `lookup` needs.
///
/// RFC 4180 in UTF-8 with a header, comma or semicolon or tab by what the header has; a mapping's own small
/// table needs no more, and must not depend on the readers of sources.
enum LookupFile {
  static let maxBytes = 64 << 20

  struct Row: Equatable {
    var key: String
    var value: String
    /// Of the row's start, from 1.
    var line: Int
  }

  enum Fault: Error, Equatable {
    case unreadable(String)
    case tooLarge(Int)
    case notUTF8
    case empty
    case noKey([String])
    case noValue([String])
    case columnCount(line: Int, found: Int, expected: Int)
    case quote(line: Int)
    case repeatedKey(String, line: Int)

    var isOfKey: Bool { if case .noKey = self { true } else { false } }
    var isOfValue: Bool { if case .noValue = self { true } else { false } }
  }

  /// The rows of a file, in order.
  static func read(_ name: String, folder: String, key: String, value: String) throws(Fault) -> [Row] {
    let path = name.hasPrefix("/") ? name : folder.isEmpty ? name : "\(folder)/\(name)"
    return try rows(of: try contents(path), key: key, value: value)
  }

  private static func contents(_ path: String) throws(Fault) -> String {
    var status = stat()
    if stat(path, &status) == 0 {
      // A device has no end and a named pipe waits: a mapping of somebody else may name either.
      guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("is no plain file") }
      guard Int(status.st_size) <= maxBytes else { throw .tooLarge(Int(status.st_size)) }
    }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw .unreadable(FileManager.default.fileExists(atPath: path) ? "cannot be read" : "does not exist")
    }
    guard data.count <= maxBytes else { throw .tooLarge(data.count) }
    guard let text = String(validating: data, as: UTF8.self) else { throw .notUTF8 }
    return text
  }

  static func rows(of text: String, key: String, value: String) throws(Fault) -> [Row] {
    var scanner = LookupScanner(text)
    guard let header = try scanner.next() else { throw .empty }
    guard let keyColumn = header.cells.firstIndex(of: key) else { throw .noKey(header.cells) }
    guard let valueColumn = header.cells.firstIndex(of: value) else { throw .noValue(header.cells) }
    var rows: [Row] = []
    while let row = try scanner.next() {
      guard row.cells.count == header.cells.count else {
        throw .columnCount(line: row.line, found: row.cells.count, expected: header.cells.count)
      }
      rows.append(Row(key: row.cells[keyColumn], value: row.cells[valueColumn], line: row.line))
    }
    return rows
  }
}

extension LookupFile.Fault {
  func sentence(file: String, key: String, value: String) -> Sentence {
    switch self {
    case .unreadable(let what): "the lookup file \(quoted: file) \(what)"
    case .tooLarge(let bytes):
      "the lookup file \(quoted: file) has \(bytes) bytes, but at most \(LookupFile.maxBytes) are read"
    case .notUTF8: "the lookup file \(quoted: file) is not UTF-8"
    case .empty: "the lookup file \(quoted: file) is empty, but a header is expected"
    case .noKey(let columns): Self.noColumn(key, columns, file)
    case .noValue(let columns): Self.noColumn(value, columns, file)
    case .columnCount(let line, let found, let expected):
      "line \(line) of the lookup file \(quoted: file) has \(found) cells, but its header has \(expected)"
    case .quote(let line):
      "a quote that opens in line \(line) of the lookup file \(quoted: file) is not closed"
    case .repeatedKey(let key, let line):
      "line \(line) of the lookup file \(quoted: file) repeats \(quoted: key) with another value"
    }
  }

  private static func noColumn(_ name: String, _ columns: [String], _ file: String) -> Sentence {
    let suggestion = NearestName.suggestion(for: name, among: columns)
    return "\(quoted: name) is not a column of the lookup file \(quoted: file)\(suggestion)"
  }
}

/// Splits the text of a lookup file into rows.
struct LookupScanner {
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var position = 0
  private var line = 1

  init(_ text: String) {
    var bytes = Array(text.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    self.bytes = bytes
    let header = bytes.prefix { $0 != 10 && $0 != 13 }
    delimiter = [UInt8(ascii: ","), UInt8(ascii: ";"), 9].first { header.contains($0) } ?? UInt8(ascii: ",")
  }

  /// The next row that is not an empty line.
  mutating func next() throws(LookupFile.Fault) -> (cells: [String], line: Int)? {
    while position < bytes.count, bytes[position] == 10 || bytes[position] == 13 { endLine() }
    guard position < bytes.count else { return nil }
    let start = line
    var cells = [try cell()]
    while position < bytes.count, bytes[position] == delimiter {
      position += 1
      cells.append(try cell())
    }
    if position < bytes.count { endLine() }
    return (cells, start)
  }

  private mutating func endLine() {
    if bytes[position] == 13, position + 1 < bytes.count, bytes[position + 1] == 10 { position += 1 }
    position += 1
    line += 1
  }

  private mutating func cell() throws(LookupFile.Fault) -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return plainCell() }
    let start = line
    var cell: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard position < bytes.count, bytes[position] == byte else {
          return String(decoding: cell, as: UTF8.self) + plainCell()
        }
        position += 1
      } else if byte == 10 {
        line += 1
      }
      cell.append(byte)
    }
    throw .quote(line: start)
  }

  private mutating func plainCell() -> String {
    let start = position
    while position < bytes.count, bytes[position] != delimiter, bytes[position] != 10, bytes[position] != 13 {
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }
}
