import GRDB
import Glibc
import Records
import Synchronization

extension Ledger {
  /// Shared reviews remembered at most in a run (32 MiB); one that is not remembered may be sent once too often.
  static let maxSeenShared = 1 << 20

  /// Says of each review whether it must be sent, in the order of `keys`.
  ///
  /// Some thousand reviews at a time are best: each call is one read transaction.
  ///
  /// - Parameter origin: The run that the reviews come from, where that is an earlier one: what later runs had
  ///   accepted is newer.
  public func decide(
    _ keys: ReviewKeys, ofRun origin: Int? = nil, into verdicts: inout [Verdict]
  ) throws(Problem) {
    verdicts.removeAll(keepingCapacity: true)
    let context = run.withLock { state in
      DecisionScan.Context(
        run: state.number, newest: origin.map(Int64.init) ?? .max, asksElsewhere: state.hasEarlierReviews)
    }
    var given = verdicts
    verdicts = []
    let seen = try read { database in
      var scan = try DecisionScan(database, context)
      try scan.decide(keys, into: &given)
      return scan.seenShared
    }
    verdicts = given
    guard !seen.isEmpty else { return }
    run.withLock { state in
      for place in seen where state.seenShared.count < Self.maxSeenShared { state.seenShared.insert(place) }
    }
  }
}

/// Walks through the reviews of the ledger beside those of a batch.
struct DecisionScan {
  struct Context {
    var run: Int64
    /// What was accepted by a run above this one is newer than what is asked about.
    var newest: Int64
    var asksElsewhere: Bool
  }

  /// Where the walk through a product stands.
  private enum Cursor {
    case unplaced
    /// At the first review whose id is not below the last one sought.
    case row
    case end
  }

  /// Reviews passed over before the id is sought from the root again: as dear as one search.
  private static let maxSteps = 16

  private let context: Context
  private let products: Query
  private let reviews: Query
  private let elsewhere: Elsewhere
  private var origin: OriginMemory
  private var cursor = Cursor.unplaced
  private(set) var seenShared: [Place] = []

  init(_ database: Database, _ context: Context) throws {
    self.context = context
    products = try Query(database, "SELECT id FROM product WHERE key = ?1")
    reviews = try Query(
      database,
      """
      SELECT external_id, content, shared, run FROM review WHERE product = ?1 AND external_id >= ?2 \
      ORDER BY external_id
      """)
    elsewhere = try Elsewhere(database)
    origin = try OriginMemory(database)
  }

  mutating func decide(_ keys: ReviewKeys, into verdicts: inout [Verdict]) throws {
    verdicts.reserveCapacity(keys.count)
    for index in keys.products.indices {
      let product = keys.products[index]
      products.bind(1, keys.view(product.key))
      let id = try products.firstInteger()
      let name = keys.view(product.origin)
      if let id {
        try walk(keys, keys.reviews(of: index), product: id, origin: name, into: &verdicts)
      } else {
        for review in keys.reviews(of: index) {
          verdicts.append(try absent(keys.view(keys.reviews[review].id), origin: name, product: nil))
        }
      }
    }
  }

  private mutating func walk(
    _ keys: ReviewKeys, _ range: Range<Int>, product: Int64, origin name: UnsafeBufferPointer<UInt8>,
    into verdicts: inout [Verdict]
  ) throws {
    cursor = .unplaced
    defer { reviews.reset() }
    var before: UnsafeBufferPointer<UInt8>?
    for index in range {
      let review = keys.reviews[index]
      let id = keys.view(review.id)
      if let before, Self.compare(id, before) < 0 { cursor = .unplaced }
      before = id
      guard try find(id, product) else {
        verdicts.append(try absent(id, origin: name, product: product))
        continue
      }
      verdicts.append(present(review.content))
      if reviews.integer(2) != 0 { try see(id, name, product) }
    }
  }

  /// Of the review at the cursor.
  private func present(_ content: ContentHash) -> Verdict {
    if content.isEqual(to: reviews.bytes(1)) { return .unchanged }
    return reviews.integer(3) > context.newest ? .superseded : .changed
  }

  /// Moves to the review of this id; false where there is none.
  private mutating func find(_ id: UnsafeBufferPointer<UInt8>, _ product: Int64) throws -> Bool {
    switch cursor {
    case .end: return false
    case .unplaced: try seek(id, product)
    case .row: break
    }
    var steps = 0
    while cursor == .row {
      let order = Self.compare(reviews.bytes(0), id)
      if order >= 0 { return order == 0 }
      steps += 1
      if steps == Self.maxSteps { try seek(id, product) } else { cursor = try reviews.step() ? .row : .end }
    }
    return false
  }

  private mutating func seek(_ id: UnsafeBufferPointer<UInt8>, _ product: Int64) throws {
    reviews.reset()
    reviews.bind(1, product)
    reviews.bind(2, id)
    cursor = try reviews.step() ? .row : .end
  }

  /// A review that the product does not have: new, or at another product until now.
  private mutating func absent(
    _ id: UnsafeBufferPointer<UInt8>, origin name: UnsafeBufferPointer<UInt8>, product: Int64?
  ) throws -> Verdict {
    guard context.asksElsewhere, let origin = try origin.number(of: name) else { return .new }
    var (isMoved, isSuperseded) = (false, false)
    let hash = IdentifierHash.of(origin: origin, id: id)
    try elsewhere.forEach(hash, id, but: product) { _, run in
      isMoved = isMoved || run < context.run
      isSuperseded = isSuperseded || run > context.newest && run < context.run
    }
    return isSuperseded ? .superseded : isMoved ? .moved : .new
  }

  private mutating func see(
    _ id: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>, _ product: Int64
  ) throws {
    guard let origin = try origin.number(of: name) else { return }
    seenShared.append(Place(idHash: IdentifierHash.of(origin: origin, id: id), product: product))
  }

  /// As SQLite compares blobs: by bytes, the shorter first.
  @inline(__always)
  static func compare(_ one: UnsafeBufferPointer<UInt8>, _ other: UnsafeBufferPointer<UInt8>) -> Int {
    if let a = one.baseAddress, let b = other.baseAddress {
      let order = memcmp(a, b, min(one.count, other.count))
      if order != 0 { return Int(order) }
    }
    return one.count - other.count
  }
}
