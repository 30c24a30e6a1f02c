import Records

/// Puts reviews, which come product by product, together to request bodies within the limits.
///
/// A body is emitted when it has `maxReviews`, when the next review would take it over `maxBytes`, and when
/// the product ends. There is one body in memory at a time. Used by one thread.
public final class RequestAssembler: @unchecked Sendable {
  public typealias Emit = (Request) throws(Problem) -> Void

  private let maxReviews: Int
  private let maxBytes: Int
  private let shape: BodyShape
  private let emit: Emit
  private let key = ByteBuffer(capacity: 1024)
  private let body = ByteBuffer(capacity: 1 << 16)
  private var reviewCount = 0
  /// Bytes that closing the body will add.
  private var closingByteCount = 0

  /// Requests emitted so far.
  public private(set) var requests = 0
  /// Reviews in them.
  public private(set) var reviews = 0

  /// `maxReviews` above the API's limit is taken as the limit.
  public init(maxReviews: Int, maxBytes: Int, shape: BodyShape, emit: @escaping Emit) {
    self.maxReviews = min(max(maxReviews, 1), RequestRules.maxReviews)
    self.maxBytes = maxBytes
    self.shape = shape
    self.emit = emit
  }

  /// Ends the product before and begins the next.
  public func product(_ newKey: UnsafeBufferPointer<UInt8>) throws(Problem) {
    try flush()
    key.removeAll()
    key.append(newKey)
  }

  /// Adds a review of the current product.
  ///
  /// The encoder has rejected reviews that fit in no request, so a body with one review is always legal.
  public func review(
    id: UnsafeBufferPointer<UInt8>, body review: UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    if reviewCount > 0 {
      let isFull = reviewCount == maxReviews
      if isFull || body.count + 1 + review.count + closingByteCount > maxBytes { try flush() }
    }
    if reviewCount == 0 { open() } else { body.append(UInt8(ascii: ",")) }
    body.append(review)
    reviewCount += 1
  }

  /// Emits the last body.
  public func finish() throws(Problem) { try flush() }

  private func open() {
    body.removeAll()
    shape.open(key: key.all, into: body)
    closingByteCount = shape.frameByteCount(key: key.all) - body.count
  }

  private func flush() throws(Problem) {
    guard reviewCount > 0 else { return }
    shape.close(key: key.all, body: body)
    requests += 1
    reviews += reviewCount
    let request = Request(number: requests, key: key.all, body: body.all, reviewCount: reviewCount)
    reviewCount = 0
    try emit(request)
  }
}
