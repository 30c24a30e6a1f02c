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
  /// Places kept in memory (4 MiB) until they become a sorted batch of the table.
  static let maxPlaces = 1 << 18

  /// Writes the places of this run.
  func writePlaces() throws(Problem) {
    // Taken out at once, since two threads may come here: a request too large for the journal is written by its own.
    let places = run.withLock { state in
      defer { state.places = [] }
      return state.places
    }
    guard !places.isEmpty else { return }
    do throws(Problem) {
      try write { try PlaceBatches.add(places.sorted(), to: $0) }
    } catch {
      run.withLock { $0.places += places }
      throw error
    }
  }

  /// Writes the places of runs that did not come to their end.
  func placeInterruptedRuns() throws(Problem) {
    guard let first = try read({ try Int64.fetchOne($0, sql: "SELECT min(id) FROM run WHERE placed = 0") })
    else { return }
    try LedgerProblem.translating(path) {
      try reader.read { database in
        let blocks = try Query(
          database,
          """
          SELECT block.reviews, product.id, product.origin FROM product \
          CROSS JOIN block ON block.product = product.id
          """)
        defer { blocks.reset() }
        var places: [Place] = []
        while try blocks.step() {
          var reviews = BlockReader(blocks.bytes(0))
          while let review = try reviews.next() {
            if review.run < first { continue }
            let hash = IdentifierHash.of(origin: blocks.integer(2), id: review.id)
            places.append(Place(idHash: hash, product: blocks.integer(1)))
          }
          if places.count >= Self.maxPlaces { try flush(&places) }
        }
        try flush(&places)
      }
    }
    try write { try $0.execute(sql: "UPDATE run SET placed = 1 WHERE placed = 0") }
  }

  private func flush(_ places: inout [Place]) throws {
    places.sort()
    try writer.write { [places] in try PlaceBatches.add(places, to: $0) }
    places.removeAll(keepingCapacity: true)
  }
}
