import GRDB
import Glibc
import Records
import Synchronization

/// What was accepted by the API, kept in one SQLite file, held by one process at a time.
///
/// A run asks `decide` what to send, says so by `announce`, sends it, and calls `accepted` after each 2xx. A crash in between loses nothing:
/// what was accepted but not noted is sent again, which the API takes as an update. Memory is bounded at any
/// number of reviews. `decide` and `accepted` may be called from two threads at once.
public final class Ledger: Sendable {
  /// Without links.
  public let path: String
  let writer: DatabaseQueue
  let reader: DatabaseQueue
  let run = Mutex(RunState())
  /// Given up after the connections are closed.
  private let lock: RunLock

  /// Opens a ledger and holds it until `close`; makes it, and the folders on the way, where there is none.
  ///
  /// A file that is damaged, of another program or of a newer version is left as it is.
  public convenience init(path: String) throws(Problem) {
    try self.init(path: path, schema: .current)
  }

  init(path: String, schema: LedgerSchema) throws(Problem) {
    // A file that is no ledger is told before a lock file would be laid beside it.
    var path = LedgerPath.resolved(path)
    if try LedgerFile.state(path, known: schema) == .absent { try LedgerFile.create(path) }
    path = LedgerPath.resolved(path)
    self.path = path
    lock = try RunLock(ledger: path)
    // What another process did until it gave the lock up counts.
    let version = try Self.version(path, schema)
    let queues = try LedgerProblem.translating(path) {
      let writer = try LedgerFile.connectForWriting(path)
      try writer.inDatabase { try schema.migrate($0, from: version) }
      return (writer, try LedgerFile.connect(path, readOnly: true))
    }
    (writer, reader) = queues
    try placeInterruptedRuns()
  }

  deinit { try? close() }

  /// Closes the file and gives it up to others.
  ///
  /// A run that has not ended counts as interrupted from here on.
  public func close() throws(Problem) {
    try LedgerProblem.translating(path) {
      try reader.close()
      try writer.close()
    }
    lock.release()
  }

  private static func version(_ path: String, _ schema: LedgerSchema) throws(Problem) -> Int {
    switch try LedgerFile.state(path, known: schema) {
    case .absent: throw LedgerProblem.missing(path)
    case .empty: 0
    case .ledger(let version): version
    }
  }

  func write<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) { try writer.write(body) }
  }

  /// As `write`, and on the disk when it returns, so that no power cut takes it back.
  func writeThrough(_ body: (Database) throws -> Void) throws(Problem) {
    try LedgerProblem.translating(path) {
      try writer.writeWithoutTransaction { database in
        // Means nothing inside a transaction.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
        try database.inTransaction {
          try body(database)
          return .commit
        }
      }
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) { try reader.read(body) }
  }
}

/// What is known of the run that is going on.
struct RunState {
  /// Above all runs, so that every review counts as one of an earlier run.
  static let noRun = Int64.max

  var number = noRun
  /// Whether earlier runs left reviews: else no id can be at another product.
  var hasEarlierReviews = true
  /// Ids accepted in this run that are not in `place` yet.
  var places: [Place] = []
  /// What the ledger is to be bound to with the first acceptance; nil once it is.
  var unboundTarget: LedgerTarget?
  /// Shared reviews that this run has come by.
  var seenShared: Set<Place> = []
}
