import Delivery
import Ledger
import Records
import Requests

/// Hands the requests of a run to a submitter, those of unchanged reviews left out.
///
/// Used by the pipeline's calling thread.
public final class SubmitOutput: ConvertOutput {
  public typealias Send = (OutgoingRequest) throws(Problem) -> Void

  private let ledger: Ledger?
  private let resends: Bool
  private let rejects: BufferedFileWriter
  private let send: Send
  private let outgoing = OutgoingReviews()
  private var filter: LedgerFilter?
  /// What was handed over.
  public private(set) var handedOver = SubmissionOutcome.Amount()

  /// `send` may block while there is much to send; without a ledger everything is sent.
  public init(ledger: Ledger?, resends: Bool, rejects: BufferedFileWriter, send: @escaping Send) {
    self.ledger = ledger
    self.resends = resends
    self.rejects = rejects
    self.send = send
  }

  public func inputsWereRead(_ summary: RunSummary) {}

  public func stage(before next: any GroupStage) -> any GroupStage {
    guard let ledger else { return next }
    let filter = LedgerFilter(ledger: ledger, resends: resends, next: next, outgoing: outgoing)
    self.filter = filter
    return filter
  }

  public func request(_ request: Request) throws(Problem) {
    handedOver.requests += 1
    handedOver.reviews += request.reviewCount
    try send(
      OutgoingRequest(
        number: request.number, key: Array(request.key), body: Array(request.body),
        reviewCount: request.reviewCount, reviews: outgoing.take()))
  }

  public func reject(_ record: RejectedRecord) throws(Problem) { try rejects.write(RejectLine.bytes(record)) }

  /// What became of all reviews, after the submitter has said what became of those it was given.
  ///
  /// Reviews that a stopped run did not come to are unsent too.
  public func summary(_ outcome: SubmissionOutcome, of run: RunSummary) -> SubmissionSummary {
    var summary = SubmissionSummary()
    summary.sent = outcome.accepted
    summary.refused = outcome.refused
    summary.unchanged = filter?.unchanged ?? 0
    summary.changed = filter?.changed ?? 0
    summary.moved = filter?.moved ?? 0
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
