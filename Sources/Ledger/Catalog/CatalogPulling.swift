import GRDB
import Records

/// A pull while it goes on: what was read and how far it is are written together.
///
/// Used by one thread at a time. Holds a lock beside the ledger, so that no two pulls bring each other's place into
/// disorder; other writers of the catalog are not kept out.
public final class CatalogPulling {
  private let reading: CatalogReading
  private let lock: CatalogPullLock
  public private(set) var pull: CatalogPull

  init(_ reading: CatalogReading, _ pull: CatalogPull, _ lock: CatalogPullLock) {
    (self.reading, self.pull, self.lock) = (reading, pull, lock)
  }

  public var keys: [CatalogKey] { reading.keys }
  public var outcome: CatalogReadingOutcome { reading.outcome }

  /// Writes a batch, empties it, and notes how far the lists are read.
  public func write(
    _ batch: CatalogBatch, products: CatalogPull.Place, models: CatalogPull.Place, calls: Int, rejected: Int
  ) throws(Problem) {
    (pull.products, pull.models, pull.calls) = (products, models, calls)
    reading.outcome.rejected = rejected
    let facts = reading.facts
    var (known, pull) = (reading.outcome, pull)
    let models = batch.modelCount
    known.models += models
    known.products += batch.count - models
    let counts = try reading.store.write { database in
      var writer = try BatchWriter(database, facts)
      try writer.write(batch) { _, _, _ in }
      known.add(writer.counts)
      pull.outcome = known
      try Self.note(pull, database)
      return known
    }
    reading.outcome = counts
    self.pull.outcome = counts
    batch.removeAll()
  }

  private static func note(_ pull: CatalogPull, _ database: Database) throws {
    let outcome = pull.outcome
    try database.execute(
      sql: "UPDATE catalog_read SET products = ?, models = ?, rejected = ? WHERE id = ?",
      arguments: [outcome.products, outcome.models, outcome.rejected, pull.number])
    try database.execute(
      sql: """
        UPDATE catalog_pull SET products = ?, models = ?, calls = ?, new = ?, changed = ?, unchanged = ?, \
        older = ? WHERE reading = ?
        """,
      arguments: [
        pull.products.stored, pull.models.stored, pull.calls, outcome.new, outcome.changed,
        outcome.unchanged, outcome.older, pull.number,
      ])
  }

  /// Parts of which the PIM has shown nothing, though the catalog knows some.
  public func suspiciouslyEmpty() throws(Problem) -> CatalogPart {
    var parts: CatalogPart = []
    for (part, count) in [(CatalogPart.products, outcome.products), (.models, outcome.models)]
    where count == 0 {
      let sql = """
        SELECT EXISTS (SELECT 1 FROM catalog_item WHERE kind \(part == .models ? "= 1" : "IN (0, 2)") \
        AND \(CatalogSQL.isKnown))
        """
      let isKnown = try reading.store.write { try Bool.fetchOne($0, sql: sql) ?? false }
      if isKnown { parts.insert(part) }
    }
    return parts
  }

  /// Ends the pull: what the PIM lacks of `whole` counts as deleted since the pull began.
  ///
  /// Products that are known by their main identifier alone are among it only where the pull read that identifier.
  /// - Parameter allows: Whether so many of the items that are known may go; where it says no, nothing is deleted.
  public func end(
    whole parts: CatalogPart, at time: Int64, allows: (CatalogLoss) -> Bool = { _ in true }
  ) throws(Problem) -> CatalogPullEnd {
    let (pull, number, names) = (pull, pull.number, Set(keys.map(\.name)))
    let end = try reading.store.write { database in
      let absence = CatalogAbsence(
        parts: parts, readings: String(number), shown: pull.began, horizon: pull.horizon,
        sparesNameless: try !names.contains(CatalogKeys(database).main.name))
      let losses = try absence.losses(database)
      let refused = losses.filter { !allows($0) }.max { $0.items < $1.items }
      var end = CatalogPullEnd(spared: try absence.spared(database))
      end.loss = refused ?? losses.reduce(into: CatalogLoss()) { $0.add($1) }
      end.isDone = refused == nil
      if end.isDone { try absence.delete(database) }
      try database.execute(
        sql: "UPDATE catalog_read SET ended = ?, complete = ?, deleted = ? WHERE id = ?",
        arguments: [time, end.isDone ? parts.rawValue : 0, end.isDone ? end.loss.items : 0, number])
      try database.execute(
        sql: "UPDATE catalog_pull SET outcome = 1 WHERE reading = ?", arguments: [number])
      return end
    }
    lock.release()
    return end
  }
}

/// What the end of a pull did.
public struct CatalogPullEnd: Equatable, Sendable {
  /// Known until now, and not shown.
  public var loss = CatalogLoss()
  /// Whether they count as deleted now.
  public var isDone = true
  /// Products without a UUID that are kept, because their identifier was not read.
  public var spared = 0
}

extension CatalogReadingOutcome {
  mutating func add(_ counts: BatchWriter.Counts) {
    new += counts.new
    changed += counts.changed
    unchanged += counts.unchanged
    older += counts.older
    duplicates += counts.duplicates
  }
}

extension CatalogBatch {
  public var count: Int { items.count }
  var modelCount: Int { items.count { $0.key.tag == CatalogKind.productModel.rawValue } }
}
