import GRDB

/// Keeps the number of reviews of each origin.
struct OriginCount {
  private let origin: Query

  init(_ database: Database) throws {
    origin = try Query(database, "UPDATE origin SET reviews = reviews + ?2 WHERE id = ?1")
  }

  func add(_ difference: Int, to number: Int64) throws {
    origin.bind(1, number)
    origin.bind(2, Int64(difference))
    try origin.run()
  }
}

/// Gives products their numbers, inside a transaction; a number is never given twice.
struct ProductNumbers {
  private let find, insert, save: Query
  private let first: Int64
  private var next: Int64

  init(_ database: Database) throws {
    find = try Query(database, "SELECT id FROM product WHERE key = ?1")
    insert = try Query(database, "INSERT INTO product (key, id, origin) VALUES (?1, ?2, ?3)")
    save = try Query(database, "UPDATE state SET next_product = ?1")
    guard let next = try Query(database, "SELECT next_product FROM state").firstInteger() else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "it has no state")
    }
    (first, self.next) = (next, next)
  }

  /// `isNew`: the product was not there.
  mutating func number(
    of key: UnsafeBufferPointer<UInt8>, origin: Int64
  ) throws -> (number: Int64, isNew: Bool) {
    find.bind(1, key)
    if let number = try find.firstInteger() { return (number, false) }
    insert.bind(1, key)
    insert.bind(2, next)
    insert.bind(3, origin)
    try insert.run()
    next += 1
    return (next - 1, true)
  }

  /// Writes down which number is the next.
  func finish() throws {
    guard next != first else { return }
    save.bind(1, next)
    try save.run()
  }
}
