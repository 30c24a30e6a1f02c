import Records

/// A request that was answered with a 2xx.
public struct AcceptedRequest: Sendable {
  /// Its number in the run.
  public var number: Int
  /// The reviews that were in it.
  public var keys: ReviewKeys
  /// Whether the answer tells that they are stored; the asynchronous endpoint only takes them.
  public var isConfirmed: Bool

  public init(number: Int, keys: ReviewKeys, isConfirmed: Bool = false) {
    self.number = number
    self.keys = keys
    self.isConfirmed = isConfirmed
  }
}

/// What is written to the ledger in one transaction; the bytes belong to somebody else.
struct AcceptedBatch {
  struct Request {
    var number: Int
    /// Seconds since 1970.
    var time: Int
    var reviews = 0
    var isConfirmed: Bool
    /// Its last one.
    var group = 0
  }

  /// The reviews of a product in a request.
  struct Group {
    var origin: UnsafeBufferPointer<UInt8>
    var key: UnsafeBufferPointer<UInt8>
    var reviews: Range<Int>
  }

  private(set) var requests: [Request] = []
  private(set) var groups: [Group] = []
  private(set) var reviews: [AcceptedReview] = []

  mutating func begin(number: Int, time: Int, isConfirmed: Bool) {
    requests.append(Request(number: number, time: time, isConfirmed: isConfirmed))
  }

  mutating func product(origin: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>) {
    groups.append(Group(origin: origin, key: key, reviews: reviews.count..<reviews.count))
    requests[requests.count - 1].group = groups.count - 1
  }

  mutating func review(id: UnsafeBufferPointer<UInt8>, content: ContentHash) {
    reviews.append(AcceptedReview(id: id, content: content))
    groups[groups.count - 1].reviews = groups[groups.count - 1].reviews.lowerBound..<reviews.count
    requests[requests.count - 1].reviews += 1
  }

  /// `request` must outlive the batch.
  mutating func add(_ request: AcceptedRequest, at time: Int) {
    begin(number: request.number, time: time, isConfirmed: request.isConfirmed)
    let keys = request.keys
    for index in keys.products.indices {
      product(origin: keys.view(keys.products[index].origin), key: keys.view(keys.products[index].key))
      for review in keys.reviews(of: index) {
        self.review(id: keys.view(keys.reviews[review].id), content: keys.reviews[review].content)
      }
    }
  }

  /// The groups in the order of their products, those of one product in the order of their coming.
  func sortedGroups() -> [Int] {
    groups.indices.sorted { one, other in
      let order = compareBytes(groups[one].key, groups[other].key)
      return order != 0 ? order < 0 : one < other
    }
  }
}
