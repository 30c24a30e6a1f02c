import Delivery
import Ledger
import Records
import Requests

/// Hands the requests of a run to a submitter, those of unchanged reviews left out.
///
/// Used by the pipeline's calling thread.
public final class SubmitOutput: ConvertOutput {
  public typealias Send = (OutgoingRequest) throws(Problem) -> Void
  /// Takes a line of `rejects.jsonl`.
  public typealias Reject = ([UInt8]) throws(Problem) -> Void

  private let ledger: Ledger?
  private let resends: Bool
  private let retriedRun: Int?
  private let cancellation: Cancellation?
  private let rejectLine: Reject
  private let send: Send
  private let outgoing = OutgoingReviews()
  /// One for each source of groups: a retry has two.
  private var filters: [LedgerFilter] = []
  /// What was handed over.
  public private(set) var handedOver = SubmissionOutcome.Amount()

  /// `send` may block while there is much to send; without a ledger everything is sent.
  ///
  /// - Parameter retriedRun: The run whose reviews are sent again: what later runs had accepted is left as it is.
  public init(
    ledger: Ledger?, resends: Bool, retriedRun: Int? = nil, cancellation: Cancellation? = nil,
    reject: @escaping Reject, send: @escaping Send
  ) {
    self.ledger = ledger
    self.resends = resends
    self.retriedRun = retriedRun
    self.cancellation = cancellation
    rejectLine = reject
    self.send = send
  }

  public func inputsWereRead(_ summary: RunSummary) {}

  public func stage(before next: any GroupStage) -> any GroupStage {
    guard let ledger else { return next }
    let filter = LedgerFilter(
      ledger: ledger, resends: resends, retriedRun: retriedRun, cancellation: cancellation, next: next,
      outgoing: outgoing)
    filters.append(filter)
    return filter
  }

  public func request(_ request: Request) throws(Problem) {
    handedOver.requests += 1
    handedOver.reviews += request.reviewCount
    try send(
      OutgoingRequest(
        number: handedOver.requests, key: Array(request.key), body: Array(request.body),
        reviewCount: request.reviewCount, reviews: outgoing.take()))
  }

  public func reject(_ record: RejectedRecord) throws(Problem) { try rejectLine(RejectLine.bytes(record)) }

  /// What became of all reviews, after the submitter has said what became of those it was given.
  ///
  /// Reviews that a stopped run did not come to are unsent too.
  public func summary(_ outcome: SubmissionOutcome, of run: RunSummary) -> SubmissionSummary {
    var summary = SubmissionSummary()
    summary.sent = outcome.accepted
    summary.refused = outcome.refused
    summary.superseded = filters.map(\.superseded).reduce(0, +)
    summary.unchanged = filters.map(\.unchanged).reduce(summary.superseded, +)
    summary.changed = filters.map(\.changed).reduce(0, +)
    summary.moved = filters.map(\.moved).reduce(0, +)
    summary.unsent = outcome.unsent
    // What the submitter did not take, and what was never assembled.
    summary.unsent.reviews =
      run.mapped - run.duplicates - summary.unchanged - outcome.accepted.reviews - outcome.refused.reviews
    summary.attempts = outcome.attempts
    summary.failedAttempts = outcome.failedAttempts
    summary.tokens = outcome.tokens
    return summary
  }
}
