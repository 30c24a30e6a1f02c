import GRDB
import Glibc
import Records

/// A ledger as it lies there, looked at without creating, mending or bringing it up to date.
public struct LedgerInspection: Sendable {
  public enum State: Equatable, Sendable {
    case absent
    /// Made, but a process ended before its first table.
    case empty
    /// The next command that opens it brings it up to date.
    case outdated(version: Int)
    case current
  }

  /// The version that this program reads and writes.
  public static var knownVersion: Int { LedgerSchema.current.version }

  /// Without links.
  public let path: String
  public let state: State
  /// Bytes of the file, and of the log beside it.
  public let byteCount: Int
  public let logByteCount: Int
  /// The process that holds the ledger; 0 where it is not known which.
  public let holder: Int?
  /// Whether a run that was killed has left acceptances beside it, which the next command takes in.
  public let hasLeftovers: Bool

  /// Throws where the file is damaged, of a newer version, or no ledger.
  public init(path: String) throws(Problem) {
    let path = LedgerPath.resolved(path)
    let schema = LedgerSchema.current
    state =
      switch try LedgerFile.state(path, known: schema, asItIs: true) {
      case .absent: .absent
      case .empty: .empty
      case .ledger(schema.version): .current
      case .ledger(let version): .outdated(version: version)
      }
    self.path = path
    byteCount = Self.size(path)
    logByteCount = Self.size(path + "-wal")
    holder = RunLock.holder(of: path)
    hasLeftovers = holder == nil && JournalFile.exists(for: path)
  }

  /// What SQLite finds damaged in the file, three sentences at most; it reads the whole file.
  public func damage() throws(Problem) -> [String] {
    guard state == .current else { return [] }
    return try LedgerReader(asItIs: path).read { database in
      try String.fetchAll(database, sql: "PRAGMA quick_check(3)").filter { $0 != "ok" }
    }
  }

  /// Gives the ledger as it is; nil where there is none of this version.
  public func reader() throws(Problem) -> LedgerReader? {
    state == .current ? try LedgerReader(asItIs: path) : nil
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
