import GRDB
import Records

/// What is parked of a product, for people.
public struct ParkedAmount: Sendable, Equatable {
  /// The `product_identification` object.
  public var key: [UInt8]
  public var reviews: Int
  /// When the first of them was parked and the last was met, in seconds since 1970.
  public var first: Int
  public var last: Int
}

extension LedgerReader {
  /// Gives the products with parked reviews by their keys, beside a look at the catalog, in one state of both.
  public func forEachParked(
    _ use: (CatalogLookup) throws -> ((ParkedAmount) throws -> Void)
  ) throws(Problem) {
    try read { database in
      let take = try use(CatalogLookup(database))
      let products = try Query(
        database,
        """
        SELECT p.key, count(*), min(r.first), max(r.last) FROM parked_product p \
        CROSS JOIN parked r ON r.product = p.id GROUP BY p.key ORDER BY p.key
        """)
      defer { products.reset() }
      while try products.step() {
        try take(
          ParkedAmount(
            key: Array(products.bytes(0)), reviews: Int(products.integer(1)),
            first: Int(products.integer(2)), last: Int(products.integer(3))))
      }
    }
  }

  /// Where the ledger's reviews were sent to; nil before the first was accepted.
  public func target() throws(Problem) -> LedgerTarget? { try read { try LedgerTarget.bound($0) } }

  public func eventNotices() throws(Problem) -> EventNotices { try read { try EventNotices($0) } }

  public func parkedCount() throws(Problem) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM parked") ?? 0 }
  }

  /// Who deleted something at some moments (milliseconds since 1970), as events say; without those at which it may be
  /// one of several.
  public func authorsOfDeletions(at times: Set<Int64>) throws(Problem) -> [Int64: String] {
    guard !times.isEmpty else { return [:] }
    let authors = try read { database in
      let events = try Query(
        database,
        """
        SELECT time, ifnull(author, '') FROM event \
        WHERE type LIKE '%.product.deleted' OR type LIKE '%.product-model.deleted'
        """)
      defer { events.reset() }
      var authors: [Int64: Set<String>] = [:]
      while try events.step() {
        let time = events.integer(0)
        if times.contains(time) { authors[time, default: []].insert(events.text(1) ?? "") }
      }
      return authors
    }
    return authors.compactMapValues { $0.count == 1 ? $0.first : nil }.filter { !$0.value.isEmpty }
  }

  /// Gives all parked reviews as JSON Lines, product by product.
  ///
  /// ```
  /// {"origin":"Yotpo","external_id":"17","product":{…},"reason":"unknown",…,"run":3,"review":{…}}
  /// ```
  public func exportParked(_ write: (UnsafeBufferPointer<UInt8>) throws(Problem) -> Void) throws(Problem) {
    try read { database in
      let rows = try Query(
        database,
        """
        SELECT p.origin, r.external_id, p.key, p.reason, r.first, r.last, r.run, b.body FROM parked_product p \
        CROSS JOIN parked r ON r.product = p.id CROSS JOIN parked_body b ON b.id = r.id \
        ORDER BY p.key, r.external_id
        """)
      defer { rows.reset() }
      let lines = ByteBuffer(capacity: 1 << 17)
      while try rows.step() {
        ParkedLine.append(rows, to: lines)
        if lines.count < 1 << 16 { continue }
        try write(lines.all)
        lines.removeAll()
      }
      if lines.count > 0 { try write(lines.all) }
    }
  }
}

private enum ParkedLine {
  static func append(_ row: Query, to line: ByteBuffer) {
    line.append("{\"origin\":" as StaticString)
    ExportLine.string(row.bytes(0), to: line)
    line.append(",\"external_id\":" as StaticString)
    ExportLine.string(row.bytes(1), to: line)
    line.append(",\"product\":" as StaticString)
    line.append(row.bytes(2))
    line.append(",\"reason\":\"" as StaticString)
    line.append(row.text(3) ?? "")
    line.append("\",\"first\":\(row.integer(4)),\"last\":\(row.integer(5)),\"run\":\(row.integer(6)),")
    line.append("\"review\":" as StaticString)
    line.append(row.bytes(7))
    line.append("}\n" as StaticString)
  }
}
