import GRDB
import Records
import Synchronization

extension Ledger {
  /// Notes what was accepted: after the 2xx, never before.
  ///
  /// All of it in one transaction, so the more requests at a time the faster. When it throws nothing was noted.
  /// See `note` for single requests.
  ///
  /// - Parameter time: Seconds since 1970.
  public func accepted(_ requests: [AcceptedRequest], at time: Int) throws(Problem) {
    try journal?.drain()
    var batch = AcceptedBatch()
    for request in requests { batch.add(request, at: time) }
    try bindTarget()
    try withExtendedLifetime(requests) { () throws(Problem) in
      try write(batch, run: run.withLock { $0.number }, generation: nil)
    }
  }

  /// Binds the ledger to where the run sends, if that was not done.
  func bindTarget() throws(Problem) {
    guard let target = run.withLock({ $0.unboundTarget }) else { return }
    // On the disk before the journal: else a power cut could keep what was accepted and forget by whom.
    try writeThrough { try target.bind($0) }
    run.withLock { $0.unboundTarget = nil }
  }

  /// - Parameter generation: What part of the journal is in the ledger with this batch.
  func write(_ batch: AcceptedBatch, run number: Int64, generation: Int64?) throws(Problem) {
    precondition(number != RunState.noRun, "'accepted' belongs between 'beginRun' and 'endRun'")
    let hasEarlierReviews = run.withLock { $0.hasEarlierReviews }
    let (places, released) = try write { database in
      var acceptance = try Acceptance(database, run: number, asksElsewhere: hasEarlierReviews) { place in
        self.run.withLock { $0.seenShared.contains(place) }
      }
      try acceptance.write(batch)
      if let generation {
        try database.execute(sql: "UPDATE state SET journal = ?", arguments: [generation])
      }
      return (acceptance.places, acceptance.parked?.released ?? 0)
    }
    let isFull = run.withLock { state in
      // Of an interrupted run: they are found again when it is.
      guard state.number == number else { return false }
      state.released += released
      state.places += places
      return state.places.count >= Self.maxPlaces
    }
    // The reviews are noted: where this fails the places are tried again with the next, and told by `endRun`.
    if isFull { try? writePlaces() }
  }

  /// Notes that requests of a run are known to be stored.
  public func confirm(run: Int, requests: [Int]) throws(Problem) {
    try journal?.drain()
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
  private let addOrigin, addUnconfirmed: Query
  private var products: ProductNumbers
  private let blocks: ReviewBlocks
  private let elsewhere: Elsewhere
  private let database: Database
  private var origin: OriginMemory
  /// Reviews that came to an origin, less those that left.
  private var inserted: [Int64: Int] = [:]
  private(set) var places: [Place] = []
  private(set) var parked: ParkedAcceptance?

  init(_ database: Database, run: Int64, asksElsewhere: Bool, isSeen: @escaping (Place) -> Bool) throws {
    self.run = run
    self.asksElsewhere = asksElsewhere
    self.isSeen = isSeen
    self.database = database
    addOrigin = try Query(database, "INSERT INTO origin (name) VALUES (?1)")
    addUnconfirmed = try Query(
      database,
      """
      INSERT OR REPLACE INTO unconfirmed (run, request, product, reviews, accepted) VALUES (?1, ?2, ?3, ?4, ?5)
      """)
    products = try ProductNumbers(database)
    blocks = try ReviewBlocks(database)
    elsewhere = try Elsewhere(database)
    origin = try OriginMemory(database)
    parked = try ParkedAcceptance(database, run: run)
  }

  /// Products and ids in their order: what the ledger does not have yet is appended.
  mutating func write(_ batch: AcceptedBatch) throws {
    places.reserveCapacity(batch.reviews.count)
    var numbers = [Int64](repeating: 0, count: batch.groups.count)
    var rest = batch.sortedGroups()[...]
    while let first = rest.first {
      let key = batch.groups[first].key
      let end = rest.firstIndex { compareBytes(batch.groups[$0].key, key) != 0 } ?? rest.endIndex
      let number = try note(batch, rest[..<end])
      for group in rest[..<end] { numbers[group] = number }
      rest = rest[end...]
    }
    for request in batch.requests where !request.isConfirmed {
      try noteUnconfirmed(request, product: numbers.isEmpty ? 0 : numbers[request.group])
    }
    try products.finish()
    try count(batch)
  }

  private func noteUnconfirmed(_ request: AcceptedBatch.Request, product: Int64) throws {
    addUnconfirmed.bind(1, run)
    addUnconfirmed.bind(2, Int64(request.number))
    addUnconfirmed.bind(3, product)
    addUnconfirmed.bind(4, Int64(request.reviews))
    addUnconfirmed.bind(5, Int64(request.time))
    try addUnconfirmed.run()
  }

  private func count(_ batch: AcceptedBatch) throws {
    let origin = try OriginCount(database)
    for (number, count) in inserted { try origin.add(count, to: number) }
    let update = try Query(
      database, "UPDATE run SET requests = requests + ?2, reviews = reviews + ?3 WHERE id = ?1")
    update.bind(1, run)
    update.bind(2, Int64(batch.requests.count))
    update.bind(3, Int64(batch.reviews.count))
    try update.run()
  }

  private mutating func originNumber(_ name: UnsafeBufferPointer<UInt8>) throws -> Int64 {
    if let number = try origin.number(of: name) { return number }
    addOrigin.bind(1, name)
    try addOrigin.run()
    return database.lastInsertedRowID
  }

  /// The reviews of one product; its number.
  private mutating func note(_ batch: AcceptedBatch, _ groups: ArraySlice<Int>) throws -> Int64 {
    let group = batch.groups[groups[groups.startIndex]]
    let origin = try originNumber(group.origin)
    let (product, isNew) = try products.number(of: group.key, origin: origin)
    let reviews =
      groups.count == 1 && Self.ascends(batch.reviews[group.reviews])
      ? batch.reviews[group.reviews] : Self.inOrder(batch, groups)
    let before = places.count
    try blocks.merge(reviews, product: product, isNew: isNew, run: run) { id in
      places.append(Place(idHash: IdentifierHash.of(origin: origin, id: id), product: product))
    }
    inserted[origin, default: 0] += places.count - before
    try parked?.note(reviews, key: group.key, origin: group.origin)
    if asksElsewhere, places.count > before {
      let known = Set(places[before...].map(\.idHash))
      for review in reviews {
        let hash = IdentifierHash.of(origin: origin, id: review.id)
        if known.contains(hash) { try settle(review.id, hash, product, origin) }
      }
    }
    return product
  }

  private static func ascends(_ reviews: ArraySlice<AcceptedReview>) -> Bool {
    var index = reviews.startIndex + 1
    while index < reviews.endIndex {
      if compareBytes(reviews[index - 1].id, reviews[index].id) >= 0 { return false }
      index += 1
    }
    return true
  }

  /// By id; of those of one id the one that was accepted last.
  private static func inOrder(_ batch: AcceptedBatch, _ groups: ArraySlice<Int>) -> ArraySlice<AcceptedReview>
  {
    let all = groups.flatMap { batch.reviews[batch.groups[$0].reviews] }
    let order = all.indices.sorted { one, other in
      let order = compareBytes(all[one].id, all[other].id)
      return order != 0 ? order < 0 : one < other
    }
    var sorted: [AcceptedReview] = []
    for index in order {
      if let last = sorted.last, compareBytes(last.id, all[index].id) == 0 { sorted.removeLast() }
      sorted.append(all[index])
    }
    return sorted[...]
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
      if try blocks.edit(id, product: other, { _ in false }) { inserted[origin, default: 0] -= 1 }
    }
    if isShared { try mark(id, product) }
  }

  private func mark(_ id: UnsafeBufferPointer<UInt8>, _ product: Int64) throws {
    _ = try blocks.edit(id, product: product) { review in
      review.isShared = true
      return true
    }
  }
}
