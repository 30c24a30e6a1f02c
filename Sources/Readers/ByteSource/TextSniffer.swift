/// Looks at the first bytes of a text, behind white space.
struct TextSniffer {
  private let bytes: [UInt8]
  /// Behind a byte order mark and white space.
  private let start: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let text = bytes.starts(with: TextEncoding.utf8.markBytes) ? 3 : 0
    start = bytes[text...].firstIndex { !Self.isSpace($0) } ?? bytes.count
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 9 && byte <= 13) }

  var isBlank: Bool { start == bytes.count }

  /// Compares without regard to the case of ASCII letters; `word` is in lower case.
  func begins(with word: StaticString) -> Bool { begins(with: word, at: start) }

  private func begins(with word: StaticString, at place: Int) -> Bool {
    let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes.count - place >= word.count else { return false }
    return zip(bytes[place...], word).allSatisfy { byte, letter in
      byte == letter || (byte >= 0x41 && byte <= 0x5A && byte | 0x20 == letter)
    }
  }

  /// `<html` or its document type, also behind an XML declaration and comments.
  var isHTML: Bool {
    let place = behindProlog()
    return begins(with: "<!doctype html", at: place) || begins(with: "<html", at: place)
  }

  var isXML: Bool { begins(with: "<?xml") }

  private func behindProlog() -> Int {
    var place = start
    while true {
      let end: Int?
      if begins(with: "<?", at: place) {
        end = firstIndex(of: "?>", from: place)
      } else if begins(with: "<!--", at: place) {
        end = firstIndex(of: "-->", from: place)
      } else {
        return place
      }
      guard let end else { return place }
      place = bytes[end...].firstIndex { !Self.isSpace($0) } ?? bytes.count
    }
  }

  /// Behind the first occurrence of a text.
  private func firstIndex(of text: StaticString, from place: Int) -> Int? {
    (place..<bytes.count).first { begins(with: text, at: $0) }.map { $0 + text.utf8CodeUnitCount }
  }

  /// An object with a key, or an array of objects or arrays, or nothing but `{}` or `[]`.
  var isJSON: Bool {
    guard start < bytes.count else { return false }
    if bytes[start] == UInt8(ascii: "{") { return isObject(at: start) }
    guard bytes[start] == UInt8(ascii: "["), let inner = next(after: start) else { return false }
    if bytes[inner] == UInt8(ascii: "]") { return next(after: inner) == nil }
    return bytes[inner] == UInt8(ascii: "{") && isObject(at: inner)
  }

  private func isObject(at brace: Int) -> Bool {
    guard let inner = next(after: brace) else { return false }
    if bytes[inner] == UInt8(ascii: "}") { return next(after: inner) == nil }
    guard bytes[inner] == UInt8(ascii: "\""), let end = endOfString(from: inner) else { return false }
    return next(after: end).map { bytes[$0] } == UInt8(ascii: ":")
  }

  private func next(after place: Int) -> Int? {
    bytes[(place + 1)...].firstIndex { !Self.isSpace($0) }
  }

  /// The closing quote of a key: a short one without escapes, so that no CSV cell is taken for one.
  private func endOfString(from quote: Int) -> Int? {
    let end = bytes[(quote + 1)...].firstIndex { byte in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20
    }
    return end.flatMap { bytes[$0] == UInt8(ascii: "\"") ? $0 : nil }
  }

  /// A first line of at least two plain or quoted column names, one delimiter between them.
  ///
  /// It may also be a stray line before JSON or XML, which their readers report and pass over.
  var isDelimited: Bool {
    guard let end = bytes[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return false }
    if let inner = next(after: end), "{[<".utf8.contains(bytes[inner]) { return false }
    let line = String(decoding: bytes[start..<end], as: UTF8.self)
    return [",", ";", "\t", "|"].contains { delimiter in
      let names = line.split(separator: delimiter, omittingEmptySubsequences: false)
      // A column without a name is usual: row numbers of a data frame.
      return names.count { Self.isColumnName($0) } > 1
        && names.allSatisfy { $0.isEmpty || Self.isColumnName($0) }
    }
  }

  /// `review_id`, `Review Title`, `"Review Title"`: begins with a letter and has nothing of JSON in it.
  private static func isColumnName(_ cell: Substring) -> Bool {
    var name = cell
    if name.first == "\"" && name.last == "\"" && name.count > 2 { name = name.dropFirst().dropLast() }
    guard let first = name.first, first.isLetter else { return false }
    return name.allSatisfy { $0.isLetter || $0.isNumber || " _-.#()/".contains($0) }
  }
}
