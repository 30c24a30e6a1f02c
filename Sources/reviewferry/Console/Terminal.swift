import Delivery
import Foundation

/// What is known of the terminal behind a file descriptor.
enum Terminal {
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns of the terminal on standard output, `COLUMNS`, or 100 where neither tells.
  static func width(environment: [String: String] = ProcessInfo.processInfo.environment) -> Int {
    if let text = environment["COLUMNS"], let columns = Int(text), columns >= 20 { return columns }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else { return 100 }
    return Int(size.ws_col)
  }

  /// Columns of the terminal on standard error as it is now, `COLUMNS`, or 80 where neither tells.
  static func errorWidth(environment: [String: String] = ProcessInfo.processInfo.environment) -> Int {
    var size = winsize()
    if ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return environment["COLUMNS"].flatMap { Int($0) } ?? 80
  }

  /// Whether the terminal on standard error is not another job's: in the background the shell's prompt stands there.
  static var isForeground: Bool {
    let group = tcgetpgrp(STDERR_FILENO)
    return group < 0 || group == getpgrp()
  }

  /// Whether the terminal can go back in a row and erase.
  static func canErase(environment: [String: String] = ProcessInfo.processInfo.environment) -> Bool {
    !["", "dumb"].contains(environment["TERM"] ?? "")
  }

  /// Standard error; where that is closed or full, nobody is left to be told.
  static let screen = ErrorScreen { [errors = BufferedFileWriter.standardError()] in try? errors.write($0) }

  /// Writes to standard error, above the line that shows progress.
  static func writeError(_ text: String) { screen.write(text) }
}

/// Whether output is coloured.
enum ColorMode: String, CaseIterable, Sendable {
  case auto
  case always
  case never

  /// `auto` means: on a terminal, unless `NO_COLOR` is set (https://no-color.org).
  func isOn(for descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment)
    -> Bool
  {
    switch self {
    case .always: true
    case .never: false
    case .auto: Terminal.isTerminal(descriptor) && (environment["NO_COLOR"] ?? "").isEmpty
    }
  }
}
