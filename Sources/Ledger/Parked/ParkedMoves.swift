import GRDB

/// Parked reviews that a run met at another product.
///
/// A review with several products is met at each of them, so which places it has left is known at the end only.
enum ParkedMoves {
  /// At the end of a run that has met all it had to.
  static func finish(_ database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM parked_body WHERE id IN (SELECT id FROM parked WHERE moved > 0 AND moved > run);
        DELETE FROM parked WHERE moved > 0 AND moved > run
        """)
    try forget(database)
    try removeEmptyProducts(database)
  }

  /// What a run that broke off has not met may be there all the same.
  static func forget(_ database: Database) throws {
    try database.execute(sql: "UPDATE parked SET moved = 0 WHERE moved > 0")
  }

  static func removeEmptyProducts(_ database: Database) throws {
    try database.execute(
      sql: """
        DELETE FROM parked_product WHERE NOT EXISTS (SELECT 1 FROM parked WHERE parked.product = parked_product.id)
        """)
  }
}
