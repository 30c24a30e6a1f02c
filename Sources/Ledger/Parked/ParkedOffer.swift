import GRDB
import Records
import Synchronization

/// A product with parked reviews.
public struct ParkedProduct: Sendable {
  var number: Int64
  /// The `product_identification` object.
  public var key: [UInt8]
}

/// Parked reviews of a product that are to be sent.
public struct ParkedPage: Sendable {
  public struct Review: Sendable {
    public var id: [UInt8]
    /// Its JSON.
    public var body: [UInt8]
  }

  public var reviews: [Review] = []
  /// Where the next page begins; nil behind the last one.
  public var next: [UInt8]?
}

extension Ledger {
  /// Products with parked reviews, by their keys.
  ///
  /// - Parameter key: The one before.
  public func parkedProducts(after key: [UInt8], limit: Int = 256) throws(Problem) -> [ParkedProduct] {
    try read { database in
      let products = try Query(
        database, "SELECT id, key FROM parked_product WHERE key > ?1 ORDER BY key LIMIT \(limit)")
      defer { products.reset() }
      return try key.withUnsafeBufferPointer { key in
        products.bind(1, key)
        var found: [ParkedProduct] = []
        while try products.step() {
          found.append(ParkedProduct(number: products.integer(0), key: Array(products.bytes(1))))
        }
        return found
      }
    }
  }

  /// Takes some parked reviews of a product to be sent by this run; they stay parked until they are accepted.
  ///
  /// Those of which a later run had something accepted are let go, and those that this run has met are passed over.
  ///
  /// - Parameter id: The last review of the page before; nothing for the first page.
  public func offerParked(_ product: ParkedProduct, after id: [UInt8] = []) throws(Problem) -> ParkedPage {
    let number = run.withLock { $0.number }
    return try write { database in
      var offer = try ParkedOffer(database, product, run: number)
      return try id.withUnsafeBufferPointer { try offer.page(after: $0) }
    }
  }

  /// Parked reviews that were sent and accepted in this run.
  public func releasedReviews() throws(Problem) -> Int {
    try journal?.drain()
    return run.withLock { $0.released }
  }

  public func parkedCount() throws(Problem) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM parked") ?? 0 }
  }
}

/// Makes a page of parked reviews, inside a transaction.
private struct ParkedOffer {
  private static let maxReviews = 1024
  private static let maxBytes = 4 << 20

  private let product: ParkedProduct
  private let run: Int64
  private let list, body, offer: Query
  private let rows: ParkedRows
  private let elsewhere: Elsewhere
  private var walk: ReviewWalk
  /// Of the product, where something of it was accepted.
  private let accepted: Int64?
  private let origin: [UInt8]
  private let originNumber: Int64?

  init(_ database: Database, _ product: ParkedProduct, run: Int64) throws {
    (self.product, self.run) = (product, run)
    list = try Query(
      database,
      """
      SELECT id, external_id, hash, content, run, met, moved FROM parked WHERE product = ?1 AND external_id > ?2 \
      ORDER BY external_id
      """)
    body = try Query(database, "SELECT body FROM parked_body WHERE id = ?1")
    offer = try Query(database, "UPDATE parked SET run = ?2, offered = ?3 WHERE id = ?1")
    rows = try ParkedRows(database)
    elsewhere = try Elsewhere(database)
    walk = try ReviewWalk(database)
    let find = try Query(database, "SELECT id FROM product WHERE key = ?1")
    accepted = try product.key.withUnsafeBufferPointer { key in
      find.bind(1, key)
      return try find.firstInteger()
    }
    origin = Array(
      try String.fetchOne(
        database, sql: "SELECT CAST(origin AS TEXT) FROM parked_product WHERE id = ?",
        arguments: [product.number])?.utf8 ?? "".utf8)
    var memory = try OriginMemory(database)
    originNumber = try origin.withUnsafeBufferPointer { try memory.number(of: $0) }
    if let accepted { walk.begin(accepted) }
  }

  private struct Entry {
    var row: ParkedRow
    var id: [UInt8]
    var hash: Int64
    var isMoved: Bool
  }

  mutating func page(after id: UnsafeBufferPointer<UInt8>) throws -> ParkedPage {
    defer { walk.end() }
    var page = ParkedPage()
    var bytes = 0
    let entries = try entries(after: id)
    for entry in entries {
      if bytes >= Self.maxBytes { return page }
      page.next = entry.id
      guard try isDue(entry) else { continue }
      let text = try text(entry.row)
      bytes += text.count
      page.reviews.append(.init(id: entry.id, body: text))
    }
    if entries.count < Self.maxReviews { page.next = nil }
    return page
  }

  private func entries(after id: UnsafeBufferPointer<UInt8>) throws -> [Entry] {
    list.bind(1, product.number)
    list.bind(2, id)
    defer { list.reset() }
    var entries: [Entry] = []
    while entries.count < Self.maxReviews, try list.step() {
      let row = ParkedRow(
        number: list.integer(0), product: product.number,
        content: ContentHash(UnsafeRawBufferPointer(list.bytes(3))), run: list.integer(4),
        met: list.integer(5), offered: 0)
      entries.append(
        Entry(
          row: row, id: Array(list.bytes(1)), hash: list.integer(2), isMoved: list.integer(6) == run))
    }
    return entries
  }

  private func text(_ row: ParkedRow) throws -> [UInt8] {
    body.bind(1, row.number)
    defer { body.reset() }
    guard try body.step() else { throw ReviewBlock.damage }
    return Array(body.bytes(0))
  }

  /// Whether a review is to be sent; what is not needed any more is removed.
  private mutating func isDue(_ entry: Entry) throws -> Bool {
    if entry.row.met == run || entry.isMoved { return false }
    return try entry.id.withUnsafeBufferPointer { id in
      if try isObsolete(entry, id) {
        try rows.remove(entry.row)
        return false
      }
      try take(entry, id)
      return true
    }
  }

  /// Whether the API has it, or a later run has sent or parked something newer.
  private mutating func isObsolete(_ entry: Entry, _ id: UnsafeBufferPointer<UInt8>) throws -> Bool {
    if accepted != nil, let known = try walk.find(id) {
      return entry.row.content.isEqual(to: known.content) || known.run > entry.row.run
    }
    let parked = try origin.withUnsafeBufferPointer {
      try rows.places(of: id, hash: entry.hash, origin: $0)
    }
    if parked.contains(where: { $0.product != product.number && $0.run > entry.row.run }) { return true }
    guard let originNumber else { return false }
    var isNewer = false
    let hash = IdentifierHash.of(origin: originNumber, id: id)
    try elsewhere.forEach(hash, id, but: accepted) { _, run in isNewer = isNewer || run > entry.row.run }
    return isNewer
  }

  /// The places of one review that were met together stay together: none is older than this one's acceptance.
  private func take(_ entry: Entry, _ id: UnsafeBufferPointer<UInt8>) throws {
    let places = try origin.withUnsafeBufferPointer {
      try rows.places(of: id, hash: entry.hash, origin: $0)
    }
    for row in places where row.run == entry.row.run {
      offer.bind(1, row.number)
      offer.bind(2, run)
      offer.bind(3, row.number == entry.row.number ? run : row.offered)
      try offer.run()
    }
  }
}
