import GRDB
import Records
import Synchronization

extension Ledger {
  /// Whether a catalog was read: events alone tell of some products, and say nothing of the others.
  public func hasCatalog() throws(Problem) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM catalog_read WHERE ended IS NOT NULL)") ?? false
    }
  }

  /// Gives a look at one state of the catalog.
  public func readCatalog<T>(_ body: (CatalogLookup) throws -> T) throws(Problem) -> T {
    try read { try body(CatalogLookup($0)) }
  }

  /// Parks reviews, and brings what is parked up to date with what this run has met.
  ///
  /// One transaction for all, none where nothing of it is parked. Verdicts become `.superseded` where a run later
  /// than the one that is retried has parked something newer.
  ///
  /// - Parameters:
  ///   - verdicts: What becomes of each review; those to be parked are `.parked`.
  ///   - reasons: Of each product of `keys`, where its reviews are parked.
  ///   - retriedRun: The run that the reviews come from, where that is an earlier one.
  ///   - body: The JSON of a review.
  public func park(
    _ keys: ReviewKeys, _ verdicts: inout [Verdict], reasons: [ParkedReason?], retriedRun: Int? = nil,
    at time: Int, body: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    let (number, hints) = run.withLock { ($0.number, $0.parked) }
    let hashes = Self.hashes(keys, verdicts, hints)
    guard !hashes.isEmpty else { return }
    var given = verdicts
    try write { database in
      let parking = try Parking(
        rows: ParkedRows(database), run: number, retriedRun: retriedRun.map(Int64.init), time: time)
      try parking.write(keys, &given, hashes, reasons, body)
    }
    for (review, hash) in hashes where given[review] == .parked { hints.insert(hash) }
    if given.contains(.parked) { run.withLock { $0.hasParked = true } }
    verdicts = given
  }

  /// The reviews that are to be parked or may be parked, in order.
  private static func hashes(
    _ keys: ReviewKeys, _ verdicts: [Verdict], _ hints: ParkedHints
  ) -> [(review: Int, hash: Int64)] {
    if hints.isEmpty && !verdicts.contains(.parked) { return [] }
    var found: [(review: Int, hash: Int64)] = []
    for product in keys.products.indices {
      let origin = keys.view(keys.products[product].origin)
      for review in keys.reviews(of: product) {
        let hash = IdentifierHash.of(originName: origin, id: keys.view(keys.reviews[review].id))
        if verdicts[review] == .parked || hints.mayHave(hash) { found.append((review, hash)) }
      }
    }
    return found
  }
}

/// Brings the parked reviews up to date with those of a batch, inside a transaction.
private struct Parking {
  let rows: ParkedRows
  let run: Int64
  let retriedRun: Int64?
  let time: Int

  func write(
    _ keys: ReviewKeys, _ verdicts: inout [Verdict], _ hashes: [(review: Int, hash: Int64)],
    _ reasons: [ParkedReason?], _ body: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws {
    var rest = hashes[...]
    for product in keys.products.indices {
      let reviews = keys.reviews(of: product)
      let own = rest.prefix { reviews.contains($0.review) }
      rest = rest.dropFirst(own.count)
      if own.isEmpty { continue }
      let (origin, key) = (keys.view(keys.products[product].origin), keys.view(keys.products[product].key))
      let parks = own.contains { verdicts[$0.review] == .parked }
      let number =
        parks
        ? try rows.number(of: key, origin: origin, for: reasons[product] ?? .other) : try rows.number(of: key)
      for (review, hash) in own {
        let id = keys.view(keys.reviews[review].id)
        let places = try rows.places(of: id, hash: hash, origin: origin)
        let visit = Visit(
          id: id, hash: hash, content: keys.reviews[review].content, product: number,
          here: places.first { $0.product == number }, elsewhere: places.filter { $0.product != number })
        if isSuperseded(visit, verdicts[review]) {
          verdicts[review] = .superseded
        } else {
          try settle(visit, verdicts[review], body(review))
        }
      }
    }
  }

  /// A review that was met, and where it is parked.
  private struct Visit {
    var id: UnsafeBufferPointer<UInt8>
    var hash: Int64
    var content: ContentHash
    var product: Int64?
    var here: ParkedRow?
    var elsewhere: [ParkedRow]
  }

  /// Whether a later run has parked something newer than what is sent again.
  private func isSuperseded(_ visit: Visit, _ verdict: Verdict) -> Bool {
    guard let retriedRun, verdict.needsSending || verdict == .parked else { return false }
    if let here = visit.here, here.content == visit.content { return false }
    return (visit.elsewhere + (visit.here.map { [$0] } ?? [])).contains { $0.run > retriedRun }
  }

  private func settle(_ visit: Visit, _ verdict: Verdict, _ body: UnsafeBufferPointer<UInt8>) throws {
    let left = visit.elsewhere.filter { $0.run < run }
    switch verdict {
    case .parked:
      if let here = visit.here {
        try rows.renew(here, visit.content, body, run: run, at: time)
      } else if let product = visit.product {
        try rows.add(
          visit.id, hash: visit.hash, product: product, visit.content, body, run: run, at: time)
      }
      for row in left { try rows.move(row, run: run) }
    case .unchanged:
      if let here = visit.here { try rows.remove(here) }
      for row in left { try rows.move(row, run: run) }
    case .new, .changed, .moved:
      // It stays parked until it is accepted: what is sent may be refused, or never arrive.
      if let here = visit.here {
        try rows.renew(here, visit.content, body, run: run, at: time)
        try rows.meet(here, run: run)
      }
      for row in left { try rows.meet(row, run: run) }
    case .superseded, .rejected: break
    }
  }
}

/// Lets parked reviews go when they are accepted, in the transaction that notes the acceptance.
struct ParkedAcceptance {
  private let rows: ParkedRows
  private let run: Int64
  /// Reviews that this run sent from the parked ones.
  private(set) var released = 0

  /// Nil where nothing is parked.
  init?(_ database: Database, run: Int64) throws {
    guard try Query(database, "SELECT 1 FROM parked LIMIT 1").firstInteger() != nil else { return nil }
    rows = try ParkedRows(database)
    self.run = run
  }

  mutating func note(
    _ reviews: ArraySlice<AcceptedReview>, key: UnsafeBufferPointer<UInt8>,
    origin: UnsafeBufferPointer<UInt8>
  ) throws {
    let product = try rows.number(of: key)
    for review in reviews {
      let hash = IdentifierHash.of(originName: origin, id: review.id)
      for row in try rows.places(of: review.id, hash: hash, origin: origin) {
        if row.product == product, row.run < run || row.content == review.content {
          if row.offered == run { released += 1 }
          try rows.remove(row)
        } else if row.product != product, row.run < run {
          try rows.move(row, run: run)
        }
      }
    }
  }
}
