import Synchronization

/// Standard error, which lines that stay and one line that changes share.
///
/// The changing line is taken away for each text, and drawn again below it, in one write: nothing tears another apart.
final class ErrorScreen: Sendable {
  /// To the beginning of the row, and nothing behind it.
  static let erasure = "\r\u{1B}[K"

  /// What is drawn and not ended by a line feed; empty for nothing.
  private let line = Mutex("")
  private let send: @Sendable (String) -> Void

  init(send: @escaping @Sendable (String) -> Void) { self.send = send }

  /// Writes what stays.
  func write(_ text: String) {
    line.withLock { line in
      if line.isEmpty { return send(text) }
      // Behind half a row there is no place for the line; the next drawing brings it back.
      if !text.hasSuffix("\n") { line = "" }
      send(Self.erasure + text + line)
    }
  }

  /// Draws a line in the place of the one before; it must fit into a row.
  func show(_ text: String) {
    line.withLock { line in
      guard text != line else { return }
      line = text
      send(Self.erasure + text)
    }
  }

  func remove() { line.withLock { erase(&$0) } }

  /// Does the same for whoever must not wait, where another thread waits for the terminal.
  func removeIfFree() { _ = line.withLockIfAvailable { erase(&$0) } }

  /// Forgets the line without a write: the terminal is another's now.
  func leave() { line.withLock { $0 = "" } }

  private func erase(_ line: inout String) {
    guard !line.isEmpty else { return }
    line = ""
    send(Self.erasure)
  }
}
