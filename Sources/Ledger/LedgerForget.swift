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
    try journal?.drain()
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
  ///
  /// Places of reviews that are gone go too.
  public func vacuum() throws(Problem) -> (before: Int, after: Int) {
    let before = try read { try Self.byteCount($0) }
    try write { database in
      try database.execute(
        sql: "DELETE FROM place; DELETE FROM place_batch; UPDATE run SET placed = 0")
    }
    try placeInterruptedRuns()
    return try LedgerProblem.translating(path) {
      try writer.writeWithoutTransaction { database in
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
    for table in ["block", "place", "place_batch", "product", "origin", "unconfirmed"] {
      try database.execute(sql: "DELETE FROM \(table)")
    }
    return count
  }

  /// A product and what is needed to forget it.
  private struct Product {
    var number: Int64
    var origin: Int64
    var key: [UInt8]
  }

  private static func products(of origin: String, _ database: Database) throws -> [Product] {
    var memory = try OriginMemory(database)
    let name = Array(origin.utf8)
    guard let number = try name.withUnsafeBufferPointer({ try memory.number(of: $0) }) else { return [] }
    return try products(database) { _, origin in origin == number }
  }

  private static func products(
    _ isWanted: (UnsafeBufferPointer<UInt8>) -> Bool, _ database: Database
  ) throws -> [Product] {
    try products(database) { key, _ in isWanted(key) }
  }

  private static func products(
    _ database: Database, where isWanted: (UnsafeBufferPointer<UInt8>, Int64) -> Bool
  ) throws -> [Product] {
    let products = try Query(database, "SELECT id, origin, key FROM product")
    defer { products.reset() }
    var found: [Product] = []
    while try products.step() {
      let (key, origin) = (products.bytes(2), products.integer(1))
      if isWanted(key, origin) {
        found.append(Product(number: products.integer(0), origin: origin, key: Array(key)))
      }
    }
    return found
  }

  private static func forget(products: [Product], _ database: Database) throws -> Int {
    let origins = try OriginCount(database)
    let blocks = try Query(database, "SELECT reviews FROM block WHERE product = ?1")
    let delete = try Query(database, "DELETE FROM block WHERE product = ?1")
    let deleteProduct = try Query(database, "DELETE FROM product WHERE key = ?1")
    var count = 0
    for product in products {
      var removed = 0
      blocks.bind(1, product.number)
      while try blocks.step() {
        var reviews = BlockReader(blocks.bytes(0))
        while try reviews.next() != nil { removed += 1 }
      }
      blocks.reset()
      delete.bind(1, product.number)
      try delete.run()
      try origins.add(-removed, to: product.origin)
      try product.key.withUnsafeBufferPointer { key in
        deleteProduct.bind(1, key)
        _ = try deleteProduct.run()
      }
      count += removed
    }
    try forgetUnconfirmed(of: Set(products.map(\.number)), database)
    return count
  }

  private static func forgetUnconfirmed(of products: Set<Int64>, _ database: Database) throws {
    let known = try Int64.fetchSet(database, sql: "SELECT product FROM unconfirmed")
    for product in known.intersection(products) {
      try database.execute(sql: "DELETE FROM unconfirmed WHERE product = ?", arguments: [product])
    }
  }

  private static func forget(_ id: [UInt8], of origin: String?, _ database: Database) throws -> Int {
    let blocks = try ReviewBlocks(database)
    let elsewhere = try Elsewhere(database)
    let origins = try OriginCount(database)
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
        for product in products where try blocks.edit(id, product: product, { _ in false }) {
          try origins.add(-1, to: number)
          count += 1
        }
      }
      return count
    }
  }
}
