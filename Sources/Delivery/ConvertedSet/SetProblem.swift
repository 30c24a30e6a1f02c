import Records
import Requests

/// The sentences of reading a converted set; `outcome` says what happened to the data.
enum SetProblem {
  static let nothingSent = "nothing was sent"
  /// For the second pass: some requests may be on their way.
  static let restNotSent = "it was not sent, nor what comes behind it"

  private static let copyAgain = "copy the whole folder again, or convert the input again"

  /// The set itself, or one of its files at the top.
  static func unopened(_ failure: ReadFailure, _ outcome: String) -> Problem {
    let sentence: Sentence = "\(quoted: failure.path) \(failure.words); \(outcome)"
    return switch failure.reason {
    case .absent: Problem("set.missing", .error, sentence, fix: copyAgain)
    case .link, .notAFolder, .notAFile, .strange: Problem("set.path", .error, sentence)
    case .changed:
      Problem("set.changed", .error, sentence, fix: "submit the set again when nobody writes to it")
    case .system: Problem("set.unreadable", .error, sentence)
    }
  }

  static func noManifest(_ path: String, _ outcome: String) -> Problem {
    Problem(
      "set.missing", .error,
      "\(quoted: path) is no converted set: it has no '\(DumpFile.manifest.rawValue)'; \(outcome)",
      fix: "name a folder that 'reviewferry convert --output' has written")
  }

  /// The file of one request.
  static func unopened(_ failure: ReadFailure, of request: ManifestReader.Entry, _ outcome: String) -> Problem
  {
    var problem = unopened(failure, outcome)
    problem.position = request.place
    problem.sentence =
      "the body of request \(request.number), \(quoted: failure.path), \(failure.words); \(outcome)"
    return problem
  }

  static func path(_ found: String, of request: ManifestReader.Entry, _ outcome: String) -> Problem {
    Problem(
      "set.path", .error, at: request.place,
      """
      the manifest gives \(quoted: found) as the file of request \(request.number), which is no place \
      where convert writes it; \(outcome)
      """)
  }

  static func missingLines(
    of request: ManifestReader.Entry, at place: SourcePosition, _ total: Int, _ outcome: String
  ) -> Problem {
    let missing = total - request.number + 1
    return Problem(
      "set.missing", .error, at: place,
      """
      the file ends before request \(request.number): \(missing) of \(total) requests are missing; \
      \(outcome)
      """,
      fix: copyAgain)
  }

  /// `found` is `has 12 bytes` or the like.
  static func size(
    _ found: String, of request: ManifestReader.Entry, at place: SourcePosition, _ outcome: String
  ) -> Problem {
    Problem(
      "set.size", .error, at: place,
      """
      the body of request \(request.number) \(found), but the manifest has \(request.bytes) bytes; \
      \(outcome)
      """,
      fix: copyAgain, notes: [note(request)])
  }

  static func digest(
    of request: ManifestReader.Entry, at place: SourcePosition, _ outcome: String
  ) -> Problem {
    Problem(
      "set.digest", .error, at: place,
      """
      the body of request \(request.number) is not the one that was converted: its XXH128 differs from \
      the manifest's; \(outcome)
      """,
      fix: copyAgain, notes: [note(request)])
  }

  static func shape(
    _ found: BodyShape, of request: ManifestReader.Entry, at place: SourcePosition, _ outcome: String
  ) -> Problem {
    let expected: BodyShape = found == .flat ? .envelope : .flat
    return Problem(
      "set.shape", .error, at: place,
      """
      the body of request \(request.number) has the shape '\(found.rawValue)', but the manifest says \
      '\(expected.rawValue)'; \(outcome)
      """,
      fix: copyAgain)
  }

  static func reviews(
    _ found: Int, of request: ManifestReader.Entry, at place: SourcePosition, _ outcome: String
  ) -> Problem {
    Problem(
      "set.reviews", .error, at: place,
      """
      the body of request \(request.number) has \(found) reviews, but the manifest says \
      \(request.reviews); \(outcome)
      """,
      fix: copyAgain, notes: [note(request)])
  }

  static func product(
    _ expected: String, of request: ManifestReader.Entry, at place: SourcePosition, _ outcome: String
  ) -> Problem {
    Problem(
      "set.product", .error, at: place,
      """
      the body of request \(request.number) is of another product than its file name says: convert \
      would have called it \(quoted: expected); \(outcome)
      """,
      fix: copyAgain)
  }

  static func extraLine(at place: SourcePosition, _ total: Int, _ outcome: String) -> Problem {
    Problem(
      "set.extra", .error, at: place,
      "the file goes on behind the \(total) requests of the manifest; \(outcome)", fix: copyAgain)
  }

  static func extraEntry(_ path: String, _ outcome: String) -> Problem {
    Problem(
      "set.extra", .error, "\(quoted: path) is there, but the manifest does not name it; \(outcome)",
      fix: "remove it, or copy the whole folder again")
  }

  private static func note(_ request: ManifestReader.Entry) -> ProblemNote {
    ProblemNote(position: request.place, sentence: "the manifest's line of the request")
  }
}
