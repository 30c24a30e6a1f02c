import GRDB
import Glibc
import Records

/// What `ledger status` shows.
public struct LedgerStatus: Equatable, Sendable {
  public struct Origin: Equatable, Sendable {
    public var name: String
    public var reviews: Int
  }

  public struct Run: Equatable, Sendable {
    public var number: Int
    /// Seconds since 1970, as all times here.
    public var started: Int
    public var ended: Int?
    /// nil: it is going on, or was cut off and no other has begun since.
    public var outcome: RunOutcome?
    /// Accepted by the API.
    public var requests: Int
    public var reviews: Int
    /// What the run counted, by name.
    public var counts: [String: Int]

    /// The count that only runs have which read nothing and sent parked reviews.
    public static let releaseCount = "release"

    public var isRelease: Bool { counts[Self.releaseCount] != nil }
  }

  public var path: String
  public var version: Int
  /// Bytes of the file, and of the log beside it.
  public var byteCount: Int
  public var logByteCount: Int
  public var products: Int
  /// Parked reviews.
  public var parked: Int
  public var origins: [Origin]
  /// The newest first.
  public var runs: [Run]
  public var unconfirmedRequests: Int
  public var unconfirmedReviews: Int
  /// The process that holds the ledger; 0 where it is not known which.
  public var holder: Int?
}

extension LedgerStatus {
  /// The newest run that had something to read; one that only released parked reviews says nothing of the night before.
  public var lastReading: Run? { runs.first { !$0.isRelease } ?? runs.first }

  /// The newest run, where it only released parked reviews.
  public var lastRelease: Run? { runs.first.flatMap { $0.number == lastReading?.number ? nil : $0 } }
}

extension LedgerReader {
  /// - Parameter runs: How many of the newest runs to tell of.
  public func status(runs: Int = 10) throws(Problem) -> LedgerStatus {
    try read { database in
      LedgerStatus(
        path: path,
        version: try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
        byteCount: Self.size(path), logByteCount: Self.size(path + "-wal"),
        products: try Int.fetchOne(database, sql: "SELECT count(*) FROM product") ?? 0,
        parked: try Int.fetchOne(database, sql: "SELECT count(*) FROM parked") ?? 0,
        origins: try Self.origins(database), runs: try Self.runs(database, limit: runs),
        unconfirmedRequests: try Int.fetchOne(database, sql: "SELECT count(*) FROM unconfirmed") ?? 0,
        unconfirmedReviews: try Int.fetchOne(database, sql: "SELECT sum(reviews) FROM unconfirmed") ?? 0,
        holder: RunLock.holder(of: path))
    }
  }

  private static func origins(_ database: Database) throws -> [LedgerStatus.Origin] {
    let origins = try Query(database, "SELECT name, reviews FROM origin ORDER BY name")
    defer { origins.reset() }
    var result: [LedgerStatus.Origin] = []
    while try origins.step() {
      let name = String(decoding: origins.bytes(0), as: UTF8.self)
      result.append(LedgerStatus.Origin(name: name, reviews: Int(origins.integer(1))))
    }
    return result
  }

  private static func runs(_ database: Database, limit: Int) throws -> [LedgerStatus.Run] {
    let sql = "SELECT id, started, ended, outcome, requests, reviews FROM run ORDER BY id DESC LIMIT ?"
    return try Row.fetchAll(database, sql: sql, arguments: [limit]).map { row in
      let number: Int = row[0]
      let counts = try Row.fetchAll(
        database, sql: "SELECT name, count FROM run_count WHERE run = ?", arguments: [number])
      return LedgerStatus.Run(
        number: number, started: row[1], ended: row[2],
        outcome: (row[3] as String?).flatMap(RunOutcome.init), requests: row[4], reviews: row[5],
        counts: Dictionary(uniqueKeysWithValues: counts.map { ($0[0], $0[1]) }))
    }
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
