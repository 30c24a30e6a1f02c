import Records

/// Reads a sample of JSON into trees: values one after the other, the last of which may be cut off.
///
/// It forgives what the real reader tells of: a broken line is passed over.
struct JSONSampleParser {
  private static let maxDepth = 48

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private struct Broken: Error {}

  /// The values at the top.
  static func values(_ bytes: [UInt8]) -> [DataNode] { areLines(bytes) ? lines(bytes) : document(bytes) }

  /// Whether the first line that is not blank is a whole object.
  private static func areLines(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.split(separator: 0x0A, maxSplits: 16).first(where: { $0.contains { $0 > 0x20 } }),
      first.count < bytes.count
    else { return false }
    return value(ofLine: first)?.object?.isWhole == true
  }

  /// Of JSON Lines a broken one is no more than that.
  private static func lines(_ bytes: [UInt8]) -> [DataNode] {
    bytes.split(separator: 0x0A).compactMap(value)
  }

  private static func value(ofLine line: ArraySlice<UInt8>) -> DataNode? {
    var parser = JSONSampleParser(Array(line))
    guard parser.skipBlanks() else { return nil }
    return try? parser.value(depth: 0)
  }

  private static func document(_ bytes: [UInt8]) -> [DataNode] {
    var parser = JSONSampleParser(bytes)
    var values: [DataNode] = []
    while parser.skipBlanks() {
      let start = parser.index
      do {
        values.append(try parser.value(depth: 0))
      } catch {
        parser.index = max(start + 1, parser.index)
        parser.skipLine()
      }
    }
    return values
  }

  /// False at the end.
  private mutating func skipBlanks() -> Bool {
    while index < bytes.count, bytes[index] <= 0x20 || bytes[index] == UInt8(ascii: ",") { index += 1 }
    return index < bytes.count
  }

  private mutating func skipLine() {
    while index < bytes.count, bytes[index] != 0x0A { index += 1 }
  }

  private mutating func value(depth: Int) throws -> DataNode {
    guard depth < Self.maxDepth, index < bytes.count else { throw Broken() }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .scalar(try string(), .string)
    default: return try literal()
    }
  }

  private mutating func object(depth: Int) throws -> DataNode {
    var object = DataObject()
    index += 1
    while true {
      guard skipBlanks() else { break }
      if bytes[index] == UInt8(ascii: "}") {
        index += 1
        return .object(object)
      }
      guard bytes[index] == UInt8(ascii: "\"") else { throw Broken() }
      guard let name = try? string(), skipBlanks() else { break }
      guard bytes[index] == UInt8(ascii: ":") else { throw Broken() }
      index += 1
      guard skipBlanks() else { break }
      do {
        object.members.append((name, try value(depth: depth + 1)))
      } catch {
        if index < bytes.count { throw error }
      }
    }
    object.isWhole = false
    return .object(object)
  }

  private mutating func list(depth: Int) throws -> DataNode {
    var items: [DataNode] = []
    index += 1
    while skipBlanks() {
      if bytes[index] == UInt8(ascii: "]") {
        index += 1
        return .list(items)
      }
      do {
        items.append(try value(depth: depth + 1))
      } catch {
        // A list of records is worth its good ones; the real reader tells of the rest.
        index = bytes.count
      }
    }
    return .list(items)
  }

  private mutating func literal() throws -> DataNode {
    let start = index
    while index < bytes.count, !Self.endsLiteral(bytes[index]) { index += 1 }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    switch text {
    case "true", "false": return .scalar(text, .boolean)
    case "null": return .scalar("", .null)
    default:
      guard index < bytes.count, Self.isNumber(text) else { throw Broken() }
      return .scalar(text, .number)
    }
  }

  /// As the real reader has it: no sign in front but a minus, no zeros before digits.
  private static func isNumber(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard let first = digits.utf8.first, first >= 0x30, first <= 0x39, Double(text) != nil else {
      return false
    }
    let isPadded = first == 0x30 && digits.utf8.dropFirst().first.map { $0 >= 0x30 && $0 <= 0x39 } == true
    return !isPadded && digits.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || "+-.eE".utf8.contains($0) }
  }

  private static func endsLiteral(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
      || byte == UInt8(ascii: ":")
  }

  /// The text between quotes; throws at the end of the sample.
  private mutating func string() throws -> String {
    index += 1
    var text: [UInt8] = []
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\"), index < bytes.count else {
        text.append(byte)
        continue
      }
      let escape = bytes[index]
      index += 1
      switch escape {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "u"): text.append(contentsOf: Array(String(unicodeEscape()).utf8))
      default: text.append(escape)
      }
    }
    throw Broken()
  }

  private mutating func unicodeEscape() -> Character {
    let first = codeUnit()
    guard first & 0xFC00 == 0xD800, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
      bytes[index + 1] == UInt8(ascii: "u")
    else { return Unicode.Scalar(first).map { Character($0) } ?? "\u{FFFD}" }
    index += 2
    let second = codeUnit()
    guard second & 0xFC00 == 0xDC00 else { return "\u{FFFD}" }
    let scalar = 0x10000 + ((first & 0x3FF) << 10 | second & 0x3FF)
    return Unicode.Scalar(scalar).map { Character($0) } ?? "\u{FFFD}"
  }

  private mutating func codeUnit() -> UInt32 {
    let digits = bytes[index...].prefix(4)
    index += digits.count
    return UInt32(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD
  }
}
