import Records

/// Puts reviews, which come product by product, together to request bodies within the limits.
///
/// A body is emitted when it has `maxReviews`, when the next review would take it over `maxBytes`, and when
/// the product ends. Used by one thread.
public final class RequestAssembler: @unchecked Sendable {
  public typealias Emit = (Request) throws(Problem) -> Void

  private let maxReviews: Int
  private let maxBytes: Int
  private let shape: BodyShape
  private let emit: Emit
  private let key = ByteBuffer(capacity: 1024)
  /// Where bodies are written, each behind what the buffer holds; whoever takes one may empty it.
  private let output: ByteBuffer
  /// Where in `output` the body begins.
  private var start = 0
  private var reviewCount = 0
  /// Bytes that closing the body will add.
  private var closingByteCount = 0

  /// Requests emitted so far.
  public private(set) var requests = 0
  /// Reviews in them.
  public private(set) var reviews = 0

  /// `maxReviews` above the API's limit is taken as the limit.
  public init(
    maxReviews: Int, maxBytes: Int, shape: BodyShape, into output: ByteBuffer,
    emit: @escaping Emit
  ) {
    self.output = output
    self.maxReviews = min(max(maxReviews, 1), RequestRules.maxReviews)
    self.maxBytes = maxBytes
    self.shape = shape
    self.emit = emit
  }

  /// Has one body in memory at a time.
  public convenience init(maxReviews: Int, maxBytes: Int, shape: BodyShape, emit: @escaping Emit) {
    let output = ByteBuffer(capacity: 1 << 16)
    self.init(maxReviews: maxReviews, maxBytes: maxBytes, shape: shape, into: output) {
      (request) throws(Problem) in
      try emit(request)
      output.removeAll()
    }
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
      if isFull || output.count - start + 1 + review.count + closingByteCount > maxBytes { try flush() }
    }
    if reviewCount == 0 { open() } else { output.append(UInt8(ascii: ",")) }
    output.append(review)
    reviewCount += 1
  }

  /// Emits the last body.
  public func finish() throws(Problem) { try flush() }

  private func open() {
    start = output.count
    shape.open(key: key.all, into: output)
    closingByteCount = shape.frameByteCount(key: key.all) - (output.count - start)
  }

  private func flush() throws(Problem) {
    guard reviewCount > 0 else { return }
    shape.close(key: key.all, body: output, from: start)
    requests += 1
    reviews += reviewCount
    let body = output.view(start, output.count - start)
    let request = Request(number: requests, key: key.all, body: body, reviewCount: reviewCount)
    reviewCount = 0
    try emit(request)
  }
}
