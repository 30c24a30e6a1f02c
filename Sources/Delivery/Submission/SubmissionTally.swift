/// How far a submission is.
public struct SubmissionTally: Sendable, Equatable {
  /// Requests posted, repeated ones counted again.
  public var attempts = 0
  /// What has come to its end.
  public var accepted = SubmissionOutcome.Amount()
  public var refused = SubmissionOutcome.Amount()
  public var unsent = SubmissionOutcome.Amount()
  /// Of `attempts`: without an answer, or with another than a 2xx.
  public var failedAttempts = 0

  public init(
    attempts: Int = 0, accepted: SubmissionOutcome.Amount = .init(),
    refused: SubmissionOutcome.Amount = .init(),
    unsent: SubmissionOutcome.Amount = .init(), failedAttempts: Int = 0
  ) {
    (self.attempts, self.accepted, self.refused) = (attempts, accepted, refused)
    (self.unsent, self.failedAttempts) = (unsent, failedAttempts)
  }
}
