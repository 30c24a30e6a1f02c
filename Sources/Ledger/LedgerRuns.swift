import GRDB
import Records
import Synchronization

/// How a run ended.
public enum RunOutcome: String, Sendable, CaseIterable {
  case completed
  /// Stopped before the end; the next run goes on where it was.
  case stopped
  /// The process ended without a word; said of it by the next run.
  case interrupted
}

/// A run that has begun.
public struct BegunRun: Equatable, Sendable {
  public var number: Int
  /// Runs before that were interrupted and are taken up by this one.
  public var interrupted: [Int]
}

extension Ledger {
  /// How long a request stays on the list of unconfirmed ones, in seconds: 30 days.
  public static let unconfirmedLifetime = 30 * 86_400

  /// Begins a run; `accepted` belongs to it until `endRun`.
  ///
  /// - Parameters:
  ///   - target: Where the run sends to. A ledger of another target is refused (`ledger.other-target`).
  ///   - time: Seconds since 1970.
  public func beginRun(for target: LedgerTarget? = nil, at time: Int) throws(Problem) -> BegunRun {
    let bound = try read { try LedgerTarget.bound($0) }
    if let target, let bound, target != bound { throw LedgerProblem.otherTarget(path, bound, not: target) }
    try endJournal()
    try writePlaces()
    // On the disk before anything is accepted: the journal, which the system writes when it likes, names the run.
    let (begun, hasReviews) = try writeThrough { database in
      let interrupted = try Int.fetchAll(
        database, sql: "SELECT id FROM run WHERE outcome IS NULL ORDER BY id")
      try database.execute(
        sql: """
          UPDATE run SET outcome = ? WHERE outcome IS NULL;
          DELETE FROM unconfirmed WHERE accepted < ?;
          INSERT INTO run (started) VALUES (?)
          """, arguments: [RunOutcome.interrupted.rawValue, time - Self.unconfirmedLifetime, time])
      let number = Int(database.lastInsertedRowID)
      let hasReviews = try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM block)") ?? false
      try ParkedMoves.forget(database)
      try ParkedReleases.prune(database, before: number)
      return (BegunRun(number: number, interrupted: interrupted), hasReviews)
    }
    let parked = ParkedHints()
    try read { try parked.load($0) }
    run.withLock {
      $0 = RunState(
        number: Int64(begun.number), hasEarlierReviews: hasReviews,
        unboundTarget: bound == nil ? target : nil, parked: parked)
    }
    return begun
  }

  /// Ends the run with its counts, which are kept under the names given.
  ///
  /// - Parameter metAll: Whether the run has met every review there is, and none was rejected or refused: then a parked
  ///   review that it met at another product has left the one that it is parked at.
  public func endRun(
    _ outcome: RunOutcome, metAll: Bool = false, counts: [String: Int], at time: Int
  ) throws(Problem) {
    try endJournal()
    try writePlaces()
    let (number, hasParked) = run.withLock { ($0.number, $0.hasParked) }
    let end = { (database: Database) in
      if outcome == .completed && metAll {
        try ParkedMoves.finish(database, run: number)
      } else {
        try ParkedMoves.forget(database)
        try ParkedMoves.removeEmptyProducts(database)
      }
      try database.execute(
        sql: "UPDATE run SET ended = ?, outcome = ?, placed = 1 WHERE id = ?",
        arguments: [time, outcome.rawValue, number])
      for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
        try database.execute(
          sql: "INSERT OR REPLACE INTO run_count (run, name, count) VALUES (?, ?, ?)",
          arguments: [number, name, count])
      }
    }
    // On the disk: the next export may not have what was parked, and nobody would miss it.
    if hasParked { try writeThrough(end) } else { try write(end) }
    run.withLock { $0 = RunState() }
  }
}
