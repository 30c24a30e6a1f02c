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

  public func pulls() throws(Problem) -> (open: CatalogPull?, ended: CatalogPull?) {
    try write { try CatalogReader.pulls($0) }
  }

  /// Begins a pull; one that was under way is given up.
  public func beginPull(
    _ settings: (pim: String, source: String, keys: String, since: Int64?), keys: [CatalogKeyRequest],
    at time: Int64, _ lock: CatalogPullLock
  ) throws(Problem) -> CatalogPulling {
    let reading = try begin(source: settings.source, shown: time, keys: keys, at: time)
    let number = reading.facts.number
    try write { database in
      try database.execute(sql: "UPDATE catalog_pull SET outcome = 0 WHERE outcome IS NULL")
      try database.execute(
        sql: "INSERT INTO catalog_pull (reading, pim, keys, since) VALUES (?, ?, ?, ?)",
        arguments: [number, settings.pim, settings.keys, settings.since])
    }
    let pull = CatalogPull(
      number: Int(number), pim: settings.pim, keys: settings.keys, since: settings.since, began: time,
      ended: nil, products: .start, models: .start, calls: 0, outcome: reading.outcome)
    return CatalogPulling(reading, pull, lock)
  }

  /// Goes on with a pull; what it reads from here on was so at `time`.
  public func resume(
    _ pull: CatalogPull, keys: [CatalogKeyRequest], at time: Int64, _ lock: CatalogPullLock
  ) throws(Problem) -> CatalogPulling {
    let keys = try write { try CatalogKeyTable($0).admit(keys) }
    let facts = Self.facts(Int64(pull.number), max(pull.began, time), beganEmpty: false, keys)
    let reading = CatalogReading(store: self, facts: facts, keys: keys)
    reading.outcome = pull.outcome
    return CatalogPulling(reading, pull, lock)
  }
}
