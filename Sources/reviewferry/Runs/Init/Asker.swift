import Records

/// Finds an answer: given as an option, else asked for at the terminal, else the usual one.
struct Asker {
  /// Nil where there is nobody to ask.
  let dialogue: Dialogue?
  /// What nobody has answered, and has no usual answer: options with what they are.
  private var missing: [String] = []

  init(_ dialogue: Dialogue?) { self.dialogue = dialogue }

  /// Nil where the answer is missing; the run must not go on to write then.
  ///
  /// - Parameters:
  ///   - option: What to type instead of an answer, for whoever cannot be asked.
  ///   - status: Of a run whose given or usual answer will not do.
  ///   - take: Throws why an answer will not do.
  mutating func answer<Answer>(
    _ question: String, given: String?, usual: String?, option: String, _ status: ExitStatus,
    _ take: (String) throws(Problem) -> Answer
  ) throws(RunFailure) -> Answer? {
    if given == nil, let dialogue { return try dialogue.ask(question, usual: usual, take) }
    guard let text = given ?? usual else {
      missing.append(option)
      return nil
    }
    return try RunFailure.status(status) { () throws(Problem) in try take(text) }
  }

  func say(_ text: String) { dialogue?.say(text) }

  /// Why nothing can be written.
  var lack: Problem { InitProblem.missing(missing) }
}
