/// A small JSON document read whole: a server's answer, a file of credentials, an event.
///
/// The order of members and the text of numbers are kept, because answers of unknown form are shown as they
/// are.
public indirect enum JSONFragment: Equatable, Sendable {
  case null
  case flag(Bool)
  case number(String)
  case text(String)
  case list([JSONFragment])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public var name: String
    public var value: JSONFragment
  }

  /// How deep a document may nest where nothing else is said: answers and credentials nest less.
  public static let usualDepth = 16

  /// Nil where the bytes are not one JSON text in UTF-8 (RFC 8259), or nest deeper than `maxDepth`.
  public init?(_ bytes: [UInt8], maxDepth: Int = Self.usualDepth) {
    var parser = JSONFragmentParser(bytes, maxDepth: maxDepth)
    guard let value = parser.document() else { return nil }
    self = value
  }

  /// The last member of that name; nil too where this is not an object.
  public subscript(name: String) -> JSONFragment? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  public var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  /// The document in one line, without blanks.
  public var compact: String {
    switch self {
    case .null: "null"
    case .flag(let value): value ? "true" : "false"
    case .number(let digits): digits
    case .text(let text): Self.quoted(text)
    case .list(let items): "[" + items.map(\.compact).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { Self.quoted($0.name) + ":" + $0.value.compact }.joined(separator: ",") + "}"
    }
  }

  /// Control characters stay: whoever shows the text escapes them.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}

/// A recursive-descent parser of RFC 8259.
private struct JSONFragmentParser {
  private let bytes: [UInt8]
  private let maxDepth: Int
  private var index = 0

  init(_ bytes: [UInt8], maxDepth: Int) {
    self.bytes = bytes
    self.maxDepth = maxDepth
  }

  mutating func document() -> JSONFragment? {
    guard let value = value(depth: 0) else { return nil }
    skipBlanks()
    return index == bytes.count ? value : nil
  }

  private mutating func value(depth: Int) -> JSONFragment? {
    guard depth <= maxDepth else { return nil }
    skipBlanks()
    switch peek {
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return list(depth: depth)
    case UInt8(ascii: "\""): return string().map(JSONFragment.text)
    case UInt8(ascii: "t"): return word("true", .flag(true))
    case UInt8(ascii: "f"): return word("false", .flag(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> JSONFragment? {
    var members: [JSONFragment.Member] = []
    index += 1
    if takes("}") { return .object([]) }
    repeat {
      skipBlanks()
      guard let name = string(), takes(":"), let value = value(depth: depth + 1) else { return nil }
      members.append(JSONFragment.Member(name: name, value: value))
    } while takes(",")
    return takes("}") ? .object(members) : nil
  }

  private mutating func list(depth: Int) -> JSONFragment? {
    var items: [JSONFragment] = []
    index += 1
    if takes("]") { return .list([]) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      items.append(value)
    } while takes(",")
    return takes("]") ? .list(items) : nil
  }

  private mutating func word(_ word: StaticString, _ value: JSONFragment) -> JSONFragment? {
    let length = word.utf8CodeUnitCount
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: length)
    guard index + length <= bytes.count, bytes[index..<index + length].elementsEqual(expected) else {
      return nil
    }
    index += length
    return value
  }

  // MARK: Numbers

  private mutating func number() -> JSONFragment? {
    let start = index
    _ = skip("-")
    if !skip("0") && digits() == 0 { return nil }
    if skip(".") && digits() == 0 { return nil }
    if skip("e") || skip("E") {
      if !skip("+") { _ = skip("-") }
      if digits() == 0 { return nil }
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private mutating func digits() -> Int {
    let start = index
    while let byte = peek, (0x30...0x39).contains(byte) { index += 1 }
    return index - start
  }

  // MARK: Strings

  private mutating func string() -> String? {
    guard skip("\"") else { return nil }
    var text: [UInt8] = []
    while let byte = peek {
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
      case UInt8(ascii: "\\"): guard escape(into: &text) else { return nil }
      case 0..<0x20: return nil
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func escape(into text: inout [UInt8]) -> Bool {
    guard let byte = peek else { return false }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): return unicodeEscape(into: &text)
    default: return false
    }
    return true
  }

  /// A lone surrogate is no character: it becomes U+FFFD, as in most readers.
  private mutating func unicodeEscape(into text: inout [UInt8]) -> Bool {
    guard let first = fourHexDigits() else { return false }
    var value = first
    if (0xD800..<0xDC00).contains(first), let second = lowSurrogate() {
      value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }
    text.append(contentsOf: String(Unicode.Scalar(value) ?? "\u{FFFD}").utf8)
    return true
  }

  /// Takes `\uDC00` to `\uDFFF`, or nothing.
  private mutating func lowSurrogate() -> UInt32? {
    let start = index
    if skip("\\"), skip("u"), let value = fourHexDigits(), (0xDC00..<0xE000).contains(value) { return value }
    index = start
    return nil
  }

  private mutating func fourHexDigits() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }

  // MARK: Bytes

  private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Skips blanks and then this character, where it follows.
  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    return skip(character)
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }
}
