import GRDB

/// The tables of a ledger, as a list of steps from nothing to the newest version.
///
/// Step n takes a file of version n - 1 to version n. A step must not change once it was released, because
/// files made by it exist and are never made again: a new need is a new step. The test of the schema's text
/// keeps the result of each.
struct LedgerSchema: Sendable {
  /// SQL of each step, the first for an empty file.
  let steps: [String]

  /// What this program reads and writes.
  static let current = LedgerSchema(steps: [first])

  /// Marks an SQLite file as a ledger.
  ///
  /// `RFLG` in ASCII. It must not change, because files are known by it.
  static let applicationID: Int64 = 0x5246_4C47

  var version: Int { steps.count }

  /// Takes the file to the newest version, in one transaction for each step.
  func migrate(_ database: Database, from version: Int) throws {
    for step in version..<steps.count {
      try database.inTransaction {
        try database.execute(sql: steps[step])
        try database.execute(
          sql: "PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(step + 1)")
        return .commit
      }
    }
  }

  /// Version 1.
  ///
  /// `review` lies in the order of products and ids, in which a run asks: a re-run reads it from front to back, and a
  /// first run appends. `place` finds the other products of an id. See docs/decisions.
  private static let first = """
    CREATE TABLE origin (
      id INTEGER PRIMARY KEY,
      name BLOB NOT NULL UNIQUE,
      reviews INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE product (
      id INTEGER PRIMARY KEY,
      origin INTEGER NOT NULL,
      key BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE review (
      product INTEGER NOT NULL,
      external_id BLOB NOT NULL,
      content BLOB NOT NULL,
      run INTEGER NOT NULL,
      shared INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (product, external_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE place (
      id_hash INTEGER NOT NULL,
      product INTEGER NOT NULL,
      PRIMARY KEY (id_hash, product)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      started INTEGER NOT NULL,
      ended INTEGER,
      outcome TEXT,
      requests INTEGER NOT NULL DEFAULT 0,
      reviews INTEGER NOT NULL DEFAULT 0,
      placed INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE run_count (
      run INTEGER NOT NULL,
      name TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (run, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unconfirmed (
      run INTEGER NOT NULL,
      request INTEGER NOT NULL,
      product INTEGER NOT NULL,
      reviews INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      PRIMARY KEY (run, request)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE target (
      pim TEXT NOT NULL,
      api TEXT NOT NULL
    ) STRICT;
    """
}
