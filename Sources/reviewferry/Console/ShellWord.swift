import Foundation

/// Words as other programs read them, for commands that are printed or written.
enum ShellWord {
  /// A word of a shell's command.
  static func shell(_ text: String) -> String {
    isPlain(text) ? text : "'\(text.replacingOccurrences(of: "'", with: "'\\''"))'"
  }

  /// A word of a command in a crontab, where a bare per cent sign ends the command.
  static func cron(_ text: String) -> String {
    shell(text).replacingOccurrences(of: "%", with: "\\%")
  }

  /// A word of `ExecStart=` and of lists of paths (systemd.syntax(7)), where `%` and `$` mean something.
  static func systemd(_ text: String) -> String {
    let doubled = text.replacingOccurrences(of: "%", with: "%%")
    if isPlain(text) { return doubled }
    let escaped = doubled.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "$", with: "$$")
    return "\"\(escaped)\""
  }

  /// A scalar of YAML; without control characters, which `init` refuses, JSON's form is one.
  static func yaml(_ text: String) -> String {
    guard !isPlain(text) || isOther(text) else { return text }
    return "\""
      + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
  }

  /// What YAML takes for something else than a text.
  private static func isOther(_ text: String) -> Bool {
    guard let first = text.first, text.last != ":" else { return true }
    let isName = first.isLetter || first == "/"
    return !isName
      || ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "/._-:@+,%".utf8.contains(byte)
        }
      }
  }
}
