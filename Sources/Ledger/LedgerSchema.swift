import GRDB

/// The tables of a ledger, as a list of steps from nothing to the newest version.
///
/// Step n takes a file of version n - 1 to version n. A step must not change once it was released, because
/// files made by it exist and are never made again: a new need is a new step. The test of the schema's text
/// keeps the result of each.
struct LedgerSchema: Sendable {
  struct Step: Sendable, ExpressibleByStringLiteral {
    var sql: String
    /// What SQL cannot do, before the SQL that clears away what it reads.
    var convert: (@Sendable (Database) throws -> Void)?
    var cleaning = ""

    init(_ sql: String) { self.sql = sql }

    init(stringLiteral sql: String) { self.sql = sql }

    init(_ sql: String, convert: @escaping @Sendable (Database) throws -> Void, cleaning: String) {
      (self.sql, self.convert, self.cleaning) = (sql, convert, cleaning)
    }
  }

  /// The first is for an empty file.
  let steps: [Step]

  /// What this program reads and writes.
  static let current = LedgerSchema(steps: [
    Step(first), Step(second, convert: LedgerConversion.reviewsToBlocks, cleaning: secondCleaning),
    Step(catalog), Step(events), Step(keyAttributes + parked + pulls),
  ])

  /// Marks an SQLite file as a ledger.
  ///
  /// `RFLG` in ASCII. It must not change, because files are known by it.
  static let applicationID: Int64 = 0x5246_4C47

  var version: Int { steps.count }

  /// Takes the file to the newest version, in one transaction for each step.
  func migrate(_ database: Database, from version: Int) throws {
    for step in version..<steps.count {
      try database.inTransaction {
        try database.execute(sql: steps[step].sql)
        try steps[step].convert?(database)
        try database.execute(sql: steps[step].cleaning)
        try database.execute(
          sql: "PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(step + 1)")
        return .commit
      }
    }
  }

  /// Version 1: a row for each review.
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

  /// Version 2: reviews in blocks (`ReviewBlock`), places in sorted batches (`PlaceBatches`).
  ///
  /// `product` and `block` lie in the order in which a run asks: a re-run reads them from front to back, and a
  /// first run appends. `place` finds the other products of an id. `state` has one row: what tells this ledger from
  /// others, the number of the next product, and the last part of the journal that is in it. See docs/decisions.
  private static let second = """
    ALTER TABLE product RENAME TO old_product;
    ALTER TABLE place RENAME TO old_place;
    CREATE TABLE product (
      key BLOB NOT NULL PRIMARY KEY,
      id INTEGER NOT NULL,
      origin INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE block (
      product INTEGER NOT NULL,
      first BLOB NOT NULL,
      reviews BLOB NOT NULL,
      PRIMARY KEY (product, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE place_batch (
      id INTEGER PRIMARY KEY,
      places INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE place (
      batch INTEGER NOT NULL,
      first INTEGER NOT NULL,
      places BLOB NOT NULL,
      PRIMARY KEY (batch, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE state (
      mark BLOB NOT NULL,
      next_product INTEGER NOT NULL,
      journal INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO product SELECT key, id, origin FROM old_product ORDER BY key;
    INSERT INTO state (mark, next_product) SELECT randomblob(16), coalesce(max(id), 0) + 1 FROM old_product;
    """

  /// The places are found again by the run that opens the ledger.
  private static let secondCleaning = """
    DROP TABLE review;
    DROP TABLE old_product;
    DROP TABLE old_place;
    UPDATE run SET placed = 0;
    """
}
