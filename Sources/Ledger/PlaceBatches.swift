import GRDB
import Records

/// Sorted batches of places, of which each is about twice as large as the next newer one.
///
/// Hashes scatter: a row for each would write a page for each. So the places of a run are appended as a batch, and
/// batches that are no larger than what comes behind them are merged into one; there are never more than some twenty.
enum PlaceBatches {
  /// Places in a row at least; those of one hash are in one row.
  static let rowPlaces = 76
  static let placeBytes = 12

  /// Adds places that are in their order.
  static func add(_ places: [Place], to database: Database) throws {
    guard !places.isEmpty else { return }
    var total = places.count
    var sources = [PlaceSource(places)]
    let batches = try Query(database, "SELECT id, places FROM place_batch ORDER BY id DESC")
    let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM place_batch") ?? 0
    while try batches.step(), batches.integer(1) <= total {
      total += Int(batches.integer(1))
      sources.append(try PlaceSource(database, batch: batches.integer(0)))
    }
    batches.reset()
    var writer = try PlaceWriter(database, batch: newest + 1)
    try merge(&sources, into: &writer)
    try writer.finish()
    for source in sources { try remove(source.batch, from: database) }
  }

  private static func merge(_ sources: inout [PlaceSource], into writer: inout PlaceWriter) throws {
    while true {
      var lowest: (place: Place, source: Int)?
      for index in sources.indices {
        guard let place = sources[index].first else { continue }
        if let known = lowest, known.place <= place { continue }
        lowest = (place, index)
      }
      guard let lowest else { return }
      try writer.append(lowest.place)
      try sources[lowest.source].advance()
    }
  }

  private static func remove(_ batch: Int64?, from database: Database) throws {
    guard let batch else { return }
    try database.execute(sql: "DELETE FROM place WHERE batch = ?", arguments: [batch])
    try database.execute(sql: "DELETE FROM place_batch WHERE id = ?", arguments: [batch])
  }

  @inline(__always) static func place(_ index: Int, of row: UnsafeBufferPointer<UInt8>) -> Place {
    let bytes = UnsafeRawBufferPointer(row)
    let offset = index * placeBytes
    let hash = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int64.self))
    let product = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt32.self))
    return Place(idHash: hash, product: Int64(product))
  }
}

/// Gives the places of a batch one after the other.
private struct PlaceSource {
  let batch: Int64?
  private let rows: Query?
  private var places: [Place]
  private var index = 0

  init(_ places: [Place]) {
    (batch, rows) = (nil, nil)
    self.places = places
  }

  init(_ database: Database, batch: Int64) throws {
    self.batch = batch
    // One statement for all batches, so each row is sought anew.
    rows = try Query(
      database, "SELECT places FROM place WHERE batch = ?1 AND first > ?2 ORDER BY first LIMIT 1")
    places = []
    try load(behind: .min)
  }

  /// Nil at the end.
  @inline(__always) var first: Place? { index < places.count ? places[index] : nil }

  mutating func advance() throws {
    index += 1
    if index == places.count, let last = places.last { try load(behind: last.idHash) }
  }

  private mutating func load(behind hash: Int64) throws {
    guard let batch, let rows else { return }
    places.removeAll(keepingCapacity: true)
    index = 0
    rows.bind(1, batch)
    rows.bind(2, hash)
    if try rows.step() {
      let row = rows.bytes(0)
      for index in 0..<row.count / PlaceBatches.placeBytes {
        places.append(PlaceBatches.place(index, of: row))
      }
    }
    rows.reset()
  }
}

/// Writes a batch of places that come in their order.
private struct PlaceWriter {
  private let insert, note: Query
  private let batch: Int64
  private let row = ByteBuffer(capacity: 1 << 10)
  private var first: Int64 = 0
  private var last: Place?
  private var count = 0

  init(_ database: Database, batch: Int64) throws {
    insert = try Query(database, "INSERT INTO place (batch, first, places) VALUES (?1, ?2, ?3)")
    note = try Query(database, "INSERT INTO place_batch (id, places) VALUES (?1, ?2)")
    self.batch = batch
  }

  mutating func append(_ place: Place) throws {
    if place == last { return }
    if row.count >= PlaceBatches.rowPlaces * PlaceBatches.placeBytes, place.idHash != last?.idHash {
      try flush()
    }
    if row.count == 0 { first = place.idHash }
    withUnsafeBytes(of: place.idHash.littleEndian) { row.append($0.bindMemory(to: UInt8.self)) }
    let product = UInt32(truncatingIfNeeded: place.product).littleEndian
    withUnsafeBytes(of: product) { row.append($0.bindMemory(to: UInt8.self)) }
    last = place
    count += 1
  }

  mutating func finish() throws {
    try flush()
    note.bind(1, batch)
    note.bind(2, Int64(count))
    try note.run()
  }

  private func flush() throws {
    guard row.count > 0 else { return }
    insert.bind(1, batch)
    insert.bind(2, first)
    insert.bind(3, row.all)
    try insert.run()
    row.removeAll()
  }
}

/// Finds the products of a hash in all batches.
final class PlaceSearch {
  private let database: Database
  private let rows: Query
  private var batches: [Int64]?

  init(_ database: Database) throws {
    self.database = database
    rows = try Query(
      database, "SELECT places FROM place WHERE batch = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1")
  }

  func products(of hash: Int64) throws -> [Int64] {
    let batches = try batches ?? Int64.fetchAll(database, sql: "SELECT id FROM place_batch ORDER BY id")
    self.batches = batches
    var products: [Int64] = []
    for batch in batches {
      rows.bind(1, batch)
      rows.bind(2, hash)
      if try rows.step() { Self.find(hash, in: rows.bytes(0), &products) }
      rows.reset()
    }
    return products
  }

  private static func find(_ hash: Int64, in row: UnsafeBufferPointer<UInt8>, _ products: inout [Int64]) {
    for index in 0..<row.count / PlaceBatches.placeBytes {
      let place = PlaceBatches.place(index, of: row)
      if place.idHash > hash { return }
      if place.idHash == hash, !products.contains(place.product) { products.append(place.product) }
    }
  }
}
