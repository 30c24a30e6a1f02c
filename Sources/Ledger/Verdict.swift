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

  /// Whether the API does not have the review as it is now, and should.
  public var needsSending: Bool { self != .unchanged && self != .superseded }
}
