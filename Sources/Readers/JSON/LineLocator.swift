import Glibc
import Records

/// Finds the records of JSON Lines: each line that is not blank.
///
/// A raw newline cannot be in a JSON value of a line, so a broken line never takes its neighbours along.
final class LineLocator: RecordLocator {
  private let maxRecordBytes: Int
  /// Bytes behind the window's position in which no newline is.
  @exclusivity(unchecked) private var searched = 0
  /// Bytes to pass when the record has been taken, with the newline.
  @exclusivity(unchecked) private var lineLength = 0
  @exclusivity(unchecked) private var hasNewline = false
  /// Set while the rest of a line that is too long is passed.
  @exclusivity(unchecked) private(set) var isSkipping = false

  init(maxRecordBytes: Int) { self.maxRecordBytes = maxRecordBytes }

  /// Goes on in another window, at the beginning of a line or within one that is passed.
  func begin(isSkipping: Bool) {
    self.isSkipping = isSkipping
    searched = 0
  }

  func next(_ window: InputWindow) -> LocatorEvent {
    while true {
      guard findLine(window) else {
        if isSkipping || searched > maxRecordBytes + 1 { return skipOrReport(window) }
        return window.isEnded ? .end(nil) : .wait
      }
      if isSkipping {
        isSkipping = false
        finish(window)
        continue
      }
      // As without its end in sight: what is rejected does not depend on how the source cuts the file.
      if lineLength - (hasNewline ? 1 : 0) > maxRecordBytes + 1 { return .oversized }
      passIndentation(window)
      let length = recordLength(window)
      if length > maxRecordBytes { return .oversized }
      if length > 0 { return .record(length: length, nil) }
      finish(window)
    }
  }

  func finish(_ window: InputWindow) {
    if hasNewline {
      window.passLine(lineLength)
    } else {
      window.pass(lineLength)
    }
    searched = 0
    lineLength = 0
  }

  /// Looks for the end of the line; false where it has not come yet.
  private func findLine(_ window: InputWindow) -> Bool {
    let newline = memchr(window.text + searched, Int32(JSONByte.newline), window.available - searched)
    if let newline {
      lineLength = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - window.text + 1
      hasNewline = true
      return true
    }
    hasNewline = false
    searched = window.available
    // A line that a broken input cut off is no record; the input's problem says so.
    guard window.isEnded, searched > 0, window.failure == nil else { return false }
    lineLength = searched
    return true
  }

  private func skipOrReport(_ window: InputWindow) -> LocatorEvent {
    if !isSkipping {
      isSkipping = true
      return .oversized
    }
    lineLength = searched
    finish(window)
    return window.isEnded ? .end(nil) : .wait
  }

  private func passIndentation(_ window: InputWindow) {
    var blank = 0
    while blank < lineLength - (hasNewline ? 1 : 0), JSONByte.isSpace(window.text[blank]) { blank += 1 }
    guard blank > 0 else { return }
    window.pass(blank)
    lineLength -= blank
    searched = 0
  }

  /// The line's length without what ends it.
  private func recordLength(_ window: InputWindow) -> Int {
    var length = hasNewline ? lineLength - 1 : lineLength
    while length > 0, JSONByte.isSpace(window.text[length - 1]) { length -= 1 }
    return length
  }
}
