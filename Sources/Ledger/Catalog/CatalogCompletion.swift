import GRDB
import Records

extension CatalogStore {
  /// Notes that readings have shown parts of the catalog whole: what they lack counts as deleted from then on.
  ///
  /// - Parameter readings: Ended ones that showed things as they were at the same moment.
  /// - Returns: How many items were known until now.
  public func complete(_ parts: CatalogPart, by readings: [CatalogReading]) throws(Problem) -> Int {
    guard let shown = readings.map(\.facts.shown).min() else { return 0 }
    let numbers = readings.map { String($0.facts.number) }.joined(separator: ", ")
    return try write { database in
      var count = 0
      for part in [CatalogPart.products, .models] where parts.contains(part) {
        count += try Self.delete(part, unseenBy: numbers, shown: shown, database)
      }
      for reading in readings {
        try database.execute(
          sql: "UPDATE catalog_read SET complete = ?, deleted = ? WHERE id = ?",
          arguments: [reading.parts.intersection(parts).rawValue, count, reading.facts.number])
      }
      return count
    }
  }

  private static func delete(
    _ part: CatalogPart, unseenBy numbers: String, shown: Int64, _ database: Database
  ) throws -> Int {
    let unseen = """
      kind \(part == .models ? "= 1" : "IN (0, 2)") AND ifnull(seen, 0) NOT IN (\(numbers)) \
      AND ifnull(read, \(Int64.min)) <= ?1
      """
    let known = """
      SELECT count(*) FROM catalog_item WHERE \(unseen) AND \(CatalogSQL.newest) <= ?1 AND \(CatalogSQL.isKnown)
      """
    let count = try Int.fetchOne(database, sql: known, arguments: [shown]) ?? 0
    try database.execute(
      sql: "UPDATE catalog_item SET deleted = ?1 WHERE \(unseen) AND ifnull(deleted, \(Int64.min)) < ?1",
      arguments: [shown])
    return count
  }
}
