import Glibc
import Records

/// The sentences of this stage.
enum DeliveryProblem {
  /// `action` is `create`, `write`, `sync`, `close` or `rename`.
  static func write(_ action: String, _ path: String, _ code: Int32) -> Problem {
    Problem(
      "io.write", .error,
      "cannot \(action) \(quoted: path): \(SystemError.words(code)); the output was not written",
      fix: code == ENOSPC || code == EDQUOT ? "free space there, or write elsewhere" : nil
    )
  }

  static func closedPipe(_ path: String) -> Problem {
    Problem(
      "io.closed-pipe", .warning,
      "the reader of \(quoted: path) has closed it; the rest was not written")
  }

  static func noName(_ path: String) -> Problem {
    Problem(
      "output.name", .error,
      "\(quoted: path) does not name a folder that could be made; nothing was written",
      fix: "name a folder that does not exist yet")
  }

  static func exists(_ path: String) -> Problem {
    Problem(
      "output.exists", .error, "\(quoted: path) exists already; nothing was written",
      fix: "name another folder, or replace this one with '--force'")
  }

  static func fileExists(_ path: String) -> Problem {
    Problem(
      "output.exists", .error, "\(quoted: path) exists already; nothing was written",
      fix: "name another file, or remove this one")
  }

  /// `why` says what stands there instead.
  static func notOurs(_ path: String, _ why: String) -> Problem {
    Problem(
      "output.not-ours", .error,
      "\(quoted: path) \(why), so '--force' does not replace it; nothing was written",
      fix: "name another folder with '--output'")
  }

  static func strangeEntry(_ path: String, _ entry: String) -> Problem {
    Problem(
      "output.not-ours", .error,
      """
      \(quoted: path) holds \(quoted: entry), which no dump has, so '--force' does not replace it; \
      nothing was written
      """,
      fix: "move that away, or name another folder with '--output'")
  }

  static func leftover(_ path: String, _ code: Int32) -> Problem {
    Problem(
      "output.leftover", .warning,
      """
      cannot remove \(quoted: path), the output before: \(SystemError.words(code)); \
      the new output is complete
      """,
      fix: "remove it by hand")
  }
}
