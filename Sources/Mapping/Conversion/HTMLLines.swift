import Glibc
import Records

/// Writes the text between the tags of HTML, with the line ends that tags stand for.
struct HTMLLines {
  private let out: ByteBuffer
  private let start: Int
  /// Line ends of `<br>` that are due before the next text.
  private var breaks = 0
  /// Whether a block's border lies before the next text.
  private var border = false
  /// Whether a line end of the source belongs to the `<br>` before it, as in `<br>\n`.
  private var swallowsLineEnd = false
  /// Line ends written behind the last text that is not blank; the start counts as one.
  private var lineEnds = 1

  init(_ out: ByteBuffer) {
    self.out = out
    self.start = out.count
  }

  private static let lineBreak = HTMLStripper.key("br")
  private static let blocks: Set<UInt64> = {
    let names: [StaticString] = [
      "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset",
      "figcaption",
      "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav",
      "ol",
      "p", "pre", "section", "table", "td", "th", "tr", "ul",
    ]
    return Set(names.map(HTMLStripper.key))
  }()

  /// Remembers the line end that an opening or closing tag stands for, if any.
  mutating func note(tag: UInt64) {
    if tag == Self.lineBreak {
      if border, lineEnds == 0 { breaks += 1 }
      breaks += 1
      border = false
      swallowsLineEnd = true
    } else if Self.blocks.contains(tag) {
      border = breaks == 0
    }
  }

  /// Appends text behind the line ends that are due, blank lines beyond the first left out.
  mutating func write(from: UnsafePointer<UInt8>, to: UnsafePointer<UInt8>) {
    var from = from
    if breaks > 0 || border {
      from = skipBlanks(from, to)
      if swallowsLineEnd, from < to { from = skipBlanks(swallowLineEnd(from, to), to) }
      guard from < to else { return }
      writeBreaks(before: from.pointee)
    }
    while from < to {
      let found = memchr(from, 10, to - from)
      let stop = found.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) + 1 } ?? to
      writeLine(from, stop, endsLine: found != nil)
      from = stop
    }
  }

  private func skipBlanks(_ from: UnsafePointer<UInt8>, _ to: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var from = from
    while from < to, from.pointee == 32 || from.pointee == 9 { from += 1 }
    return from
  }

  private mutating func swallowLineEnd(
    _ from: UnsafePointer<UInt8>, _ to: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    swallowsLineEnd = false
    if from.pointee == 10 { return from + 1 }
    return from.pointee == 13 && from + 1 < to && from[1] == 10 ? from + 2 : from
  }

  private mutating func writeBreaks(before next: UInt8) {
    while out.count > start, out.base[out.count - 1] == 32 || out.base[out.count - 1] == 9 { out.count -= 1 }
    let wanted = border && lineEnds == 0 && next != 10 && next != 13 ? 1 : breaks
    for _ in 0..<min(wanted, 2) where lineEnds < 2 {
      out.append(10)
      lineEnds += 1
    }
    breaks = 0
    border = false
    swallowsLineEnd = false
  }

  /// Appends a line, or the part of one up to a tag.
  private mutating func writeLine(
    _ from: UnsafePointer<UInt8>, _ stop: UnsafePointer<UInt8>, endsLine: Bool
  ) {
    var cursor = from
    while cursor < stop, cursor.pointee <= 32 { cursor += 1 }
    if cursor == stop, endsLine {
      guard lineEnds < 2 else { return }
      lineEnds += 1
    } else if cursor < stop {
      lineEnds = endsLine ? 1 : 0
    }
    out.append(from, count: stop - from)
  }
}
