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

  /// Whether a catalog was read.
  public func hasCatalog() throws(Problem) -> Bool {
    try read { database in
      try Bool.fetchOne(
        database, sql: "SELECT EXISTS (SELECT 1 FROM catalog_read WHERE ended IS NOT NULL)") ?? false
    }
  }

  public func parkedCount() throws(Problem) -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT count(*) FROM parked") ?? 0 }
  }

  /// Who deleted something at a moment (milliseconds since 1970), as its event says.
  public func authorOfDeletion(at time: Int64) throws(Problem) -> String? {
    try read { database in
      try String.fetchOne(
        database,
        sql: """
          SELECT author FROM event WHERE time = ? AND author IS NOT NULL AND \
          (type LIKE '%.product.deleted' OR type LIKE '%.product-model.deleted') LIMIT 1
          """,
        arguments: [time])
    }
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
