import GRDB
import Glibc
import Records

/// Keeps events in a ledger file, beside a run that holds the ledger.
///
/// It takes no run lock: events come at any hour, and what they change is in tables that no run writes. SQLite's own locks
/// order its transactions with those of a run. Calls may come from any thread, one at a time.
public final class EventStore: Sendable {
  /// Without links.
  public let path: String
  private let writer: DatabaseQueue
  private let identity: FileIdentity?

  /// Opens a ledger; makes it where there is none, and brings an older one up to date if nobody holds it.
  public init(path: String) throws(Problem) {
    let path = LedgerPath.resolved(path)
    let schema = LedgerSchema.current
    if try LedgerFile.state(path, known: schema) != .ledger(version: schema.version) {
      try Ledger(path: path).close()
    }
    self.path = LedgerPath.resolved(path)
    let resolved = self.path
    writer = try LedgerProblem.translating(resolved) {
      let writer = try LedgerFile.connectForWriting(resolved)
      // What is acknowledged cannot be had again, so every transaction is on the disk before it counts.
      // The log is folded in by SQLite's own 1,000 pages: more at once would be a longer wait for an answer.
      try writer.inDatabase {
        try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000")
      }
      return writer
    }
    identity = FileIdentity(resolved)
  }

  deinit { try? writer.close() }

  public func close() throws(Problem) { try LedgerProblem.translating(path) { try writer.close() } }

  /// Keeps the arrivals and does what they effect, all in one transaction that is on the disk when it returns.
  ///
  /// - Returns: What became of each, in order.
  public func add(_ arrivals: [EventArrival]) throws(Problem) -> [EventFate] {
    try write { database in
      let insertion = EventInsertion(database)
      let fates = try arrivals.map { try insertion.add($0) }
      try insertion.finish()
      return fates
    }
  }

  /// Whether the file can be written: throws what is wrong.
  public func probe() throws(Problem) -> [EventFate] {
    try write { database in
      try database.execute(sql: "UPDATE event_count SET count = count")
      return []
    }
  }

  func write<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    let result = try LedgerProblem.translating(path) { try writer.write(body) }
    // SQLite would go on writing into a file that nobody finds any more.
    guard let identity, identity == FileIdentity(path) else { throw LedgerProblem.replaced(path) }
    return result
  }
}

/// Which file stands under a name.
private struct FileIdentity: Equatable {
  let device: dev_t
  let number: ino_t

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, number) = (status.st_dev, status.st_ino)
  }
}
