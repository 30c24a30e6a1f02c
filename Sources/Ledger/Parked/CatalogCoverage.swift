import GRDB
import Records

/// How much of the PIM the catalog has, for deciding whether what it lacks does not exist.
public struct CatalogCoverage: Sendable, Equatable {
  /// Whether anything was read: events alone tell of some products, and say nothing of the others.
  public var isRead = false
  /// Whether all products were read at one time, and there were some.
  public var isWhole = false
  /// The latest moment that a reading shows, in milliseconds since 1970: an old export that was read today is old.
  public var newest: Int64?
  /// What products are found by, beside UUIDs and codes.
  public var keys: [String] = []

  init(_ database: Database) throws {
    let readings = try Query(
      database,
      """
      SELECT max(shown), max(complete & \(CatalogPart.products.rawValue) != 0 AND products > 0) FROM catalog_read \
      WHERE ended IS NOT NULL
      """)
    defer { readings.reset() }
    guard try readings.step(), let last = readings.optionalInteger(0) else { return }
    (isRead, newest) = (true, last)
    isWhole = readings.integer(1) != 0
    keys = try CatalogKeys(database).usable.map(\.name)
  }
}

extension Ledger {
  public func catalogCoverage() throws(Problem) -> CatalogCoverage { try read { try CatalogCoverage($0) } }
}

extension LedgerReader {
  public func catalogCoverage() throws(Problem) -> CatalogCoverage { try read { try CatalogCoverage($0) } }
}
