import GRDB
import Records

/// What is to be forgotten; the next run sends it again if it is still in the export.
public enum Forgetting: Sendable {
  case everything
  case origin(String)
  /// An id, at any product, of one origin or of all.
  case externalID(String, origin: String?)
  /// The products whose `product_identification` object is wanted.
  case products(@Sendable (UnsafeBufferPointer<UInt8>) -> Bool)
}

extension Ledger {
  /// Forgets what was accepted, not the runs; the number of reviews forgotten.
  public func forget(_ what: Forgetting) throws(Problem) -> Int {
    try writePlaces()
    return try write { database in
      switch what {
      case .everything: try Self.forgetAll(database)
      case .origin(let name): try Self.forget(products: Self.products(of: name, database), database)
      case .externalID(let id, let origin): try Self.forget(Array(id.utf8), of: origin, database)
      case .products(let isWanted): try Self.forget(products: Self.products(isWanted, database), database)
      }
    }
  }

  /// Gives space that is no longer used back to the file system; the bytes of the file before and after.
  public func vacuum() throws(Problem) -> (before: Int, after: Int) {
    try LedgerProblem.translating(path) {
      try writer.writeWithoutTransaction { database in
        let before = try Self.byteCount(database)
        try database.execute(sql: "VACUUM")
        _ = try Row.fetchAll(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        return (before, try Self.byteCount(database))
      }
    }
  }

  private static func byteCount(_ database: Database) throws -> Int {
    let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    return try pages * (Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
  }

  private static func forgetAll(_ database: Database) throws -> Int {
    let count = try Int.fetchOne(database, sql: "SELECT sum(reviews) FROM origin") ?? 0
    for table in ["review", "place", "product", "origin", "unconfirmed"] {
      try database.execute(sql: "DELETE FROM \(table)")
    }
    return count
  }

  private static func products(of origin: String, _ database: Database) throws -> [(Int64, origin: Int64)] {
    var memory = try OriginMemory(database)
    let name = Array(origin.utf8)
    guard let number = try name.withUnsafeBufferPointer({ try memory.number(of: $0) }) else { return [] }
    let products = try Int64.fetchAll(
      database, sql: "SELECT id FROM product WHERE origin = ?", arguments: [number])
    return products.map { ($0, number) }
  }

  private static func products(
    _ isWanted: (UnsafeBufferPointer<UInt8>) -> Bool, _ database: Database
  ) throws -> [(Int64, origin: Int64)] {
    let products = try Query(database, "SELECT id, origin, key FROM product")
    defer { products.reset() }
    var found: [(Int64, origin: Int64)] = []
    while try products.step() {
      if isWanted(products.bytes(2)) { found.append((products.integer(0), products.integer(1))) }
    }
    return found
  }

  private static func forget(products: [(Int64, origin: Int64)], _ database: Database) throws -> Int {
    let removal = try Removal(database)
    let reviews = try Query(database, "SELECT external_id FROM review WHERE product = ?1")
    var count = 0
    for (product, origin) in products {
      reviews.bind(1, product)
      while try reviews.step() {
        let hash = IdentifierHash.of(origin: origin, id: reviews.bytes(0))
        try removal.removePlace(hash, product: product)
      }
      reviews.reset()
      try database.execute(sql: "DELETE FROM review WHERE product = ?", arguments: [product])
      let removed = database.changesCount
      try removal.count(-removed, origin: origin)
      try database.execute(sql: "DELETE FROM product WHERE id = ?", arguments: [product])
      try database.execute(sql: "DELETE FROM unconfirmed WHERE product = ?", arguments: [product])
      count += removed
    }
    return count
  }

  private static func forget(_ id: [UInt8], of origin: String?, _ database: Database) throws -> Int {
    let removal = try Removal(database)
    let elsewhere = try Elsewhere(database)
    var numbers = try Int64.fetchAll(database, sql: "SELECT id FROM origin")
    if let origin {
      var memory = try OriginMemory(database)
      let number = try Array(origin.utf8).withUnsafeBufferPointer { try memory.number(of: $0) }
      numbers = number.map { [$0] } ?? []
    }
    return try id.withUnsafeBufferPointer { id in
      var count = 0
      for number in numbers {
        let hash = IdentifierHash.of(origin: number, id: id)
        var products: [Int64] = []
        try elsewhere.forEach(hash, id, but: nil) { product, _ in products.append(product) }
        for product in products {
          let removed = try removal.remove(id, hash, product: product)
          try removal.count(-removed, origin: number)
          count += removed
        }
      }
      return count
    }
  }
}
