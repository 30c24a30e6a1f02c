import Records

/// Keeps what was refused for good, so that people can look at it and `rejects retry` can send it.
public protocol FailureSink: Sendable {
  /// Returns when both are written; a problem ends the run.
  ///
  /// Called from any task, one at a time. The parts of a bisected request come one by one under the number of
  /// the request they were cut from, or whatever number the slicer gave them.
  func keep(_ failure: RefusedRequest) throws(Problem)
}

/// A body that was refused, with the answer.
public struct RefusedRequest: Sendable {
  public var request: OutgoingRequest
  public var refusal: Refusal
  /// The first `ErrorAnswer.maxBytes` of the answer as it came, secrets of ours taken out.
  public var answer: String
  /// Attempts made, the refused one included.
  public var attempts: Int
  /// What was printed about it.
  public var problem: Problem

  public init(
    request: OutgoingRequest, refusal: Refusal, answer: String, attempts: Int, problem: Problem
  ) {
    self.request = request
    self.refusal = refusal
    self.answer = answer
    self.attempts = attempts
    self.problem = problem
  }
}
