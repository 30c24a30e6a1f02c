import GRDB
import Records
import Synchronization

extension Ledger {
  /// Shared reviews remembered at most in a run (32 MiB); one that is not remembered may be sent once too often.
  static let maxSeenShared = 1 << 20

  /// Says of each review whether it must be sent, in the order of `keys`.
  ///
  /// Some thousand reviews at a time are best: each call is one read transaction. What `note` has taken in the
  /// same run may not be seen yet.
  ///
  /// - Parameter origin: The run that the reviews come from, where that is an earlier one: what later runs had
  ///   accepted is newer.
  public func decide(
    _ keys: ReviewKeys, ofRun origin: Int? = nil, into verdicts: inout [Verdict]
  ) throws(Problem) {
    // A retry has two sources, which may have the same review: what was noted of the first must be seen.
    if origin != nil { try journal?.drain() }
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
    /// What was accepted by a run above this one, and before the present one, is newer than what is asked about.
    var newest: Int64
    var asksElsewhere: Bool
  }

  private let context: Context
  private var products: ProductWalk
  private var reviews: ReviewWalk
  private let elsewhere: Elsewhere
  private let releases: ParkedReleases
  private var origin: OriginMemory
  private(set) var seenShared: [Place] = []

  init(_ database: Database, _ context: Context) throws {
    self.context = context
    products = try ProductWalk(database)
    reviews = try ReviewWalk(database)
    elsewhere = try Elsewhere(database)
    releases = try ParkedReleases(database)
    origin = try OriginMemory(database)
  }

  mutating func decide(_ keys: ReviewKeys, into verdicts: inout [Verdict]) throws {
    defer {
      products.end()
      reviews.end()
    }
    verdicts.reserveCapacity(keys.count)
    for index in keys.products.indices {
      let product = keys.products[index]
      let id = try products.number(of: keys.view(product.key))
      let name = keys.view(product.origin)
      if let id { reviews.begin(id) }
      for review in keys.reviews(of: index) {
        verdicts.append(try verdict(keys, keys.reviews[review], product: id, origin: name))
      }
    }
  }

  private mutating func verdict(
    _ keys: ReviewKeys, _ review: ReviewKeys.Review, product: Int64?, origin name: UnsafeBufferPointer<UInt8>
  ) throws -> Verdict {
    let id = keys.view(review.id)
    guard let product, let known = try reviews.find(id) else {
      return try absent(id, origin: name, product: product)
    }
    if known.isShared { try see(id, name, product) }
    if review.content.isEqual(to: known.content) { return .unchanged }
    return try isNewer(known.run, id, name) ? .superseded : .changed
  }

  /// Whether what a run had accepted is newer than what is sent again.
  private func isNewer(
    _ run: Int64, _ id: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>
  ) throws -> Bool {
    guard run > context.newest && run < context.run else { return false }
    return try releases.age(IdentifierHash.of(originName: name, id: id), run: run) > context.newest
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
      isSuperseded = try isSuperseded || isNewer(run, id, name)
    }
    return isSuperseded ? .superseded : isMoved ? .moved : .new
  }

  private mutating func see(
    _ id: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>, _ product: Int64
  ) throws {
    guard let origin = try origin.number(of: name) else { return }
    seenShared.append(Place(idHash: IdentifierHash.of(origin: origin, id: id), product: product))
  }
}
