import GRDB
import Records

/// Keeps two pulls into one catalog apart.
public final class CatalogPullLock: Sendable {
  private let lock: RunLock

  init(ledger: String) throws(Problem) {
    let path = ledger + "-pull"
    do throws(Problem) {
      lock = try RunLock(ledger: path)
    } catch {
      guard error.code == "ledger.in-use" else { throw error }
      let process = RunLock.holder(of: path).map { " (process \($0))" } ?? ""
      throw Problem(
        "ledger.in-use", .error,
        "another pull\(process) is under way into the ledger \(path: ledger); nothing was done",
        fix: "wait until it has ended")
    }
  }

  func release() { lock.release() }
}

extension CatalogStore {
  /// To be held while a pull looks for another's place, and until it has ended.
  public func lockPulls() throws(Problem) -> CatalogPullLock { try CatalogPullLock(ledger: path) }

  public func pulls() throws(Problem) -> CatalogPulls { try write { try CatalogPulls($0) } }

  /// What events have left to know, for a pull that begins.
  public func eventNotices() throws(Problem) -> EventNotices { try write { try EventNotices($0) } }

  /// Begins a pull at `time` of this machine's clock; one that was under way is given up.
  public func beginPull(
    _ begin: CatalogPullBegin, keys: [CatalogKeyRequest], at time: Int64, _ lock: CatalogPullLock
  ) throws(Problem) -> CatalogPulling {
    let reading = try self.begin(source: begin.source, shown: begin.shown, keys: keys, at: time)
    let number = reading.facts.number
    try write { database in
      try database.execute(sql: "UPDATE catalog_pull SET outcome = 0 WHERE outcome IS NULL")
      try database.execute(
        sql: "INSERT INTO catalog_pull (reading, pim, keys, since, horizon) VALUES (?, ?, ?, ?, ?)",
        arguments: [number, begin.pim, begin.keys, begin.since, begin.horizon])
    }
    let pull = CatalogPull(
      number: Int(number), pim: begin.pim, keys: begin.keys, since: begin.since, began: begin.shown,
      horizon: begin.horizon, ended: nil, products: .start, models: .start, calls: 0,
      outcome: reading.outcome)
    return CatalogPulling(reading, pull, lock)
  }

  /// Goes on with a pull; what it reads from here on was so at `shown`.
  public func resume(
    _ pull: CatalogPull, keys: [CatalogKeyRequest], shown: Int64, _ lock: CatalogPullLock
  ) throws(Problem) -> CatalogPulling {
    let keys = try write { try CatalogKeyTable($0).admit(keys) }
    let facts = Self.facts(Int64(pull.number), max(pull.began, shown), beganEmpty: false, keys)
    let reading = CatalogReading(store: self, facts: facts, keys: keys)
    reading.outcome = pull.outcome
    return CatalogPulling(reading, pull, lock)
  }

  /// Takes readings of the future for readings of now: a clock was ahead when they were made.
  ///
  /// Else all that is read until that moment would be older than what they showed, and new products born deleted.
  /// - Returns: The latest such moment; nil where there is none.
  public func recallFuture(now: Int64) throws(Problem) -> Int64? {
    try write { database in
      let latest = try Int64.fetchOne(
        database, sql: "SELECT max(shown) FROM catalog_read WHERE shown > ?", arguments: [now])
      guard latest != nil else { return nil }
      for (table, column) in [
        ("catalog_read", "shown"), ("catalog_pull", "horizon"), ("catalog_item", "read"),
        ("catalog_item", "deleted"),
      ] {
        // Just before now, so that what is read now counts as later.
        try database.execute(
          sql: "UPDATE \(table) SET \(column) = ?1 - 1 WHERE \(column) > ?1", arguments: [now])
      }
      return latest
    }
  }
}

/// What a pull begins with.
public struct CatalogPullBegin: Sendable {
  public var pim: String
  /// As it is told to people.
  public var source: String
  /// As they were asked for.
  public var keys: String
  /// Only what was changed after that moment; nil is a whole pull.
  public var since: Int64?
  /// When things were as it shows them, by the PIM's clock where that is known.
  public var shown: Int64
  /// What it does not show did not exist then.
  public var horizon: Int64

  public init(pim: String, source: String, keys: String, since: Int64?, shown: Int64, horizon: Int64) {
    (self.pim, self.source, self.keys) = (pim, source, keys)
    (self.since, self.shown, self.horizon) = (since, shown, horizon)
  }
}
