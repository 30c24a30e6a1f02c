import Foundation

/// The terminal behind standard input: lines, and lines that must not be seen.
///
/// The terminal itself edits the line, so that what people know of it works: erasing, Ctrl-U, Ctrl-D.
final class TerminalInput: @unchecked Sendable {
  /// No answer is longer.
  private static let maxBytes = 64 << 10

  private let lock = NSLock()
  /// How the terminal was, while it does not show what is typed.
  private var shown: termios?

  /// The line without its end; nil where the input has ended.
  func line() -> String? {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while bytes.count < Self.maxBytes {
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      // A terminal that has gone away is an error of read, which is an end too.
      if count <= 0 { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == UInt8(ascii: "\n") { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// From here on what is typed is not shown, and forgotten if it was typed before.
  ///
  /// Only the end of the line is shown. Ctrl-Z and Ctrl-\ do nothing: they would leave the terminal to the shell as
  /// it is.
  func hide() {
    lock.lock()
    defer { lock.unlock() }
    var settings = termios()
    guard shown == nil, tcgetattr(STDIN_FILENO, &settings) == 0 else { return }
    shown = settings
    settings.c_lflag &= ~tcflag_t(ECHO)
    settings.c_lflag |= tcflag_t(ICANON | ECHONL | ISIG)
    withUnsafeMutableBytes(of: &settings.c_cc) { keys in
      keys[Int(VSUSP)] = 0
      keys[Int(VQUIT)] = 0
    }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
  }

  /// The terminal is again as it was; does nothing where it is.
  func restore() {
    lock.lock()
    defer { lock.unlock() }
    guard var settings = shown else { return }
    shown = nil
    tcsetattr(STDIN_FILENO, TCSADRAIN, &settings)
  }
}
