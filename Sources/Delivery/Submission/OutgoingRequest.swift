import Ledger

/// A request that the submitter owns, from being queued to being accepted, refused or kept for the next run.
public struct OutgoingRequest: Sendable {
  /// From 1, in the order of the run.
  public var number: Int
  /// The `product_identification` object.
  public var key: [UInt8]
  public var body: [UInt8]
  public var reviewCount: Int
  /// What the ledger notes when the request is accepted, its reviews in the order of the body; nil without a
  /// ledger.
  public var reviews: ReviewKeys?

  public init(number: Int, key: [UInt8], body: [UInt8], reviewCount: Int, reviews: ReviewKeys?) {
    self.number = number
    self.key = key
    self.body = body
    self.reviewCount = reviewCount
    self.reviews = reviews
  }
}
