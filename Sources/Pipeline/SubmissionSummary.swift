import Delivery

/// What became of the reviews that a run had to send.
///
/// `mapped + offered = sent + unchanged + parked + refused + unsent + duplicates`.
public struct SubmissionSummary: Sendable, Equatable {
  /// Accepted by the API in this run.
  public var sent = SubmissionOutcome.Amount()
  /// Not sent, because the ledger knows that the API has them as they are.
  public var unchanged = 0
  /// Of `unchanged`: of an earlier run, while the API has something newer.
  public var superseded = 0
  /// Of `superseded`: where the newer one is parked.
  public var supersededByParked = 0
  /// Of `sent`: accepted before with another content, or at another product.
  public var changed = 0
  public var moved = 0
  /// Kept in the ledger, because the catalog does not have their product.
  public var parked = 0
  /// Of `parked`: not parked before.
  public var newlyParked = 0
  /// Parked reviews of this run and earlier ones that the ledger holds now.
  public var parkedInLedger = 0
  /// Parked reviews whose product is known now, and that the run had to send.
  public var offered = 0
  /// Of `sent` and of `offered`: accepted, and parked no more.
  public var released = 0
  /// Refused for good, in `failed/`.
  public var refused = SubmissionOutcome.Amount()
  /// To be sent by the next run.
  public var unsent = SubmissionOutcome.Amount()
  /// Requests posted, repeated ones counted again.
  public var attempts = 0
  /// Attempts that failed, by cause (`429`, `500`, `timeout`, `cut` …).
  public var failedAttempts: [String: Int] = [:]
  /// Tokens that the PIM gave.
  public var tokens = 0
  /// The number of the run in the ledger; nil without one.
  public var run: Int?

  public init() {}
}
