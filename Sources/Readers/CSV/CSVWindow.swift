import Glibc
import Records

/// The run of the file that is being read: the first `end` bytes of a buffer.
struct CSVWindow {
  let bytes: UnsafePointer<UInt8>
  let end: Int
  /// Whether the file ends with the window.
  let isFinal: Bool
  /// Offset in the file of the window's first byte.
  let fileOffset: Int
  /// Whether all of it is known to be UTF-8; else each value is checked.
  let isUTF8: Bool

  /// How many line feeds a range holds.
  func lineFeeds(from start: Int, to end: Int) -> Int {
    var count = 0
    var at = start
    while at < end, let found = memchr(bytes + at, Int32(CSVByte.lineFeed), end &- at) {
      count &+= 1
      at = bytes.distance(to: found.assumingMemoryBound(to: UInt8.self)) &+ 1
    }
    return count
  }

  /// The first CR or LF of a range, or nil.
  func lineBreak(from start: Int, to end: Int) -> Int? {
    var at = start
    while at < end {
      let flags = ByteWord.belowShiftOut(ByteWord.load(bytes, at))
      if flags == 0 {
        at &+= 8
        continue
      }
      at &+= ByteWord.firstByte(flags)
      if at >= end { return nil }
      if CSVByte.isLineBreak(bytes[at]) { return at }
      at &+= 1
    }
    return nil
  }

  /// Just behind the line break at `index`; nil where a CR ends the window and an LF may be to come.
  func behindLineBreak(_ index: Int) -> Int? {
    if bytes[index] == CSVByte.lineFeed { return index + 1 }
    if index + 1 < end { return bytes[index + 1] == CSVByte.lineFeed ? index + 2 : index + 1 }
    return isFinal ? index + 1 : nil
  }
}

extension CSVWindow {
  init(_ buffer: ByteBuffer, _ input: WindowedInput) {
    self.init(
      bytes: UnsafePointer(buffer.base), end: buffer.count,
      isFinal: input.isAtEnd && input.problem == nil, fileOffset: input.windowOffset, isUTF8: false)
  }
}

/// Where the reader stands in the window and in the file.
struct CSVCursor {
  /// Of the next record, in the window.
  var offset = 0
  /// Of the next record, from 1.
  ///
  /// A line ends at LF or CRLF, and at a lone CR only where that ends a record.
  var line = 1
  /// Records read so far.
  var record = 0
  /// Lines to pass over, the current one included.
  var linesToSkip = 0

  /// Passes over lines that are no records: those to skip, comments, empty ones.
  ///
  /// Returns false where the window ends before a record begins; a line to skip may be longer than a window.
  mutating func passLines(_ window: CSVWindow, comment: UInt16) -> Bool {
    while offset < window.end {
      let isEmpty = CSVByte.isLineBreak(window.bytes[offset])
      if linesToSkip == 0, UInt16(window.bytes[offset]) == comment { linesToSkip = 1 }
      guard isEmpty || linesToSkip > 0 else { return true }
      guard let lineBreak = window.lineBreak(from: offset, to: window.end) else {
        offset = window.end
        return false
      }
      offset = lineBreak
      guard let next = window.behindLineBreak(lineBreak) else { return false }
      offset = next
      line += 1
      if linesToSkip > 0 { linesToSkip -= 1 }
    }
    return false
  }
}
