import Ledger
import Records
import Requests

/// A product that the API is to be asked for, with the first of its reviews.
public struct ProbeCandidate: Sendable, Equatable {
  /// The `product_identification` object.
  public var identification: [UInt8]
  public var reviews: Int
  public var id: [UInt8]
  public var review: [UInt8]

  /// Those with the most reviews first; among equals the one whose identification is less in its bytes.
  static func isBefore(_ first: ProbeCandidate, _ second: ProbeCandidate) -> Bool {
    first.reviews == second.reviews
      ? first.identification.lexicographicallyPrecedes(second.identification) : first.reviews > second.reviews
  }

  /// A request with this review alone.
  public func body(_ shape: BodyShape) throws(Problem) -> [UInt8] {
    var body: [UInt8] = []
    let assembler = RequestAssembler(maxReviews: 1, maxBytes: .max, shape: shape) { request in
      body = Array(request.body)
    }
    try Self.with(identification) { (key) throws(Problem) in try assembler.product(key) }
    try Self.with(review) { (review) throws(Problem) in
      try assembler.review(id: UnsafeBufferPointer(start: nil, count: 0), body: review)
    }
    try assembler.finish()
    return body
  }

  /// What the ledger is to know of it.
  public func keys() -> ReviewKeys {
    let keys = ReviewKeys(capacity: 1 << 10)
    identification.withUnsafeBufferPointer { keys.product(key: $0) }
    review.withUnsafeBufferPointer { body in
      let content = Digest.withBytes(of: body) { ContentHash($0) }
      id.withUnsafeBufferPointer { keys.review(id: $0, content: content) }
    }
    return keys
  }

  private static func with(
    _ bytes: [UInt8], _ use: (UnsafeBufferPointer<UInt8>) throws(Problem) -> Void
  ) throws(Problem) {
    let result = bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(Problem) in try use(bytes) }
    }
    try result.get()
  }
}

/// Keeps the products with the most reviews, each with its first review, instead of making requests.
public final class ProbeOutput: ConvertOutput {
  private let limit: Int
  /// nil until all reviews were seen.
  public private(set) var candidates: [ProbeCandidate]?

  /// Memory is bounded by twice as many products, each with one review.
  public init(limit: Int) { self.limit = limit }

  public func inputsWereRead(_ summary: RunSummary) {}
  public func request(_ request: Request) {}
  /// Problems of records are reported as they are met.
  public func reject(_ record: RejectedRecord) {}

  public func stage(before next: any GroupStage) -> any GroupStage {
    ProbeStage(limit: limit) { self.candidates = $0 }
  }
}

/// Ends the way of the reviews: nothing is passed on.
private final class ProbeStage: GroupStage {
  private let limit: Int
  private let finished: ([ProbeCandidate]) -> Void
  private var kept: [ProbeCandidate] = []
  private var current: ProbeCandidate?

  init(limit: Int, finished: @escaping ([ProbeCandidate]) -> Void) {
    self.limit = limit
    self.finished = finished
  }

  func product(_ key: UnsafeBufferPointer<UInt8>) {
    keep()
    current = ProbeCandidate(identification: Array(key), reviews: 0, id: [], review: [])
  }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) {
    if current?.reviews == 0 {
      current?.id = Array(id)
      current?.review = Array(body)
    }
    current?.reviews += 1
  }

  func finish() {
    keep()
    trim()
    finished(kept)
  }

  private func keep() {
    guard let current, current.reviews > 0 else { return }
    kept.append(current)
    if kept.count >= 2 * limit { trim() }
  }

  private func trim() {
    kept.sort(by: ProbeCandidate.isBefore)
    kept.removeLast(max(0, kept.count - limit))
  }
}
