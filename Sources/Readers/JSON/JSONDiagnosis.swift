/// Finds the first fault of a text that is not one JSON value: what and where.
///
/// The walk over simdjson's tokens only knows that something is wrong. This check is byte by byte and
/// runs after a failure only, so it can afford to know more.
struct JSONDiagnosis {
  enum Kind: Equatable {
    /// Another byte than the grammar wants here.
    case unexpected(UInt8, expected: String)
    /// Behind the value comes something.
    case trailing(UInt8)
    /// The text ends within something.
    case ended(within: String)
    case controlCharacter(UInt8)
    case badEscape
    case badNumber
    case trailingComma
    /// `'`, `True`, `False`, `None`: the text looks like a Python literal.
    case python(String)
    /// `NaN`, `Infinity`, `undefined`: known words that JSON has not.
    case foreignWord(String)
    case tooDeep(Int)
  }

  struct Finding: Equatable {
    var kind: Kind
    /// From the start of the text.
    var offset: Int
  }

  private let text: UnsafePointer<UInt8>
  private let length: Int
  private let maxDepth: Int
  private var at = 0
  /// The containers around `at`: `{` or `[`.
  private var containers: [UInt8] = []

  /// The first fault, or nil where the text is one JSON value.
  static func run(_ text: UnsafePointer<UInt8>, _ length: Int, maxDepth: Int) -> Finding? {
    var diagnosis = JSONDiagnosis(text: text, length: length, maxDepth: maxDepth)
    do throws(Fault) {
      try diagnosis.document()
      return nil
    } catch {
      return error.finding
    }
  }

  private struct Fault: Error {
    var finding: Finding
  }

  private init(text: UnsafePointer<UInt8>, length: Int, maxDepth: Int) {
    self.text = text
    self.length = length
    self.maxDepth = maxDepth
  }

  private func fault(_ kind: Kind, at offset: Int? = nil) -> Fault {
    Fault(finding: Finding(kind: kind, offset: offset ?? at))
  }

  private mutating func document() throws(Fault) {
    try value()
    while let container = containers.last { try next(in: container) }
    skipSpace()
    if at < length { throw fault(.trailing(text[at])) }
  }

  /// What follows a value in a container: its end, or a comma and the next value.
  private mutating func next(in container: UInt8) throws(Fault) {
    let isObject = container == JSONByte.openBrace
    let close = isObject ? JSONByte.closeBrace : JSONByte.closeBracket
    let place = isObject ? "an object" : "an array"
    skipSpace()
    guard at < length else { throw fault(.ended(within: place)) }
    if text[at] == close {
      at += 1
      containers.removeLast()
      return
    }
    guard text[at] == JSONByte.comma else {
      throw fault(.unexpected(text[at], expected: isObject ? "',' or '}'" : "',' or ']'"))
    }
    let comma = at
    at += 1
    skipSpace()
    if at < length, text[at] == close { throw fault(.trailingComma, at: comma) }
    if isObject { try name() }
    try value()
  }

  /// One value; of a container its beginning, up to and with the first value inside.
  private mutating func value() throws(Fault) {
    while true {
      skipSpace()
      guard at < length else { throw fault(.ended(within: containers.isEmpty ? "the record" : "a value")) }
      switch text[at] {
      case JSONByte.openBrace, JSONByte.openBracket:
        if try !open(text[at]) { return }
      case JSONByte.quote: return try string()
      default: return try scalar()
      }
    }
  }

  /// Enters a container; false where it is empty.
  private mutating func open(_ container: UInt8) throws(Fault) -> Bool {
    guard containers.count < maxDepth else { throw fault(.tooDeep(maxDepth)) }
    at += 1
    skipSpace()
    let isObject = container == JSONByte.openBrace
    guard at < length else { throw fault(.ended(within: isObject ? "an object" : "an array")) }
    if text[at] == (isObject ? JSONByte.closeBrace : JSONByte.closeBracket) {
      at += 1
      return false
    }
    containers.append(container)
    if isObject { try name() }
    return true
  }

  private mutating func name() throws(Fault) {
    skipSpace()
    guard at < length else { throw fault(.ended(within: "an object")) }
    guard text[at] == JSONByte.quote else {
      if text[at] == UInt8(ascii: "'") { throw fault(.python("'")) }
      throw fault(.unexpected(text[at], expected: "a name in double quotes"))
    }
    try string()
    skipSpace()
    guard at < length else { throw fault(.ended(within: "an object")) }
    guard text[at] == JSONByte.colon else { throw fault(.unexpected(text[at], expected: "':'")) }
    at += 1
  }

  private mutating func string() throws(Fault) {
    at += 1
    while at < length {
      switch text[at] {
      case JSONByte.quote:
        at += 1
        return
      case JSONByte.backslash: try escape()
      case 0..<0x20: throw fault(.controlCharacter(text[at]))
      default: at += 1
      }
    }
    throw fault(.ended(within: "a string"))
  }

  private mutating func escape() throws(Fault) {
    guard at + 1 < length else { throw fault(.ended(within: "a string"), at: length) }
    if JSONEscape.plain(text[at + 1]) != nil {
      at += 2
    } else if JSONEscape.unit(text + at, length - at) != nil {
      at += 6
    } else {
      throw fault(.badEscape)
    }
  }

  private mutating func scalar() throws(Fault) {
    let end = JSONScalar.end(text, from: at, to: length)
    if end >= 0 {
      at = end
      return
    }
    if text[at] == UInt8(ascii: "'") { throw fault(.python("'")) }
    for word in ["True", "False", "None"] where isWord(word) { throw fault(.python(word)) }
    for word in ["NaN", "Infinity", "-Infinity", "undefined"] where isWord(word) {
      throw fault(.foreignWord(word))
    }
    if text[at] == JSONByte.minus || JSONByte.isDigit(text[at]) { throw fault(.badNumber) }
    throw fault(.unexpected(text[at], expected: "a value"))
  }

  private func isWord(_ word: String) -> Bool {
    let end = at + word.utf8.count
    guard end <= length, end == length || JSONByte.endsScalar(text[end]) else { return false }
    return zip(at..<end, word.utf8).allSatisfy { text[$0] == $1 }
  }

  private mutating func skipSpace() {
    while at < length, JSONByte.isSpace(text[at]) { at += 1 }
  }
}
