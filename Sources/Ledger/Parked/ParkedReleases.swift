import GRDB

/// How old the texts are that were sent from the parked ones.
///
/// A review is noted as accepted by the run that sent it, but its text is that of an earlier export: what was rejected in
/// between is newer, and a retry of it must not be taken for older.
struct ParkedReleases {
  /// Runs that are remembered, which are more than have their rejects kept.
  ///
  /// What is older counts as newer than a retry.
  private static let remembered: Int64 = 1000

  private let select, insert: Query

  init(_ database: Database) throws {
    select = try Query(database, "SELECT text FROM parked_release WHERE hash = ?1 AND run = ?2")
    insert = try Query(
      database,
      """
      INSERT INTO parked_release (hash, run, text) VALUES (?1, ?2, ?3) \
      ON CONFLICT DO UPDATE SET text = max(text, excluded.text)
      """)
  }

  /// - Parameter hash: By the name of the origin.
  func note(_ hash: Int64, run: Int64, text: Int64) throws {
    insert.bind(1, hash)
    insert.bind(2, run)
    insert.bind(3, text)
    try insert.run()
  }

  /// The age of what a run had accepted of a review.
  func age(_ hash: Int64, run: Int64) throws -> Int64 {
    select.bind(1, hash)
    select.bind(2, run)
    return try select.firstInteger() ?? run
  }

  static func prune(_ database: Database, before run: Int) throws {
    try database.execute(
      sql: "DELETE FROM parked_release WHERE run < ?", arguments: [Int64(run) - remembered])
  }
}
