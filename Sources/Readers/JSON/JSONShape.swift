import Glibc

/// How the records of a file lie, found out from its beginning.
enum JSONShape: Equatable {
  /// One value a line.
  case lines
  /// Anything else: an array, values one after the other or over several lines, a document.
  case document

  /// The shape, or nil where more of the file must be seen.
  ///
  /// With good data both shapes give the same records of JSON Lines; the difference is what a broken
  /// line takes along. So a file is read as lines unless its first line shows another shape; values over
  /// several lines must not begin with one that stands on a line alone.
  static func detect(
    _ text: UnsafeBufferPointer<UInt8>, isEnd: Bool, path: JSONRecordPath, limit: Int
  ) -> JSONShape? {
    guard let start = text.firstIndex(where: { !JSONByte.isSpace($0) }) else { return isEnd ? .lines : nil }
    if !path.steps.isEmpty || text[start] == JSONByte.openBracket { return .document }
    guard let line = Line(text, from: start, isEnd, limit) else { return undecided(text, start, limit) }
    if line.isOneValue || !JSONByte.beginsValue(text[start]) { return .lines }
    if let value = line.valueEnd {
      // `{}{}` on a line; but `{} and so on` is a broken line.
      return JSONByte.beginsValue(text[line.start + value]) ? .document : .lines
    }
    return detectUnfinished(line, text, isEnd: isEnd, limit: limit)
  }

  /// A line that does not end within the longest record is none of JSON Lines.
  private static func undecided(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int
  ) -> JSONShape? {
    text.count - start > limit ? .document : nil
  }

  /// The first line ends within its value: a value over several lines, or JSON Lines with a broken first line.
  private static func detectUnfinished(
    _ line: Line, _ text: UnsafeBufferPointer<UInt8>, isEnd: Bool, limit: Int
  ) -> JSONShape? {
    let last = text[line.start + line.length - 1]
    if "{[,:".utf8.contains(last) { return .document }
    var rest = line.start + line.fullLength
    while rest < text.count, text[rest] == JSONByte.newline || text[rest] == JSONByte.carriageReturn {
      rest += 1
    }
    guard rest < text.count else { return isEnd ? .document : nil }
    guard let second = Line(text, from: rest, isEnd, limit) else { return undecided(text, rest, limit) }
    return text[rest] == JSONByte.openBrace && second.isOneValue ? .lines : .document
  }

  /// One line of the beginning.
  private struct Line {
    var start: Int
    /// Without white space at its end.
    var length: Int
    /// With the newline.
    var fullLength: Int
    /// Where something follows the line's first value, from `start`; nil where nothing does.
    var valueEnd: Int?
    var isOneValue: Bool

    /// Nil where the line's end has not come, or not within the longest record.
    init?(_ text: UnsafeBufferPointer<UInt8>, from start: Int, _ isEnd: Bool, _ limit: Int) {
      guard let base = text.baseAddress else { return nil }
      let line = base + start
      var length = min(text.count - start, limit + 1)
      if let newline = memchr(line, Int32(JSONByte.newline), length) {
        length = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - line
        fullLength = length + 1
      } else {
        guard isEnd, length <= limit else { return nil }
        fullLength = length
      }
      while length > 0, JSONByte.isSpace(line[length - 1]) { length -= 1 }
      self.start = start
      self.length = length
      var scanner = ValueScanner()
      guard length > 0, var end = scanner.scan(line, length, isEnd: true) else {
        isOneValue = false
        return
      }
      isOneValue = end == length
      while end < length, JSONByte.isSpace(line[end]) { end += 1 }
      if end < length { valueEnd = end }
    }
  }
}
