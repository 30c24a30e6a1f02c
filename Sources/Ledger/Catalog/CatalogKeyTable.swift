import GRDB
import Records

/// Admits keys, and makes the values of a key again when it is normalised otherwise.
struct CatalogKeyTable {
  /// Rows that gather before they are written in order.
  private static let maxRows = 1 << 17

  private let database: Database

  init(_ database: Database) { self.database = database }

  /// The keys asked for, as they are from here on.
  func admit(_ requests: [CatalogKeyRequest]) throws -> [CatalogKey] {
    let before = try CatalogKeys(database)
    for request in requests { try admit(request, known: before.key(named: request.name)) }
    let after = try CatalogKeys(database)
    for key in after.keys {
      guard let old = before.key(named: key.name), old.normalisation != key.normalisation else { continue }
      try rebuild(key)
    }
    if after.main.normalisation != before.main.normalisation { try rebuildEvents(after.main.normalisation) }
    return requests.compactMap { after.key(named: $0.name) }
  }

  private func admit(_ request: CatalogKeyRequest, known: CatalogKey?) throws {
    guard let known else {
      let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM catalog_key") ?? 0
      guard count < CatalogKey.maxCount else { throw LedgerProblem.tooManyKeys(CatalogKey.maxCount) }
      return try database.execute(
        sql: "INSERT OR IGNORE INTO catalog_key (name, normal, attribute) VALUES (?, ?, ?)",
        arguments: [request.name, (request.normalisation ?? request.usual).text, request.attribute])
    }
    if let attribute = request.attribute, attribute != known.attribute {
      try database.execute(
        sql: "UPDATE catalog_key SET attribute = ? WHERE id = ?", arguments: [attribute, Int(known.id)])
    }
    guard let wanted = request.normalisation, wanted != known.normalisation else { return }
    try database.execute(
      sql: "UPDATE catalog_key SET normal = ? WHERE id = ?", arguments: [wanted.text, Int(known.id)])
  }

  /// Takes the values of a key from the items that a reading has shown.
  func forget(
    _ key: CatalogKey, seenBy reading: Int64, of parts: CatalogPart = [.products, .models]
  ) throws {
    let kinds = CatalogAbsence.kinds(of: parts)
    let items = try Query(
      database,
      """
      SELECT kind, name, identifiers FROM catalog_item WHERE seen = ?1 \
      AND kind IN (\(kinds))
      """)
    defer { items.reset() }
    let update = try Query(
      database, "UPDATE catalog_item SET identifiers = ?3 WHERE kind = ?1 AND name = ?2")
    let removal = try ValueRows.removal(database)
    let (rows, kept) = (ValueRows(), ByteBuffer())
    items.bind(1, reading)
    while try items.step() {
      let before = rows.count
      kept.removeAll()
      IdentifierList.forEach(items.bytes(2)) { id, value in
        guard id == key.id else { return IdentifierList.append(id, value, to: kept) }
        rows.append(key: id, value, key.normalisation, kind: items.integer(0), name: items.bytes(1))
      }
      guard rows.count > before else { continue }
      update.bind(1, items.integer(0))
      update.bind(2, items.bytes(1))
      update.bind(3, kept.all)
      try update.run()
      if rows.count >= Self.maxRows { try rows.run(removal) }
    }
    try rows.run(removal)
  }

  private func rebuild(_ key: CatalogKey) throws {
    try rebuild(key.id, from: "SELECT kind, name, identifiers FROM catalog_item") { list, add in
      IdentifierList.forEach(list) { if $0 == key.id { add($1, key.normalisation) } }
    }
  }

  private func rebuildEvents(_ normalisation: CatalogNormalisation) throws {
    let sql = "SELECT kind, name, identifier FROM catalog_item WHERE identified IS NOT NULL"
    try rebuild(CatalogKey.ofEvents, from: sql) { identifier, add in add(identifier, normalisation) }
  }

  private func rebuild(
    _ key: UInt8, from sql: String,
    values: (UnsafeBufferPointer<UInt8>, (UnsafeBufferPointer<UInt8>, CatalogNormalisation) -> Void) -> Void
  ) throws {
    try database.execute(sql: "DELETE FROM catalog_value WHERE key = ?", arguments: [Int(key)])
    let items = try Query(database, sql)
    defer { items.reset() }
    let insertion = try ValueRows.insertion(database)
    let rows = ValueRows()
    while try items.step() {
      values(items.bytes(2)) { value, normalisation in
        rows.append(key: key, value, normalisation, kind: items.integer(0), name: items.bytes(1))
      }
      if rows.count >= Self.maxRows { try rows.run(insertion) }
    }
    try rows.run(insertion)
  }
}
