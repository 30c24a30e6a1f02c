import Glibc
import Records

/// Every sentence about programs that read for a mapping.
enum CommandProblem {
  static func noProgram() -> Problem {
    Problem(
      "command.run", field: "run", "'run' names no program",
      fix: "write the program and its arguments as a list: 'run: [./fetch-reviews, --since, yesterday]'")
  }

  static func notAllowed(_ program: String) -> Problem {
    Problem(
      "command.not-allowed", .error,
      """
      the mapping runs the program \(quoted: program), and programs of mappings are not allowed to run; \
      nothing was read
      """,
      fix: "look at 'run' in the mapping; if you trust it, say '--allow-commands'")
  }

  static func notStarted(_ program: String, _ error: Int32, file: String) -> Problem {
    let isMissing = error == ENOENT
    return Problem(
      "command.not-started", at: SourcePosition(file: file),
      "the program \(quoted: program) cannot be run: \(InputProblem.words(error)); nothing was read",
      fix: isMissing ? "name it with its folder, or one that is in PATH" : nil)
  }

  static func failed(_ program: String, status: Int32, hasOutput: Bool, file: String) -> Problem {
    Problem(
      "command.failed", at: SourcePosition(file: file),
      """
      the program \(quoted: program) \(end(status)); \
      \(hasOutput ? "the records before that were kept" : "it had given nothing")
      """)
  }

  static func left(_ program: String, file: String) -> Problem {
    Problem(
      "command.left", .warning, at: SourcePosition(file: file),
      """
      the program \(quoted: program) ended and left something running that held its output and wrote nothing for two \
      seconds; that was ended, and what came was used
      """,
      fix: "let the program wait for what it starts, or start it with '> /dev/null'")
  }

  static func terminal() -> Problem {
    Problem(
      "command.terminal", .error,
      """
      standard input is a terminal, from which the mapping's program cannot read, because it is not in the \
      foreground; nothing was read
      """,
      fix: "give it a file or a pipe, as in 'reviewferry … - < FILE'")
  }

  static func noInput() -> Problem {
    Problem(
      "input.none", .error,
      "the mapping's program is called with an input ('{input}'), and none is named; nothing was read",
      fix: "name what the program is to read, or take '{input}' out of 'run'")
  }

  static func emptyInput() -> Problem {
    Problem(
      "input.none", .error, "the name of an input is empty; nothing was read",
      fix: "was it a variable that is not set?")
  }

  /// The macros of wait(2) are not visible in Swift.
  private static func end(_ status: Int32) -> String {
    if status == CommandProcess.unknownStatus { return "ended, and nobody knows how" }
    let signal = status & 0x7F
    return signal == 0 ? "ended with status \(status >> 8 & 0xFF)" : "was ended by signal \(signal)"
  }

  static func notRead(_ program: String, _ error: Int32, file: String) -> Problem {
    Problem(
      "command.not-read", at: SourcePosition(file: file),
      """
      what the program \(quoted: program) writes cannot be read: \(InputProblem.words(error)); the records before were \
      kept
      """)
  }
}
