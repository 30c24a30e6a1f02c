import Glibc
import Records

/// Takes the markup out of a text that holds HTML.
///
/// `<br>` is a line end, and so is the border of a block (`<p>`, `<div>`, `<li>`…) unless it lies at the
/// start or the end or at a line end already. There is at most one empty line in a row, and no blank
/// beside a line end that a tag made. Other tags and comments vanish, scripts and styles with what they
/// hold. Whatever is not markup stays: a `<` before anything but a letter, `/` with a letter or `!`, and a
/// tag or comment that does not end, so that `a < b`, `<3` and `</3` lose nothing.
///
/// Time is linear in the length of any text: a search that found no end is not tried again.
struct HTMLStripper {
  private let end: UnsafePointer<UInt8>
  private var position: UnsafePointer<UInt8>
  private var lines: HTMLLines
  /// Each false once a search has run to the end of the text.
  private var quotesHold = true
  private var commentsEnd = true
  private var declarationsEnd = true
  private var scriptsEnd = true

  private init(_ base: UnsafePointer<UInt8>, _ count: Int, _ out: ByteBuffer) {
    end = base + count
    position = base
    lines = HTMLLines(out)
  }

  /// Appends the text without markup and gives true; false, and nothing appended, where it has none.
  static func strip(_ text: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) -> Bool {
    guard let base = text.baseAddress, memchr(base, 60, text.count) != nil else { return false }
    let start = out.count
    var stripper = HTMLStripper(base, text.count, out)
    if stripper.run() { return true }
    out.count = start
    return false
  }

  private mutating func run() -> Bool {
    var foundMarkup = false
    var textStart = position
    while let found = memchr(position, 60, end - position) {
      position = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      let markup = position
      if let next = markupEnd() {
        lines.write(from: textStart, to: markup)
        lines.note(tag: Self.key(markup[1] == UInt8(ascii: "/") ? markup + 2 : markup + 1, next))
        position = next
        textStart = next
        foundMarkup = true
      } else {
        position = markup + 1
      }
    }
    lines.write(from: textStart, to: end)
    return foundMarkup
  }
}

// MARK: - Finding where markup ends
extension HTMLStripper {
  private var remaining: Int { end - position }

  /// Where the markup at `position` ends, or nil where it is text.
  private mutating func markupEnd() -> UnsafePointer<UInt8>? {
    guard remaining >= 3 else { return nil }
    if position[1] == UInt8(ascii: "!") { return declarationEnd() }
    let name = position[1] == UInt8(ascii: "/") ? position + 2 : position + 1
    guard Self.isLetter(name.pointee), let close = tagEnd(name) else { return nil }
    let key = Self.key(name, end)
    if name == position + 1, key == Self.script || key == Self.style {
      return rawTextEnd(close, key) ?? close
    }
    return close
  }

  /// Behind a comment or a declaration such as `<!DOCTYPE html>`.
  private mutating func declarationEnd() -> UnsafePointer<UInt8>? {
    if position[2] == UInt8(ascii: "-") {
      guard commentsEnd, starts("<!--") else { return nil }
      let close = find(2, from: position + 4)
      commentsEnd = close != nil
      return close
    }
    guard declarationsEnd, Self.isLetter(position[2]) else { return nil }
    let close = find(0, from: position)
    declarationsEnd = close != nil
    return close
  }

  /// Behind the `>` of a tag; a `>` or `<` in a quoted attribute does not count, a `<` outside of one says
  /// that this is no tag.
  private mutating func tagEnd(_ name: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    var cursor = name
    var afterEquals = false
    while cursor < end {
      let byte = cursor.pointee
      if byte == UInt8(ascii: ">") { return cursor + 1 }
      if byte == UInt8(ascii: "<") { return nil }
      if afterEquals, quotesHold, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        guard let close = memchr(cursor + 1, Int32(byte), end - cursor - 1) else { break }
        cursor = UnsafePointer(close.assumingMemoryBound(to: UInt8.self))
        afterEquals = false
      } else if byte > 32 {
        afterEquals = byte == UInt8(ascii: "=")
      }
      cursor += 1
    }
    guard quotesHold else { return nil }
    quotesHold = false  // a quote ran to the end: from here on quotes are letters like others
    return tagEnd(name)
  }

  /// Behind `</script>` or `</style>`.
  private mutating func rawTextEnd(_ content: UnsafePointer<UInt8>, _ key: UInt64) -> UnsafePointer<UInt8>? {
    var cursor = content
    while scriptsEnd, let found = memchr(cursor, 60, end - cursor) {
      cursor = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
      guard end - cursor > 1, cursor.pointee == UInt8(ascii: "/"), Self.key(cursor + 1, end) == key else {
        continue
      }
      guard let close = memchr(cursor, 62, end - cursor) else { break }
      return UnsafePointer(close.assumingMemoryBound(to: UInt8.self)) + 1
    }
    scriptsEnd = false
    return nil
  }

  private func starts(_ word: StaticString) -> Bool {
    remaining >= word.utf8CodeUnitCount && memcmp(position, word.utf8Start, word.utf8CodeUnitCount) == 0
  }

  /// Behind the next `>` that has `dashes` hyphens before it.
  private func find(_ dashes: Int, from: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    var cursor = from
    while cursor < end, let found = memchr(cursor, 62, end - cursor) {
      let close = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
      let dash = UInt8(ascii: "-")
      if close - from >= dashes, (0..<dashes).allSatisfy({ close[-1 - $0] == dash }) { return close + 1 }
      cursor = close + 1
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }

  private static let script = key("script")
  private static let style = key("style")

  /// The first 8 bytes of a tag's name in lower case, as a word.
  private static func key(_ name: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UInt64 {
    var key: UInt64 = 0
    var cursor = name
    while cursor < end, cursor < name + 8, isLetter(cursor.pointee) || cursor.pointee &- 48 < 10 {
      key = key << 8 | UInt64(cursor.pointee | 0x20)
      cursor += 1
    }
    return key
  }

  static func key(_ name: StaticString) -> UInt64 {
    key(name.utf8Start, name.utf8Start + name.utf8CodeUnitCount)
  }
}

extension TextConversion {
  /// Takes HTML markup out; see `HTMLStripper`.
  static func stripHTML(_ text: UnsafeBufferPointer<UInt8>, into out: ByteBuffer) -> Bool {
    HTMLStripper.strip(text, into: out)
  }
}
