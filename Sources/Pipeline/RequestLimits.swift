import Requests

/// What a request body looks like and how large it may be.
public struct RequestLimits: Sendable, Equatable {
  public var shape: BodyShape
  /// Reviews in a request, 1…500.
  public var maxReviews: Int
  /// Bytes in a request body.
  public var maxBytes: Int

  public init(
    shape: BodyShape = .flat, maxReviews: Int = RequestRules.defaultReviews,
    maxBytes: Int = RequestRules.defaultMaxBytes
  ) {
    self.shape = shape
    self.maxReviews = maxReviews
    self.maxBytes = maxBytes
  }
}
