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
  private let progress: ProgressCounters?
  private let rejectLine: Reject
  private let send: Send
  private let outgoing = OutgoingReviews()
  /// One for each source of groups: a retry has two.
  private var filters: [LedgerFilter] = []
  private let desk: ParkingDesk?
  /// Reviews that the release has taken from the parked ones.
  var offered = 0
  private var releaseFilter: LedgerFilter?
  /// What was handed over.
  public private(set) var handedOver = SubmissionOutcome.Amount()

  /// `send` may block while there is much to send; without a ledger everything is sent.
  ///
  /// - Parameters:
  ///   - retriedRun: The run whose reviews are sent again: what later runs had accepted is left as it is.
  ///   - isRetry: Whether the reviews are of an earlier run, though its number may not be known.
  ///   - unmatched: What becomes of reviews whose product the catalog does not have.
  ///   - time: Seconds since 1970, for what is parked.
  ///   - progress: Is told of the reviews that need no sending.
  public init(
    ledger: Ledger?, resends: Bool, retriedRun: Int? = nil, isRetry: Bool = false,
    cancellation: Cancellation? = nil, unmatched: UnmatchedFate = .send, at time: Int = 0,
    progress: ProgressCounters? = nil,
    reject: @escaping Reject, send: @escaping Send
  ) {
    self.ledger = ledger
    self.resends = resends
    self.retriedRun = retriedRun
    self.cancellation = cancellation
    self.progress = progress
    rejectLine = reject
    let source: ParkingSource =
      isRetry || retriedRun != nil ? .retry(of: retriedRun, resends: resends) : .export
    desk = ledger.map { ledger in
      ParkingDesk(ledger: ledger, fate: unmatched, source: source, time: time, reject: reject)
    }
    self.send = send
  }

  public func inputsWereRead(_ summary: RunSummary) {}

  public func stage(before next: any GroupStage) -> any GroupStage {
    guard let ledger else { return next }
    let filter = LedgerFilter(
      ledger: ledger, resends: resends, retriedRun: retriedRun, cancellation: cancellation, next: next,
      outgoing: outgoing, desk: desk)
    filter.progress = progress
    filters.append(filter)
    return filter
  }

  /// The same for parked reviews, whose product is known.
  func releaseStage(before next: any GroupStage) -> any GroupStage {
    guard let ledger else { return next }
    let filter = LedgerFilter(
      ledger: ledger, resends: false, retriedRun: nil, cancellation: cancellation, next: next,
      outgoing: outgoing)
    releaseFilter = filter
    return filter
  }

  /// Counts what was rejected for its product among the rejected records.
  public func countRejects(in run: inout RunSummary) {
    for (code, count) in desk?.rejected ?? [:] {
      run.rejectsByCode[code, default: 0] += count
      run.rejected += count
      run.mapped -= count
    }
  }

  /// What the catalog said of the products that it was asked for; nil where it was not.
  public var catalog: CatalogTally? { desk?.catalog }

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
    summary.parked = desk?.parked ?? 0
    summary.newlyParked = desk?.newlyParked ?? 0
    summary.supersededByParked = desk?.superseded ?? 0
    summary.offered = offered - (releaseFilter?.unchanged ?? 0)
    let all = filters + (releaseFilter.map { [$0] } ?? [])
    summary.changed = all.map(\.changed).reduce(0, +)
    summary.moved = all.map(\.moved).reduce(0, +)
    summary.unsent = outcome.unsent
    // What the submitter did not take, and what was never assembled.
    summary.unsent.reviews =
      run.mapped + summary.offered - run.duplicates - summary.unchanged - summary.parked
      - outcome.accepted.reviews - outcome.refused.reviews
    summary.attempts = outcome.attempts
    summary.failedAttempts = outcome.failedAttempts
    summary.tokens = outcome.tokens
    return summary
  }
}
