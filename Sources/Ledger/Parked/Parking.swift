import GRDB
import Records
import Synchronization

/// Where reviews that are met come from.
public enum ParkingSource: Sendable {
  /// From an export.
  case export
  /// From what an earlier run rejected or was refused; nil where its number is not known, and it counts as the oldest.
  ///
  /// `resends`: also where something newer is known.
  case retry(of: Int?, resends: Bool)
}

extension Ledger {
  /// Gives a look at one state of the catalog.
  public func readCatalog<T>(_ body: (CatalogLookup) throws -> T) throws(Problem) -> T {
    try read { try body(CatalogLookup($0)) }
  }

  /// Parks reviews, and brings what is parked up to date with what this run has met.
  ///
  /// One transaction for all, none where nothing of it is parked. Verdicts become `.superseded` where something newer
  /// than what is sent again is parked.
  ///
  /// - Parameters:
  ///   - verdicts: What becomes of each review; those to be parked are `.parked`.
  ///   - reasons: Of each product of `keys`, where its reviews are parked.
  ///   - body: The JSON of a review.
  /// - Returns: How many were not parked before.
  @discardableResult public func park(
    _ keys: ReviewKeys, _ verdicts: inout [Verdict], reasons: [ParkedReason?],
    from source: ParkingSource = .export, at time: Int, body: (Int) -> UnsafeBufferPointer<UInt8>
  ) throws(Problem) -> Int {
    let (number, hints) = run.withLock { ($0.number, $0.parked) }
    let hashes = Self.hashes(keys, verdicts, hints)
    guard !hashes.isEmpty else { return 0 }
    var given = verdicts
    let added = try write { database in
      var parking = try Parking(rows: ParkedRows(database), run: number, source: source, time: time)
      try parking.write(keys, &given, hashes, reasons, body)
      return parking.added
    }
    for (review, hash) in hashes where given[review] == .parked { hints.insert(hash) }
    if given.contains(.parked) { run.withLock { $0.hasParked = true } }
    verdicts = given
    return added
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
///
/// A row is only ever renewed by a text that is as new or newer, and goes only where the API is known to have that text.
private struct Parking {
  private let rows: ParkedRows
  private let run: Int64
  private let source: ParkingSource
  /// The run whose inputs had the texts.
  private let age: Int64
  private let time: Int
  /// Reviews that were not parked before.
  private(set) var added = 0

  init(rows: ParkedRows, run: Int64, source: ParkingSource, time: Int) {
    (self.rows, self.run, self.source, self.time) = (rows, run, source, time)
    switch source {
    case .export: age = run
    case .retry(let earlier, _): age = Int64(earlier ?? 0)
    }
  }

  mutating func write(
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
          id: id, hash: hash, product: number,
          text: ParkedText(content: keys.reviews[review].content, body: body(review), run: age),
          here: places.first { $0.product == number }, elsewhere: places.filter { $0.product != number })
        if isSuperseded(visit, verdicts[review]) {
          verdicts[review] = .superseded
        } else {
          try settle(visit, verdicts[review])
        }
      }
    }
  }

  /// A review that was met, and where it is parked.
  private struct Visit {
    var id: UnsafeBufferPointer<UInt8>
    var hash: Int64
    var product: Int64?
    var text: ParkedText
    var here: ParkedRow?
    var elsewhere: [ParkedRow]
  }

  /// Whether a later run has parked something newer than what is sent again.
  private func isSuperseded(_ visit: Visit, _ verdict: Verdict) -> Bool {
    guard case .retry(_, let resends) = source, verdict == .parked || verdict.needsSending && !resends
    else { return false }
    return (visit.elsewhere + (visit.here.map { [$0] } ?? [])).contains {
      $0.run > age && $0.content != visit.text.content
    }
  }

  private mutating func settle(_ visit: Visit, _ verdict: Verdict) throws {
    if verdict == .superseded { return }
    if let here = visit.here {
      // What is to be sent stays parked until it is accepted: it may be refused, or never arrive.
      if here.run <= age {
        if verdict == .unchanged { try rows.remove(here) } else { try rows.renew(here, visit.text, at: time) }
      }
    } else if verdict == .parked, let product = visit.product {
      try rows.add(visit.id, hash: visit.hash, product: product, visit.text, at: time)
      added += 1
    }
    try follow(visit)
  }

  /// The other products at which the review is parked get its newer text, and those that an export does not have it at
  /// any more are known at the end.
  private func follow(_ visit: Visit) throws {
    var away: Int64 = 0
    if case .export = source { away = run }
    for row in visit.elsewhere where row.here < run && (row.run < age || away == run) {
      try rows.follow(row, visit.text, away: away)
    }
  }
}

/// Lets parked reviews go when they are accepted as they are, in the transaction that notes the acceptance.
///
/// A newer text was parked before it was sent, so another text than the parked one is an older one.
struct ParkedAcceptance {
  private let rows: ParkedRows
  private let releases: ParkedReleases
  private let run: Int64
  /// Reviews that this run sent from the parked ones.
  private(set) var released = 0

  /// Nil where nothing is parked.
  init?(_ database: Database, run: Int64) throws {
    guard try Query(database, "SELECT 1 FROM parked LIMIT 1").firstInteger() != nil else { return nil }
    (rows, releases) = (try ParkedRows(database), try ParkedReleases(database))
    self.run = run
  }

  mutating func note(
    _ reviews: ArraySlice<AcceptedReview>, key: UnsafeBufferPointer<UInt8>,
    origin: UnsafeBufferPointer<UInt8>
  ) throws {
    guard let product = try rows.number(of: key) else { return }
    for review in reviews {
      let hash = IdentifierHash.of(originName: origin, id: review.id)
      for row in try rows.places(of: review.id, hash: hash, origin: origin)
      where row.product == product && review.content == row.content {
        if row.offered == run {
          released += 1
          try releases.note(hash, run: run, text: row.run)
        }
        try rows.remove(row)
      }
    }
  }
}
