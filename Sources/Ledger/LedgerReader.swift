import GRDB
import Glibc
import Records
import Synchronization

/// Looks into a ledger while another process may write it.
public final class LedgerReader: Sendable {
  /// Without links.
  public let path: String
  let queue: DatabaseQueue
  /// The thread that looks at one state of the ledger (`atOneMoment`).
  private let holder = Mutex<pthread_t?>(nil)

  /// Opens an existing ledger; one of an older version is brought up to date first, if nobody holds it.
  public convenience init(path: String) throws(Problem) { try self.init(path: path, schema: .current) }

  init(path: String, schema: LedgerSchema) throws(Problem) {
    let path = LedgerPath.resolved(path)
    switch try LedgerFile.state(path, known: schema) {
    case .absent: throw LedgerProblem.missing(path)
    case .ledger(schema.version): break
    case .empty, .ledger: try Ledger(path: path, schema: schema).close()
    }
    self.path = path
    // What a killed run has noted belongs to it; what one that is going on has not written yet comes with time.
    if JournalFile.exists(for: path), RunLock.holder(of: path) == nil {
      try? Ledger(path: path, schema: schema).close()
    }
    queue = try LedgerProblem.translating(path) { try LedgerFile.connect(path, readOnly: true) }
  }

  /// Opens an existing ledger of the current version as it is: nothing is mended or brought up to date.
  ///
  /// What a killed run has noted beside it is not seen.
  init(asItIs path: String) throws(Problem) {
    let path = LedgerPath.resolved(path)
    self.path = path
    queue = try LedgerProblem.translating(path) { try LedgerFile.connectAsItIs(path) }
  }

  deinit { try? queue.close() }

  func read<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) {
      try isHeldHere ? queue.unsafeReentrantRead(body) : queue.read(body)
    }
  }

  /// Lets all that `body` reads on its thread be of one moment, whatever is written meanwhile.
  public func atOneMoment<T>(_ body: () throws(Problem) -> T) throws(Problem) -> T {
    let result: Result<T, Problem> = try read { _ in
      holder.withLock { $0 = pthread_self() }
      defer { holder.withLock { $0 = nil } }
      do throws(Problem) { return .success(try body()) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private var isHeldHere: Bool {
    holder.withLock { holder in holder.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
  }
}
