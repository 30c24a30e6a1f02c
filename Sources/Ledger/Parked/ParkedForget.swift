import GRDB
import Records

extension Ledger {
  /// Forgets parked reviews: their texts are gone, unless the next export has them; the number forgotten.
  public func forgetParked(_ what: Forgetting) throws(Problem) -> Int {
    try write { database in
      let before = try Self.parked(database)
      switch what {
      case .everything: try Self.removeParked(database, where: "1", [])
      case .origin(let name):
        try Self.removeParked(
          database, where: "product IN (SELECT id FROM parked_product WHERE CAST(origin AS TEXT) = ?)", [name]
        )
      case .externalID(let id, let origin):
        try Self.removeParked(
          database,
          where: """
            CAST(external_id AS TEXT) = ?1 AND (?2 IS NULL OR product IN \
            (SELECT id FROM parked_product WHERE CAST(origin AS TEXT) = ?2))
            """, [id, origin])
      case .products(let isWanted):
        for number in try Self.parkedProducts(isWanted, database) {
          try Self.removeParked(database, where: "product = ?", [number])
        }
      }
      try ParkedMoves.removeEmptyProducts(database)
      return try before - Self.parked(database)
    }
  }

  private static func parked(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM parked") ?? 0
  }

  private static func removeParked(
    _ database: Database, where condition: String, _ arguments: [(any DatabaseValueConvertible)?]
  ) throws {
    let arguments = StatementArguments(arguments)
    try database.execute(
      sql: "DELETE FROM parked_body WHERE id IN (SELECT id FROM parked WHERE \(condition))",
      arguments: arguments)
    try database.execute(sql: "DELETE FROM parked WHERE \(condition)", arguments: arguments)
  }

  private static func parkedProducts(
    _ isWanted: (UnsafeBufferPointer<UInt8>) -> Bool, _ database: Database
  ) throws -> [Int64] {
    let products = try Query(database, "SELECT id, key FROM parked_product")
    defer { products.reset() }
    var found: [Int64] = []
    while try products.step() {
      if isWanted(products.bytes(1)) { found.append(products.integer(0)) }
    }
    return found
  }
}
