import GRDB
import Records
import Synchronization

/// An id, by its hash, at a product.
struct Place: Hashable, Comparable {
  var idHash: Int64
  var product: Int64

  static func < (one: Place, other: Place) -> Bool {
    one.idHash != other.idHash ? one.idHash < other.idHash : one.product < other.product
  }
}

extension Ledger {
  /// Places kept in memory (4 MiB) until they are sorted into the table.
  ///
  /// Hashes scatter: unsorted, each would write a page of its own.
  static let maxPlaces = 1 << 18

  /// Sorts the places of this run into the table.
  func writePlaces() throws(Problem) {
    let places = run.withLock { $0.places.sorted() }
    guard !places.isEmpty else { return }
    try write { try Place.insert(places, into: $0) }
    run.withLock { $0.places.removeFirst(places.count) }
  }

  /// Writes the places of runs that did not come to their end.
  func placeInterruptedRuns() throws(Problem) {
    guard let first = try read({ try Int64.fetchOne($0, sql: "SELECT min(id) FROM run WHERE placed = 0") })
    else { return }
    try LedgerProblem.translating(path) {
      try reader.read { database in
        let reviews = try Query(
          database,
          """
          SELECT review.external_id, review.product, product.origin FROM review \
          CROSS JOIN product ON product.id = review.product WHERE review.run >= ?1
          """)
        defer { reviews.reset() }
        reviews.bind(1, first)
        var places: [Place] = []
        while try reviews.step() {
          let hash = IdentifierHash.of(origin: reviews.integer(2), id: reviews.bytes(0))
          places.append(Place(idHash: hash, product: reviews.integer(1)))
          if places.count == Self.maxPlaces { try flush(&places) }
        }
        try flush(&places)
      }
    }
    try write { try $0.execute(sql: "UPDATE run SET placed = 1 WHERE placed = 0") }
  }

  private func flush(_ places: inout [Place]) throws {
    places.sort()
    try writer.write { [places] in try Place.insert(places, into: $0) }
    places.removeAll(keepingCapacity: true)
  }
}

extension Place {
  static func insert(_ places: [Place], into database: Database) throws {
    let insert = try Query(database, "INSERT OR IGNORE INTO place (id_hash, product) VALUES (?1, ?2)")
    for place in places {
      insert.bind(1, place.idHash)
      insert.bind(2, place.product)
      try insert.run()
    }
  }
}
