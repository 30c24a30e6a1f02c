import GRDB
import Records
import Synchronization

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

extension Ledger {
  /// Notes what was accepted: after the 2xx, never before.
  ///
  /// All of it in one transaction, so the more requests at a time the faster. When it throws nothing was noted.
  ///
  /// - Parameter time: Seconds since 1970.
  public func accepted(_ requests: [AcceptedRequest], at time: Int) throws(Problem) {
    // Not the whole state: a second reference to its lists would have them copied when they grow.
    let (number, hasEarlierReviews, unbound) = run.withLock {
      ($0.number, $0.hasEarlierReviews, $0.unboundTarget)
    }
    precondition(number != RunState.noRun, "'accepted' belongs between 'beginRun' and 'endRun'")
    let places = try write { database in
      try unbound?.bind(database)
      var acceptance = try Acceptance(database, run: number, asksElsewhere: hasEarlierReviews) { place in
        self.run.withLock { $0.seenShared.contains(place) }
      }
      for request in requests { try acceptance.note(request, at: time) }
      try acceptance.finish(requests)
      return acceptance.places
    }
    let isFull = run.withLock { state in
      state.unboundTarget = nil
      state.places += places
      return state.places.count >= Self.maxPlaces
    }
    // The reviews are noted: where this fails the places are tried again with the next, and told by `endRun`.
    if isFull { try? writePlaces() }
  }

  /// Notes that requests of a run are known to be stored.
  public func confirm(run: Int, requests: [Int]) throws(Problem) {
    try write { database in
      let delete = try Query(database, "DELETE FROM unconfirmed WHERE run = ?1 AND request = ?2")
      for request in requests {
        delete.bind(1, Int64(run))
        delete.bind(2, Int64(request))
        try delete.run()
      }
    }
  }
}

/// Writes accepted reviews, inside a transaction.
private struct Acceptance {
  private let run: Int64
  private let asksElsewhere: Bool
  /// Whether this run came by a shared review.
  private let isSeen: (Place) -> Bool
  private let findProduct, addProduct, addOrigin, addReview, changeReview, addUnconfirmed: Query
  private let removal: Removal
  private let share: Query
  private let elsewhere: Elsewhere
  private let database: Database
  private var origin: OriginMemory
  private var inserted: [Int64: Int] = [:]
  private(set) var places: [Place] = []

  init(_ database: Database, run: Int64, asksElsewhere: Bool, isSeen: @escaping (Place) -> Bool) throws {
    self.run = run
    self.asksElsewhere = asksElsewhere
    self.isSeen = isSeen
    self.database = database
    findProduct = try Query(database, "SELECT id FROM product WHERE key = ?1")
    addProduct = try Query(database, "INSERT INTO product (origin, key) VALUES (?1, ?2)")
    addOrigin = try Query(database, "INSERT INTO origin (name) VALUES (?1)")
    addReview = try Query(
      database,
      "INSERT OR IGNORE INTO review (product, external_id, content, run) VALUES (?1, ?2, ?3, ?4)")
    changeReview = try Query(
      database, "UPDATE review SET content = ?3, run = ?4 WHERE product = ?1 AND external_id = ?2")
    addUnconfirmed = try Query(
      database,
      """
      INSERT OR REPLACE INTO unconfirmed (run, request, product, reviews, accepted) VALUES (?1, ?2, ?3, ?4, ?5)
      """)
    share = try Query(database, "UPDATE review SET shared = 1 WHERE product = ?1 AND external_id = ?2")
    removal = try Removal(database)
    elsewhere = try Elsewhere(database)
    origin = try OriginMemory(database)
  }

  mutating func note(_ request: AcceptedRequest, at time: Int) throws {
    let keys = request.keys
    var lastProduct: Int64 = 0
    for index in keys.products.indices {
      let number = try originNumber(keys.view(keys.products[index].origin))
      let product = try productNumber(keys.view(keys.products[index].key), number)
      lastProduct = product
      for review in keys.reviews(of: index) {
        try note(keys.view(keys.reviews[review].id), keys.reviews[review].content, product, number)
      }
    }
    if request.isConfirmed { return }
    for (index, value) in [
      run, Int64(request.number), lastProduct, Int64(keys.count), Int64(time),
    ].enumerated() {
      addUnconfirmed.bind(Int32(index + 1), value)
    }
    try addUnconfirmed.run()
  }

  /// Counts what was noted.
  func finish(_ requests: [AcceptedRequest]) throws {
    for (origin, count) in inserted { try removal.count(count, origin: origin) }
    let update = try Query(
      database, "UPDATE run SET requests = requests + ?2, reviews = reviews + ?3 WHERE id = ?1")
    update.bind(1, run)
    update.bind(2, Int64(requests.count))
    update.bind(3, Int64(requests.reduce(0) { $0 + $1.keys.count }))
    try update.run()
  }

  private mutating func originNumber(_ name: UnsafeBufferPointer<UInt8>) throws -> Int64 {
    if let number = try origin.number(of: name) { return number }
    addOrigin.bind(1, name)
    try addOrigin.run()
    return database.lastInsertedRowID
  }

  private func productNumber(_ key: UnsafeBufferPointer<UInt8>, _ origin: Int64) throws -> Int64 {
    findProduct.bind(1, key)
    if let number = try findProduct.firstInteger() { return number }
    addProduct.bind(1, origin)
    addProduct.bind(2, key)
    try addProduct.run()
    return database.lastInsertedRowID
  }

  private mutating func note(
    _ id: UnsafeBufferPointer<UInt8>, _ content: ContentHash, _ product: Int64, _ origin: Int64
  ) throws {
    guard try put(addReview, id, content, product) == 0 else {
      let hash = IdentifierHash.of(origin: origin, id: id)
      places.append(Place(idHash: hash, product: product))
      inserted[origin, default: 0] += 1
      if asksElsewhere { try settle(id, hash, product, origin) }
      return
    }
    try put(changeReview, id, content, product)
  }

  @discardableResult
  private func put(
    _ query: Query, _ id: UnsafeBufferPointer<UInt8>, _ content: ContentHash, _ product: Int64
  ) throws -> Int {
    query.bind(1, product)
    query.bind(2, id)
    query.bind(4, run)
    return try content.withBytes { bytes in
      query.bind(3, bytes)
      return try query.run()
    }
  }

  /// An id came to a product: the review has left the products that this run has not met it at.
  ///
  /// Those are forgotten, since the API may no longer have it there. Where this run did meet it, one review
  /// belongs to several products (a feed with many SKUs for a review), and both stay. Reviews that were ever in two
  /// places are marked, and only of these a run remembers that it came by.
  private mutating func settle(
    _ id: UnsafeBufferPointer<UInt8>, _ hash: Int64, _ product: Int64, _ origin: Int64
  ) throws {
    var isShared = false
    var left: [Int64] = []
    try elsewhere.forEach(hash, id, but: product) { other, acceptedIn in
      isShared = true
      let isMet = acceptedIn == run || isSeen(Place(idHash: hash, product: other))
      if isMet { try mark(id, other) } else { left.append(other) }
    }
    for other in left {
      try removal.remove(id, hash, product: other)
      inserted[origin, default: 0] -= 1
    }
    if isShared { try mark(id, product) }
  }

  private func mark(_ id: UnsafeBufferPointer<UInt8>, _ product: Int64) throws {
    share.bind(1, product)
    share.bind(2, id)
    try share.run()
  }
}
