import GRDB

/// Parked reviews that a run met at another product.
///
/// A review with several products is met at each of them, so which places it has left is known at the end only, and
/// only where the run has met all that exists.
enum ParkedMoves {
  /// At the end of a run that has met all there is, and all of it was good.
  static func finish(_ database: Database, run: Int64) throws {
    let left = "away = \(run) AND here < \(run)"
    try database.execute(
      sql: """
        DELETE FROM parked_body WHERE id IN (SELECT id FROM parked WHERE \(left));
        DELETE FROM parked WHERE \(left)
        """)
    try forget(database)
    try removeEmptyProducts(database)
  }

  /// What another run has not met may be there all the same.
  static func forget(_ database: Database) throws {
    try database.execute(sql: "UPDATE parked SET away = 0 WHERE away > 0")
  }

  static func removeEmptyProducts(_ database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM parked_product WHERE NOT EXISTS (SELECT 1 FROM parked WHERE parked.product = parked_product.id)
        """)
  }
}
