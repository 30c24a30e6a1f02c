import Records

/// The sentences about inputs that are to be read again.
enum RetryProblem {
  static func unmatchedReviews(_ count: Int) -> Problem {
    Problem(
      "retry.unmatched", .warning,
      "reviews that were rejected for their product (\(count)) are passed over: they are no records",
      fix: "submit the export again once the catalog has the product")
  }

  static func standardInput(_ records: Int) -> Problem {
    Problem(
      "retry.standard-input", .error,
      """
      \(records) rejected \(noun(records)) came from standard input, which cannot be read again; nothing was sent
      """, fix: "write the same data to a file and name that with '--input'")
  }

  static func program(_ records: Int) -> Problem {
    Problem(
      "retry.program", .error,
      """
      \(records) rejected \(noun(records)) came from a program, whose output cannot be read again; nothing was sent
      """, fix: "submit again: the program gives all records, and only what is new is sent")
  }

  /// `why` follows the name of the input.
  static func unknownPlace(_ name: String, _ why: String) -> Problem {
    Problem(
      "retry.input-needed", .error, "where \(quoted: name) lies is not known: \(why); nothing was sent",
      fix: "name it with '--input'")
  }

  static func missing(_ path: String) -> Problem {
    Problem(
      "retry.input-missing", at: SourcePosition(file: path),
      "the file that the run read is gone or cannot be opened; nothing was sent",
      fix: "name the file where it is now with '--input'")
  }

  /// Its record numbers would mean other records.
  static func changed(_ path: String, run: InputDigest, now: InputDigest) -> Problem {
    let difference =
      run.bytes == now.bytes
      ? "its \(now.bytes) bytes are others than then" : "it had \(run.bytes) bytes and has \(now.bytes)"
    return Problem(
      "retry.input-changed", at: SourcePosition(file: path),
      """
      the file is not as the run read it: \(difference); the numbers of the rejected records may now be \
      those of others; nothing was sent
      """, fix: "if it was mended with its records in the same order, say so by naming it with '--input'")
  }

  static func unmatched(_ path: String, names: [String]) -> Problem {
    let known = names.map { Quotation.quote($0) }.joined(separator: ", ")
    return Problem(
      "retry.input-unmatched", .error,
      """
      which input of the run \(quoted: path) stands for is not clear: those with rejected records are \
      \(names.isEmpty ? "none" : known); nothing was sent
      """,
      fix: names.first.map { "say it with --input '\(Quotation.escape($0))=FILE'" })
  }

  static func notFound(_ path: String) -> Problem {
    Problem(
      "retry.input-missing", at: SourcePosition(file: path),
      "the file named with '--input' does not exist or is a folder; nothing was sent")
  }

  static func twice(_ name: String) -> Problem {
    Problem(
      "retry.input-twice", .error,
      "two files named with '--input' stand for \(quoted: name); nothing was sent", fix: "name one of them")
  }

  static func missingRecords(_ path: String, _ count: Int) -> Problem {
    Problem(
      "retry.record-missing", .warning, at: SourcePosition(file: path),
      "\(count) \(noun(count)) that the run rejected \(count == 1 ? "is" : "are") no longer in the file")
  }

  static func superseded(_ count: Int, run: Int?) -> Problem {
    Problem(
      "retry.superseded", .warning,
      "\(leftOut(count, run)): a later run was accepted with newer content",
      fix: "'--resend' sends the older content all the same")
  }

  static func supersededByParked(_ count: Int, run: Int?) -> Problem {
    Problem(
      "retry.superseded", .warning,
      "\(leftOut(count, run)): newer content of \(count == 1 ? "it" : "them") is parked",
      fix: "'reviewferry status --parked' lists what waits; it is sent once the catalog knows the product")
  }

  private static func leftOut(_ count: Int, _ run: Int?) -> String {
    let name = run.map { "run \($0)" } ?? "the run"
    return "\(count) \(count == 1 ? "review" : "reviews") of \(name) \(count == 1 ? "was" : "were") not sent"
  }

  private static func noun(_ count: Int) -> String { count == 1 ? "record" : "records" }
}
