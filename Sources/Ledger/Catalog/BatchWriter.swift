import GRDB
import Records

/// Brings a batch of read items into the tables, in one pass from front to back.
struct BatchWriter {
  /// What became of the items of a reading.
  struct Counts {
    var new = 0
    /// Of these, deleted since then: a later whole reading has not shown them.
    var newlyDeleted = 0
    var changed = 0
    var unchanged = 0
    /// Left as they are, because a later reading has shown them.
    var older = 0
    /// Named more than once; the last counts.
    var duplicates = 0
  }

  private let reading: CatalogReadingFacts
  private let horizon: CatalogHorizon
  private let select, insert, touch, update, revive: Query
  private let insertValue, removeValue: Query
  private let added = ValueRows()
  private let removed = ValueRows()
  private let merged = ByteBuffer()
  private(set) var counts = Counts()

  init(_ database: Database, _ reading: CatalogReadingFacts) throws {
    self.reading = reading
    horizon = try CatalogHorizon(database)
    select = try Query(
      database,
      "SELECT read, seen, line, identifiers, deleted FROM catalog_item WHERE kind = ?1 AND name = ?2")
    insert = try Query(
      database,
      """
      INSERT INTO catalog_item (kind, name, read, seen, line, identifiers, deleted) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif(?7, \(Int64.min))) ON CONFLICT DO NOTHING
      """)
    touch = try Query(
      database, "UPDATE catalog_item SET read = ?3, seen = ?4, line = ?5 WHERE kind = ?1 AND name = ?2")
    update = try Query(
      database,
      """
      UPDATE catalog_item SET read = ?3, seen = ?4, line = ?5, identifiers = ?6 \
      WHERE kind = ?1 AND name = ?2
      """)
    revive = try Query(
      database, "UPDATE catalog_item SET deleted = ?3 - 1 WHERE kind = ?1 AND name = ?2 AND deleted = ?3")
    insertValue = try ValueRows.insertion(database)
    removeValue = try ValueRows.removal(database)
  }

  /// - Parameter duplicate: Takes the lines of an item that is named twice: the one that counts, and the one before.
  mutating func write(_ batch: CatalogBatch, duplicate: (CatalogName, _ line: Int, _ before: Int) -> Void)
    throws
  {
    batch.sort()
    var previous: CatalogBatch.Item?
    for item in batch.items {
      if let before = previous {
        if before.key.compare(item.key, batch.bytes.base) == 0 {
          report(item, batch, before.line, duplicate)
        } else {
          try write(before, batch, duplicate)
        }
      }
      previous = item
    }
    if let previous { try write(previous, batch, duplicate) }
    try removed.run(removeValue)
    try added.run(insertValue)
  }

  private mutating func write(
    _ item: CatalogBatch.Item, _ batch: CatalogBatch, _ duplicate: (CatalogName, Int, Int) -> Void
  ) throws {
    if reading.beganEmpty, try add(item, batch) { return }
    bindName(select, item, batch)
    guard try select.step() else {
      select.reset()
      _ = try add(item, batch)
      return
    }
    defer { select.reset() }
    if let read = select.optionalInteger(0), read > reading.shown {
      counts.older += 1
      return
    }
    if select.optionalInteger(1) == reading.number { report(item, batch, Int(select.integer(2)), duplicate) }
    try bring(item, batch, over: select.bytes(3))
    if select.optionalInteger(4) == reading.shown { try reviveItem(item, batch) }
  }

  /// Of two readings of the same moment that were both whole, the later one counts: it shows what the other had not.
  private func reviveItem(_ item: CatalogBatch.Item, _ batch: CatalogBatch) throws {
    guard horizon[item.key.tag] == reading.shown else { return }
    bindName(revive, item, batch)
    revive.bind(3, reading.shown)
    try revive.run()
  }

  /// What an older reading shows, and the last whole one did not, was deleted by then.
  private func deletion(ofNew item: CatalogBatch.Item) -> Int64 {
    guard let whole = horizon[item.key.tag], whole > reading.shown else { return .min }
    return whole
  }

  /// Adds an item that is not there; false where it is.
  private mutating func add(_ item: CatalogBatch.Item, _ batch: CatalogBatch) throws -> Bool {
    let list = batch.bytes.view(item.list.lowerBound, item.list.count)
    bindState(insert, item, batch)
    insert.bind(6, list)
    let deletion = deletion(ofNew: item)
    insert.bind(7, deletion)
    guard try insert.run() == 1 else { return false }
    counts.new += 1
    if deletion > .min { counts.newlyDeleted += 1 }
    try rows(of: list, item, batch, into: added)
    return true
  }

  private mutating func bring(
    _ item: CatalogBatch.Item, _ batch: CatalogBatch, over old: UnsafeBufferPointer<UInt8>
  ) throws {
    let list = batch.bytes.view(item.list.lowerBound, item.list.count)
    merge(old, list)
    if merged.all.elementsEqual(old) {
      counts.unchanged += 1
      bindState(touch, item, batch)
      try touch.run()
      return
    }
    counts.changed += 1
    try rows(of: old, item, batch, into: removed)
    try rows(of: list, item, batch, into: added)
    bindState(update, item, batch)
    update.bind(6, merged.all)
    try update.run()
  }

  /// Keys that this reading does not show keep their values.
  private func merge(_ old: UnsafeBufferPointer<UInt8>, _ new: UnsafeBufferPointer<UInt8>) {
    merged.removeAll()
    IdentifierList.forEach(old) { key, value in
      if reading.normalisations[Int(key)] == nil { IdentifierList.append(key, value, to: merged) }
    }
    merged.append(new)
  }

  private func rows(
    of list: UnsafeBufferPointer<UInt8>, _ item: CatalogBatch.Item, _ batch: CatalogBatch,
    into rows: ValueRows
  ) throws {
    let name = item.key.view(batch.bytes)
    IdentifierList.forEach(list) { key, value in
      guard let normalisation = reading.normalisations[Int(key)] else { return }
      rows.append(key: key, value, normalisation, kind: Int64(item.key.tag), name: name)
    }
  }

  private func bindName(_ query: Query, _ item: CatalogBatch.Item, _ batch: CatalogBatch) {
    query.bind(1, Int64(item.key.tag))
    query.bind(2, item.key.view(batch.bytes))
  }

  private func bindState(_ query: Query, _ item: CatalogBatch.Item, _ batch: CatalogBatch) {
    bindName(query, item, batch)
    query.bind(3, reading.shown)
    query.bind(4, reading.number)
    query.bind(5, Int64(item.line))
  }

  private mutating func report(
    _ item: CatalogBatch.Item, _ batch: CatalogBatch, _ before: Int,
    _ duplicate: (CatalogName, Int, Int) -> Void
  ) {
    counts.duplicates += 1
    guard let name = CatalogName(kind: Int64(item.key.tag), stored: item.key.view(batch.bytes)) else {
      return
    }
    duplicate(name, item.line, before)
  }
}
