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
  /// Those that were accepted as they are since are let go, and those that this run has met are passed over.
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
  private var walk: ReviewWalk
  /// Of the product, where something of it was accepted.
  private let accepted: Int64?

  init(_ database: Database, _ product: ParkedProduct, run: Int64) throws {
    (self.product, self.run) = (product, run)
    list = try Query(
      database,
      """
      SELECT id, external_id, content, run, here, away FROM parked WHERE product = ?1 AND external_id > ?2 \
      ORDER BY external_id
      """)
    body = try Query(database, "SELECT body FROM parked_body WHERE id = ?1")
    offer = try Query(database, "UPDATE parked SET offered = ?2 WHERE id = ?1")
    rows = try ParkedRows(database)
    walk = try ReviewWalk(database)
    let find = try Query(database, "SELECT id FROM product WHERE key = ?1")
    accepted = try product.key.withUnsafeBufferPointer { key in
      find.bind(1, key)
      return try find.firstInteger()
    }
    if let accepted { walk.begin(accepted) }
  }

  private struct Entry {
    var row: ParkedRow
    var id: [UInt8]
    /// By the run that is going on, here or elsewhere.
    var isMet: Bool
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
        content: ContentHash(UnsafeRawBufferPointer(list.bytes(2))), run: list.integer(3),
        here: list.integer(4), offered: 0)
      let isMet = row.here == run || list.integer(5) == run
      entries.append(Entry(row: row, id: Array(list.bytes(1)), isMet: isMet))
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
    if entry.isMet { return false }
    if try isAccepted(entry) {
      try rows.remove(entry.row)
      return false
    }
    offer.bind(1, entry.row.number)
    offer.bind(2, run)
    try offer.run()
    return true
  }

  /// Whether the API has it as it is; an older text is never parked, since each run that meets the review renews it.
  private mutating func isAccepted(_ entry: Entry) throws -> Bool {
    guard accepted != nil else { return false }
    return try entry.id.withUnsafeBufferPointer { id in
      try walk.find(id).map { entry.row.content.isEqual(to: $0.content) } ?? false
    }
  }
}
