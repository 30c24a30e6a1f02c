import GRDB
import Glibc
import Records
import Synchronization

/// Keeps events in a ledger file, beside a run that holds the ledger.
///
/// It takes no run lock: events come at any hour, and what they change is in tables that no run writes. SQLite's own locks
/// order its transactions with those of a run. Calls may come from any thread, one at a time.
public final class EventStore: Sendable {
  /// Without links.
  public let path: String
  private let patience: Int
  private let open: Mutex<OpenFile>

  /// Opens a ledger; makes it where there is none, and brings an older one up to date if nobody holds it.
  ///
  /// - Parameter patience: How long a transaction waits for others that hold the file, in seconds.
  public init(path: String, patience: Int = 30) throws(Problem) {
    let path = LedgerPath.resolved(path)
    let schema = LedgerSchema.current
    if try LedgerFile.state(path, known: schema) != .ledger(version: schema.version) {
      try Ledger(path: path).close()
    }
    self.path = LedgerPath.resolved(path)
    self.patience = patience
    open = Mutex(try Self.connect(self.path, patience))
  }

  private static func connect(_ path: String, _ patience: Int) throws(Problem) -> OpenFile {
    let writer = try LedgerProblem.translating(path) {
      let writer = try LedgerFile.connectForWriting(path)
      // What is acknowledged cannot be had again, so every transaction is on the disk before it counts.
      // The log is folded in by SQLite's own 1,000 pages: more at once would be a longer wait for an answer.
      try writer.inDatabase {
        try $0.execute(
          sql: """
            PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000; PRAGMA busy_timeout = \(patience * 1000)
            """)
      }
      return writer
    }
    return OpenFile(writer: writer, identity: FileIdentity(path))
  }

  deinit { try? open.withLock(\.writer).close() }

  public func close() throws(Problem) {
    let file = open.withLock { $0 }
    try LedgerProblem.translating(path) { try file.writer.close() }
  }

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
    let file = try current()
    let result = try LedgerProblem.translating(path) { try file.writer.write(body) }
    // SQLite would go on writing into a file that nobody finds any more.
    guard file.isInPlace(path) else { throw LedgerProblem.replaced(path) }
    return result
  }

  /// The file that stands under the name now.
  ///
  /// Where another ledger took its place, as when one is restored, that one is written from now on; nothing is made
  /// where there is none, since whoever took it away may bring it back.
  private func current() throws(Problem) -> OpenFile {
    let file = open.withLock { $0 }
    if file.isInPlace(path) { return file }
    guard try LedgerFile.state(path, known: .current) == .ledger(version: LedgerSchema.current.version) else {
      throw LedgerProblem.replaced(path)
    }
    let other = try Self.connect(path, patience)
    open.withLock { $0 = other }
    try? file.writer.close()
    return other
  }
}

/// A connection, and to which file.
private struct OpenFile: Sendable {
  let writer: DatabaseQueue
  let identity: FileIdentity?

  func isInPlace(_ path: String) -> Bool { identity.map { $0 == FileIdentity(path) } ?? false }
}

/// Which file stands under a name.
private struct FileIdentity: Equatable, Sendable {
  let device: dev_t
  let number: ino_t

  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, number) = (status.st_dev, status.st_ino)
  }
}
