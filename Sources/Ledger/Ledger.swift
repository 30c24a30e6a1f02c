import GRDB
import Glibc
import Records
import Synchronization

/// What was accepted by the API, kept in one SQLite file, held by one process at a time.
///
/// A run asks `decide` what to send, says so by `announce`, sends it, and calls `note` after each 2xx. A crash in
/// between loses nothing: what was accepted but not noted is sent again, which the API takes as an update. Memory is
/// bounded at any number of reviews. `note` may be called from any thread, `decide` from another one at the same time.
public final class Ledger: Sendable {
  /// Without links.
  public let path: String
  let writer: DatabaseQueue
  let reader: DatabaseQueue
  let run = Mutex(RunState())
  private let openJournal = Mutex<AcceptanceJournal?>(nil)
  /// What tells this ledger's journal from those of others.
  private let mark: SIMD2<UInt64>
  private let isClosed = Atomic(false)
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
    mark = try LedgerProblem.translating(path) { try queues.1.read(Self.mark) }
    try takeUpJournal()
    try placeInterruptedRuns()
  }

  /// What is in the journal stays there: it may be the thread that writes it on which this ends.
  deinit { try? closeFiles() }

  /// Closes the file and gives it up to others.
  ///
  /// A run that has not ended counts as interrupted from here on.
  public func close() throws(Problem) {
    // What cannot be written stays in the file, for whoever opens the ledger next.
    if !isClosed.exchange(true, ordering: .relaxed) { try? endJournal() }
    try closeFiles()
  }

  private func closeFiles() throws(Problem) {
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

  private static func mark(_ database: Database) throws -> SIMD2<UInt64> {
    let state = try Query(database, "SELECT mark FROM state")
    defer { state.reset() }
    guard try state.step(), state.bytes(0).count == 16 else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "it has no mark")
    }
    return UnsafeRawBufferPointer(state.bytes(0)).loadUnaligned(as: SIMD2<UInt64>.self)
  }

  func write<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) { try writer.write(body) }
  }

  /// As `write`, and on the disk when it returns, so that no power cut takes it back.
  func writeThrough<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) {
      try writer.writeWithoutTransaction { database in
        // Means nothing inside a transaction.
        try database.execute(sql: "PRAGMA synchronous = FULL")
        defer { try? database.execute(sql: "PRAGMA synchronous = NORMAL") }
        try database.beginTransaction()
        do {
          let result = try body(database)
          try database.commit()
          return result
        } catch {
          try? database.rollback()
          throw error
        }
      }
    }
  }

  func read<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) { try reader.read(body) }
  }
}

// MARK: - The journal

extension Ledger {
  /// Notes a request after its 2xx: when it returns the next process knows of it, whatever becomes of this one.
  ///
  /// The cost is that of a copy: the requests are written to the ledger many at a time, on a thread of its own, and
  /// a problem with that is thrown by one of the next calls, or by `endRun`.
  ///
  /// - Parameter time: Seconds since 1970.
  public func note(_ request: AcceptedRequest, at time: Int) throws(Problem) {
    let (number, isBound) = run.withLock { ($0.number, $0.unboundTarget == nil) }
    precondition(number != RunState.noRun, "'note' belongs between 'beginRun' and 'endRun'")
    if !isBound { try bindTarget() }
    if try journalForRun().note(request, run: number, at: time) { return }
    try accepted([request], at: time)
  }

  /// Nil where nothing was noted.
  var journal: AcceptanceJournal? { openJournal.withLock { $0 } }

  /// Writes what was noted to the ledger, and removes the file.
  func endJournal() throws(Problem) {
    guard let journal else { return }
    try journal.drain()
    journal.end()
    openJournal.withLock { $0 = nil }
  }

  /// What a killed run has noted.
  private func takeUpJournal() throws(Problem) {
    guard JournalFile.exists(for: path) else { return }
    _ = try journalForRun()
    try endJournal()
  }

  private func journalForRun() throws(Problem) -> AcceptanceJournal {
    if let journal { return journal }
    if isClosed.load(ordering: .relaxed) { throw LedgerProblem.closed(path) }
    let written = try read { try Int64.fetchOne($0, sql: "SELECT journal FROM state") ?? 0 }
    let result = openJournal.withLock { open in
      Result { () throws(Problem) in
        if let open { return open }
        let journal = try AcceptanceJournal(ledger: path, mark: mark, written: written) {
          [weak self, path] (batch, run, generation) throws(Problem) in
          guard let self else { throw LedgerProblem.closed(path) }
          try self.write(batch, run: run, generation: generation)
        }
        open = journal
        return journal
      }
    }
    return try result.get()
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
  /// What was parked when the run began, and since.
  var parked = ParkedHints()
  /// Whether this run has parked reviews, which must be on the disk when it ends.
  var hasParked = false
  /// Parked reviews that this run has sent, and that were accepted.
  var released = 0
}
