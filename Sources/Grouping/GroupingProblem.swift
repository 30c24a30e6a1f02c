import Records

/// The sentences of this stage.
enum GroupingProblem {
  /// `action` is `create`, `write` or `read`.
  static func spill(_ action: String, in folder: String, _ code: Int32) -> Problem {
    Problem(
      "io.spill", .error,
      """
      cannot \(action) a temporary file in \(quoted: folder): \(SystemError.words(code)); \
      the run was stopped
      """,
      fix: "free space there, or name another folder with '--temp-dir'")
  }

  static func spillCut(in folder: String) -> Problem {
    Problem(
      "io.spill", .error,
      "a temporary file in \(quoted: folder) is shorter than what was written to it; the run was stopped",
      fix: "name another folder with '--temp-dir'")
  }

  /// Ends the work of a thread that nobody waits for any more.
  static let cancelled = Problem("run.cancelled", .warning, "the run was cancelled")
}
