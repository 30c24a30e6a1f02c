/// All that is told of one run: to people, to logs, to monitoring.
public struct RunReport: Sendable {
  public enum State: String, Sendable, CaseIterable {
    /// Every record and every review has its fate; some may have been rejected or refused.
    case finished
    /// Ended before that, by a signal or because the API was not available: the next run goes on.
    case stopped
    /// A person is needed first: configuration, credentials, inputs, a disk.
    case failed
  }

  public var summary: RunSummary
  /// The mapping's name, or of a converted set the one in its manifest; nil where the run ended before it was known.
  public var mapping: String?
  /// The host of the PIM, with a path if it has one; never user or password.
  public var pim: String?
  /// Seconds since 1970, with their fraction.
  public var started: Double
  public var ended: Double
  /// The exit status.
  public var status: Int32
  public var state: State
  /// Whether reviews were to be sent.
  public var sends = true

  public init(
    summary: RunSummary, mapping: String?, pim: String? = nil, started: Double, ended: Double, status: Int32,
    state: State
  ) {
    self.summary = summary
    self.mapping = mapping
    self.pim = pim
    self.started = started
    self.ended = ended
    self.status = status
    self.state = state
  }

  /// The run's number in the ledger; nil without one.
  public var run: Int? { summary.submission?.run }

  /// Seconds in whole milliseconds; never negative, though a clock may be set back while a run lasts.
  public var duration: Double { RunMoment.rounded(max(0, ended - started)) }

  public var isSuccess: Bool { status == 0 }

  /// What became of the reviews; all zero where the run did not get as far as sending.
  public var submission: SubmissionSummary { summary.submission ?? SubmissionSummary() }
}
