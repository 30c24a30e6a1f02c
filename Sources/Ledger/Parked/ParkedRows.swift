import GRDB
import Records

/// What is known of a parked review, but for its text.
struct ParkedRow {
  var number: Int64
  var product: Int64
  var content: ContentHash
  /// The last run that met it.
  var run: Int64
  var met: Int64
  var offered: Int64
}

/// Finds and changes parked reviews, inside a transaction.
struct ParkedRows {
  private let find, product, origin, addProduct, add, addBody: Query
  private let touch, replace, replaceBody, mark, move, delete, deleteBody: Query
  private let database: Database

  init(_ database: Database) throws {
    self.database = database
    find = try Query(
      database, "SELECT id, product, content, run, met, offered, external_id FROM parked WHERE hash = ?1")
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
      INSERT INTO parked (product, external_id, hash, content, first, last, run) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
      """)
    addBody = try Query(database, "INSERT INTO parked_body (id, body) VALUES (?1, ?2)")
    touch = try Query(database, "UPDATE parked SET run = ?2, last = ?3, moved = 0 WHERE id = ?1")
    replace = try Query(
      database, "UPDATE parked SET content = ?2, run = ?3, last = ?4, offered = 0, moved = 0 WHERE id = ?1")
    replaceBody = try Query(database, "UPDATE parked_body SET body = ?2 WHERE id = ?1")
    mark = try Query(database, "UPDATE parked SET met = ?2 WHERE id = ?1")
    move = try Query(database, "UPDATE parked SET moved = ?2 WHERE id = ?1")
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
          run: find.integer(3), met: find.integer(4), offered: find.integer(5)))
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
    _ id: UnsafeBufferPointer<UInt8>, hash: Int64, product: Int64, _ content: ContentHash,
    _ body: UnsafeBufferPointer<UInt8>, run: Int64, at time: Int
  ) throws {
    try content.withBytes { content in
      add.bind(1, product)
      add.bind(2, id)
      add.bind(3, hash)
      add.bind(4, content)
      add.bind(5, Int64(time))
      add.bind(6, run)
      try add.run()
    }
    addBody.bind(1, database.lastInsertedRowID)
    addBody.bind(2, body)
    try addBody.run()
  }

  /// The review was met again; its text may be another.
  func renew(
    _ row: ParkedRow, _ content: ContentHash, _ body: UnsafeBufferPointer<UInt8>, run: Int64, at time: Int
  ) throws {
    if row.content == content {
      touch.bind(1, row.number)
      touch.bind(2, run)
      touch.bind(3, Int64(time))
      try touch.run()
      return
    }
    try content.withBytes { content in
      replace.bind(1, row.number)
      replace.bind(2, content)
      replace.bind(3, run)
      replace.bind(4, Int64(time))
      try replace.run()
    }
    replaceBody.bind(1, row.number)
    replaceBody.bind(2, body)
    try replaceBody.run()
  }

  /// Something as new or newer is on its way: this run does not send it from here.
  func meet(_ row: ParkedRow, run: Int64) throws { try set(mark, row, run) }

  /// The review is elsewhere, unless this run meets it here too.
  func move(_ row: ParkedRow, run: Int64) throws { try set(move, row, run) }

  func remove(_ row: ParkedRow) throws {
    delete.bind(1, row.number)
    try delete.run()
    deleteBody.bind(1, row.number)
    try deleteBody.run()
  }

  private func set(_ query: Query, _ row: ParkedRow, _ run: Int64) throws {
    query.bind(1, row.number)
    query.bind(2, run)
    try query.run()
  }
}
