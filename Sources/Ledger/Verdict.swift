/// What the ledger says of a review that is about to be sent.
public enum Verdict: UInt8, Sendable, CaseIterable {
  /// Accepted before for this product, with the same content: sending it again would change nothing.
  case unchanged
  /// Never accepted.
  case new
  /// Accepted before for this product, with other content.
  case changed
  /// Accepted before, for another product of the same origin.
  case moved
  /// Accepted with other content, or at another product, by a run later than the one the review comes from.
  ///
  /// Only where `decide` was told of a run.
  case superseded
  /// Not sent: the catalog does not have its product.
  ///
  /// Said by the caller, not by `decide`; so is the next.
  case parked
  /// Not sent, and not kept, for the same reason.
  case rejected

  /// Whether the API does not have the review as it is now, and should.
  public var needsSending: Bool {
    switch self {
    case .new, .changed, .moved: true
    case .unchanged, .superseded, .parked, .rejected: false
    }
  }

  /// Whether the caller has found that it must not be sent, whatever else is.
  public var isKept: Bool { self == .parked || self == .rejected }
}
