import GRDB
import Records

/// What is known of a parked review, but for its text.
struct ParkedRow {
  var number: Int64
  var product: Int64
  var content: ContentHash
  /// The run whose inputs had the text.
  var run: Int64
  /// The last run that met it at this product.
  var here: Int64
  /// The last run that sent it from here.
  var offered: Int64
}

/// A text of a review, and how old it is.
struct ParkedText {
  var content: ContentHash
  /// The review's JSON.
  var body: UnsafeBufferPointer<UInt8>
  /// The run whose inputs had it.
  var run: Int64
}

/// Finds and changes parked reviews, inside a transaction.
struct ParkedRows {
  private let find, product, origin, addProduct, add, addBody: Query
  private let renew, follow, setText, setBody, delete, deleteBody: Query
  private let database: Database

  init(_ database: Database) throws {
    self.database = database
    find = try Query(
      database, "SELECT id, product, content, run, here, offered, external_id FROM parked WHERE hash = ?1")
    product = try Query(database, "SELECT id FROM parked_product WHERE key = ?1")
    origin = try Query(database, "SELECT origin FROM parked_product WHERE id = ?1")
    addProduct = try Query(
      database,
      """
      INSERT INTO parked_product (key, origin, reason, since) VALUES (?1, ?2, ?3, nullif(?4, \(Int64.min))) \
      ON CONFLICT (key) DO UPDATE SET reason = excluded.reason, since = excluded.since
      """)
    add = try Query(
      database,
      """
      INSERT INTO parked (product, external_id, hash, content, first, last, run, here) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?6)
      """)
    addBody = try Query(database, "INSERT INTO parked_body (id, body) VALUES (?1, ?2)")
    renew = try Query(
      database, "UPDATE parked SET run = ?2, here = max(here, ?2), away = 0, last = ?3 WHERE id = ?1")
    follow = try Query(database, "UPDATE parked SET run = max(run, ?2), away = max(away, ?3) WHERE id = ?1")
    setText = try Query(database, "UPDATE parked SET content = ?2, offered = 0 WHERE id = ?1")
    setBody = try Query(database, "UPDATE parked_body SET body = ?2 WHERE id = ?1")
    delete = try Query(database, "DELETE FROM parked WHERE id = ?1")
    deleteBody = try Query(database, "DELETE FROM parked_body WHERE id = ?1")
  }

  /// All places of a review, whatever the product.
  func places(
    of id: UnsafeBufferPointer<UInt8>, hash: Int64, origin: UnsafeBufferPointer<UInt8>
  ) throws -> [ParkedRow] {
    var rows: [ParkedRow] = []
    find.bind(1, hash)
    while try find.step() {
      guard compareBytes(find.bytes(6), id) == 0 else { continue }
      rows.append(
        ParkedRow(
          number: find.integer(0), product: find.integer(1),
          content: ContentHash(UnsafeRawBufferPointer(find.bytes(2))),
          run: find.integer(3), here: find.integer(4), offered: find.integer(5)))
    }
    find.reset()
    return try rows.filter { try isOf(origin, $0.product) }
  }

  private func isOf(_ name: UnsafeBufferPointer<UInt8>, _ number: Int64) throws -> Bool {
    origin.bind(1, number)
    defer { origin.reset() }
    return try origin.step() && compareBytes(origin.bytes(0), name) == 0
  }

  /// Nil for a product of which nothing is parked.
  func number(of key: UnsafeBufferPointer<UInt8>) throws -> Int64? {
    product.bind(1, key)
    return try product.firstInteger()
  }

  /// The number of a product, which is added where it is not there.
  func number(
    of key: UnsafeBufferPointer<UInt8>, origin: UnsafeBufferPointer<UInt8>, for reason: ParkedReason
  ) throws -> Int64 {
    addProduct.bind(1, key)
    addProduct.bind(2, origin)
    addProduct.bind(3, reason.text)
    addProduct.bind(4, reason.since ?? .min)
    try addProduct.run()
    return try number(of: key) ?? 0
  }

  func add(
    _ id: UnsafeBufferPointer<UInt8>, hash: Int64, product: Int64, _ text: ParkedText, at time: Int
  ) throws {
    try text.content.withBytes { content in
      add.bind(1, product)
      add.bind(2, id)
      add.bind(3, hash)
      add.bind(4, content)
      add.bind(5, Int64(time))
      add.bind(6, text.run)
      try add.run()
    }
    addBody.bind(1, database.lastInsertedRowID)
    addBody.bind(2, text.body)
    try addBody.run()
  }

  /// The review was met here; its text may be another.
  func renew(_ row: ParkedRow, _ text: ParkedText, at time: Int) throws {
    renew.bind(1, row.number)
    renew.bind(2, text.run)
    renew.bind(3, Int64(time))
    try renew.run()
    try replace(row, text)
  }

  /// The review was met at another product: an older text of it must not be sent from here any more.
  ///
  /// - Parameter run: The one that met it, where that tells that it may have left; else 0.
  func follow(_ row: ParkedRow, _ text: ParkedText, away run: Int64) throws {
    follow.bind(1, row.number)
    follow.bind(2, text.run)
    follow.bind(3, run)
    try follow.run()
    if row.run < text.run { try replace(row, text) }
  }

  private func replace(_ row: ParkedRow, _ text: ParkedText) throws {
    if row.content == text.content { return }
    try text.content.withBytes { content in
      setText.bind(1, row.number)
      setText.bind(2, content)
      try setText.run()
    }
    setBody.bind(1, row.number)
    setBody.bind(2, text.body)
    try setBody.run()
  }

  func remove(_ row: ParkedRow) throws {
    delete.bind(1, row.number)
    try delete.run()
    deleteBody.bind(1, row.number)
    try deleteBody.run()
  }
}
