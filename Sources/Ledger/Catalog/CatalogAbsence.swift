import GRDB

/// What whole readings have not shown, and therefore did not exist.
///
/// An item counts as deleted at the horizon, or when it was read last where that was later: events since then say that
/// it exists, whether they come before or after this is written.
struct CatalogAbsence {
  var parts: CatalogPart
  /// Numbers with commas between them.
  var readings: String
  /// When things were as the readings show them; what was read later is not theirs to tell.
  var shown: Int64
  /// Not after `shown`.
  var horizon: Int64
  /// Whether products that are known by an identifier alone are left as they are.
  var sparesNameless = false

  private static let since = "max(?1, ifnull(read, ?1))"

  /// One for products and one for models: much that is lost of one is not made up for by what is there of the other.
  func losses(_ database: Database) throws -> [CatalogLoss] {
    try [CatalogPart.products, .models].filter(parts.contains).map { part in
      var one = self
      one.parts = part
      return try one.loss(database)
    }
  }

  /// What stops counting because a product with a UUID stands for it is no loss.
  private func loss(_ database: Database) throws -> CatalogLoss {
    let standIn = parts == .products ? try CatalogSQL.isReplaced(database).map { " AND NOT (\($0))" } : nil
    let known = """
      SELECT count(*) FROM catalog_item WHERE \(CatalogSQL.isKnown)\(standIn ?? "") AND kind IN (\(kinds))
      """
    let lost = "\(known) AND \(unseen) AND \(CatalogSQL.newest) <= \(Self.since)"
    return CatalogLoss(
      part: parts, items: try Int.fetchOne(database, sql: lost, arguments: [horizon, shown]) ?? 0,
      known: try Int.fetchOne(database, sql: known) ?? 0)
  }

  func delete(_ database: Database) throws {
    try database.execute(
      sql: """
        UPDATE catalog_item SET deleted = \(Self.since) WHERE kind IN (\(kinds)) AND \(unseen) \
        AND ifnull(deleted, \(Int64.min)) < \(Self.since)
        """, arguments: [horizon, shown])
  }

  /// Known products that are left as they are because they are known by an identifier alone.
  func spared(_ database: Database) throws -> Int {
    guard sparesNameless, parts.contains(.products) else { return 0 }
    let sql = "SELECT count(*) FROM catalog_item WHERE \(CatalogSQL.isKnown) AND kind = 2"
    return try Int.fetchOne(database, sql: sql) ?? 0
  }

  private var kinds: String { Self.kinds(of: parts, sparingNameless: sparesNameless) }

  /// `CatalogKind` as numbers with commas between them.
  static func kinds(of parts: CatalogPart, sparingNameless: Bool = false) -> String {
    let products = parts.contains(.products)
    let all: [(CatalogKind, Bool)] = [
      (.product, products), (.productModel, parts.contains(.models)),
      (.productIdentifier, products && !sparingNameless),
    ]
    return all.filter(\.1).map { String($0.0.rawValue) }.joined(separator: ", ")
  }

  private var unseen: String {
    "ifnull(seen, 0) NOT IN (\(readings)) AND ifnull(read, \(Int64.min)) <= ?2"
  }
}
