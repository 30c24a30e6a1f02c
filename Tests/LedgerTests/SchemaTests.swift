import Foundation
import GRDB
import Records
import TestSupport
import Testing

@testable import Ledger

struct SchemaTests {
  /// What each released version looks like.
  ///
  /// An entry must not change: files like that exist.
  static let released = [
    """
    CREATE TABLE origin (
      id INTEGER PRIMARY KEY,
      name BLOB NOT NULL UNIQUE,
      reviews INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE place (
      id_hash INTEGER NOT NULL,
      product INTEGER NOT NULL,
      PRIMARY KEY (id_hash, product)
    ) STRICT, WITHOUT ROWID;
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
    CREATE TABLE target (
      pim TEXT NOT NULL,
      api TEXT NOT NULL
    ) STRICT;
    CREATE TABLE unconfirmed (
      run INTEGER NOT NULL,
      request INTEGER NOT NULL,
      product INTEGER NOT NULL,
      reviews INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      PRIMARY KEY (run, request)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE block (
      product INTEGER NOT NULL,
      first BLOB NOT NULL,
      reviews BLOB NOT NULL,
      PRIMARY KEY (product, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE origin (
      id INTEGER PRIMARY KEY,
      name BLOB NOT NULL UNIQUE,
      reviews INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE place (
      batch INTEGER NOT NULL,
      first INTEGER NOT NULL,
      places BLOB NOT NULL,
      PRIMARY KEY (batch, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE place_batch (
      id INTEGER PRIMARY KEY,
      places INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE product (
      key BLOB NOT NULL PRIMARY KEY,
      id INTEGER NOT NULL,
      origin INTEGER NOT NULL
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
    CREATE TABLE state (
      mark BLOB NOT NULL,
      next_product INTEGER NOT NULL,
      journal INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE target (
      pim TEXT NOT NULL,
      api TEXT NOT NULL
    ) STRICT;
    CREATE TABLE unconfirmed (
      run INTEGER NOT NULL,
      request INTEGER NOT NULL,
      product INTEGER NOT NULL,
      reviews INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      PRIMARY KEY (run, request)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE block (
      product INTEGER NOT NULL,
      first BLOB NOT NULL,
      reviews BLOB NOT NULL,
      PRIMARY KEY (product, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_item (
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      read INTEGER,
      created INTEGER,
      updated INTEGER,
      deleted INTEGER,
      identified INTEGER,
      identifier BLOB,
      identifiers BLOB NOT NULL DEFAULT x'',
      seen INTEGER,
      line INTEGER,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_key (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      normal TEXT NOT NULL
    ) STRICT;
    CREATE TABLE catalog_read (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      shown INTEGER NOT NULL,
      began INTEGER NOT NULL,
      ended INTEGER,
      complete INTEGER NOT NULL DEFAULT 0,
      products INTEGER NOT NULL DEFAULT 0,
      models INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE catalog_value (
      key INTEGER NOT NULL,
      value BLOB NOT NULL,
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      PRIMARY KEY (key, value, kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE origin (
      id INTEGER PRIMARY KEY,
      name BLOB NOT NULL UNIQUE,
      reviews INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE place (
      batch INTEGER NOT NULL,
      first INTEGER NOT NULL,
      places BLOB NOT NULL,
      PRIMARY KEY (batch, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE place_batch (
      id INTEGER PRIMARY KEY,
      places INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE product (
      key BLOB NOT NULL PRIMARY KEY,
      id INTEGER NOT NULL,
      origin INTEGER NOT NULL
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
    CREATE TABLE state (
      mark BLOB NOT NULL,
      next_product INTEGER NOT NULL,
      journal INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE target (
      pim TEXT NOT NULL,
      api TEXT NOT NULL
    ) STRICT;
    CREATE TABLE unconfirmed (
      run INTEGER NOT NULL,
      request INTEGER NOT NULL,
      product INTEGER NOT NULL,
      reviews INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      PRIMARY KEY (run, request)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE block (
      product INTEGER NOT NULL,
      first BLOB NOT NULL,
      reviews BLOB NOT NULL,
      PRIMARY KEY (product, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_item (
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      read INTEGER,
      created INTEGER,
      updated INTEGER,
      deleted INTEGER,
      identified INTEGER,
      identifier BLOB,
      identifiers BLOB NOT NULL DEFAULT x'',
      seen INTEGER,
      line INTEGER,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_key (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      normal TEXT NOT NULL
    ) STRICT;
    CREATE TABLE catalog_read (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      shown INTEGER NOT NULL,
      began INTEGER NOT NULL,
      ended INTEGER,
      complete INTEGER NOT NULL DEFAULT 0,
      products INTEGER NOT NULL DEFAULT 0,
      models INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE catalog_value (
      key INTEGER NOT NULL,
      value BLOB NOT NULL,
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      PRIMARY KEY (key, value, kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      time INTEGER NOT NULL,
      received INTEGER NOT NULL,
      source TEXT,
      subject TEXT,
      author TEXT,
      author_type TEXT,
      payload BLOB NOT NULL,
      UNIQUE (id, type)
    ) STRICT;
    CREATE TABLE event_count (
      type TEXT PRIMARY KEY,
      known INTEGER NOT NULL,
      count INTEGER NOT NULL,
      newest INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event_notice (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      time INTEGER NOT NULL,
      author TEXT NOT NULL,
      dismissed INTEGER,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event_notification (
      digest BLOB PRIMARY KEY,
      subscription TEXT NOT NULL,
      type TEXT NOT NULL,
      time INTEGER NOT NULL,
      received INTEGER NOT NULL,
      reason TEXT,
      dismissed INTEGER NOT NULL DEFAULT 0,
      payload BLOB NOT NULL
    ) STRICT;
    CREATE TABLE event_unreadable (
      digest BLOB PRIMARY KEY,
      received INTEGER NOT NULL,
      problem TEXT NOT NULL,
      payload BLOB NOT NULL
    ) STRICT;
    CREATE TABLE origin (
      id INTEGER PRIMARY KEY,
      name BLOB NOT NULL UNIQUE,
      reviews INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE place (
      batch INTEGER NOT NULL,
      first INTEGER NOT NULL,
      places BLOB NOT NULL,
      PRIMARY KEY (batch, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE place_batch (
      id INTEGER PRIMARY KEY,
      places INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE product (
      key BLOB NOT NULL PRIMARY KEY,
      id INTEGER NOT NULL,
      origin INTEGER NOT NULL
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
    CREATE TABLE state (
      mark BLOB NOT NULL,
      next_product INTEGER NOT NULL,
      journal INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE target (
      pim TEXT NOT NULL,
      api TEXT NOT NULL
    ) STRICT;
    CREATE TABLE unconfirmed (
      run INTEGER NOT NULL,
      request INTEGER NOT NULL,
      product INTEGER NOT NULL,
      reviews INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      PRIMARY KEY (run, request)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    CREATE TABLE block (
      product INTEGER NOT NULL,
      first BLOB NOT NULL,
      reviews BLOB NOT NULL,
      PRIMARY KEY (product, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_item (
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      read INTEGER,
      created INTEGER,
      updated INTEGER,
      deleted INTEGER,
      identified INTEGER,
      identifier BLOB,
      identifiers BLOB NOT NULL DEFAULT x'',
      seen INTEGER,
      line INTEGER,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE catalog_key (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      normal TEXT NOT NULL
    , attribute TEXT) STRICT;
    CREATE TABLE catalog_pull (
      reading INTEGER PRIMARY KEY,
      pim TEXT NOT NULL,
      keys TEXT NOT NULL,
      since INTEGER,
      horizon INTEGER NOT NULL,
      products TEXT,
      models TEXT,
      calls INTEGER NOT NULL DEFAULT 0,
      new INTEGER NOT NULL DEFAULT 0,
      changed INTEGER NOT NULL DEFAULT 0,
      unchanged INTEGER NOT NULL DEFAULT 0,
      older INTEGER NOT NULL DEFAULT 0,
      outcome INTEGER
    ) STRICT;
    CREATE TABLE catalog_read (
      id INTEGER PRIMARY KEY,
      source TEXT NOT NULL,
      shown INTEGER NOT NULL,
      began INTEGER NOT NULL,
      ended INTEGER,
      complete INTEGER NOT NULL DEFAULT 0,
      products INTEGER NOT NULL DEFAULT 0,
      models INTEGER NOT NULL DEFAULT 0,
      rejected INTEGER NOT NULL DEFAULT 0,
      deleted INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE catalog_value (
      key INTEGER NOT NULL,
      value BLOB NOT NULL,
      kind INTEGER NOT NULL,
      name BLOB NOT NULL,
      PRIMARY KEY (key, value, kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL,
      type TEXT NOT NULL,
      time INTEGER NOT NULL,
      received INTEGER NOT NULL,
      source TEXT,
      subject TEXT,
      author TEXT,
      author_type TEXT,
      payload BLOB NOT NULL,
      UNIQUE (id, type)
    ) STRICT;
    CREATE TABLE event_count (
      type TEXT PRIMARY KEY,
      known INTEGER NOT NULL,
      count INTEGER NOT NULL,
      newest INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event_notice (
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      time INTEGER NOT NULL,
      author TEXT NOT NULL,
      dismissed INTEGER,
      PRIMARY KEY (kind, name)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event_notification (
      digest BLOB PRIMARY KEY,
      subscription TEXT NOT NULL,
      type TEXT NOT NULL,
      time INTEGER NOT NULL,
      received INTEGER NOT NULL,
      reason TEXT,
      dismissed INTEGER NOT NULL DEFAULT 0,
      payload BLOB NOT NULL
    ) STRICT;
    CREATE TABLE event_unreadable (
      digest BLOB PRIMARY KEY,
      received INTEGER NOT NULL,
      problem TEXT NOT NULL,
      payload BLOB NOT NULL
    ) STRICT;
    CREATE TABLE origin (
      id INTEGER PRIMARY KEY,
      name BLOB NOT NULL UNIQUE,
      reviews INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE parked (
      id INTEGER PRIMARY KEY,
      product INTEGER NOT NULL,
      external_id BLOB NOT NULL,
      hash INTEGER NOT NULL,
      content BLOB NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      run INTEGER NOT NULL,
      here INTEGER NOT NULL,
      away INTEGER NOT NULL DEFAULT 0,
      offered INTEGER NOT NULL DEFAULT 0,
      UNIQUE (product, external_id)
    ) STRICT;
    CREATE INDEX parked_away ON parked (away) WHERE away > 0;
    CREATE TABLE parked_body (
      id INTEGER PRIMARY KEY,
      body BLOB NOT NULL
    ) STRICT;
    CREATE INDEX parked_hash ON parked (hash);
    CREATE TABLE parked_product (
      id INTEGER PRIMARY KEY,
      key BLOB NOT NULL UNIQUE,
      origin BLOB NOT NULL,
      reason TEXT NOT NULL,
      since INTEGER
    ) STRICT;
    CREATE TABLE parked_release (
      hash INTEGER NOT NULL,
      run INTEGER NOT NULL,
      text INTEGER NOT NULL,
      PRIMARY KEY (hash, run)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE place (
      batch INTEGER NOT NULL,
      first INTEGER NOT NULL,
      places BLOB NOT NULL,
      PRIMARY KEY (batch, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE place_batch (
      id INTEGER PRIMARY KEY,
      places INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE product (
      key BLOB NOT NULL PRIMARY KEY,
      id INTEGER NOT NULL,
      origin INTEGER NOT NULL
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
    CREATE TABLE state (
      mark BLOB NOT NULL,
      next_product INTEGER NOT NULL,
      journal INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE target (
      pim TEXT NOT NULL,
      api TEXT NOT NULL
    ) STRICT;
    CREATE TABLE unconfirmed (
      run INTEGER NOT NULL,
      request INTEGER NOT NULL,
      product INTEGER NOT NULL,
      reviews INTEGER NOT NULL,
      accepted INTEGER NOT NULL,
      PRIMARY KEY (run, request)
    ) STRICT, WITHOUT ROWID;
    """,
  ]

  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("l.sqlite")
  }

  private func text() throws -> String {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { database in
      try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name")
        .map { $0 + ";" }.joined(separator: "\n")
    }
  }

  private func make(version: Int) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: Self.released[version - 1])
      // Each ledger of this version has it.
      if version >= 2 { try database.execute(sql: "INSERT INTO state VALUES (randomblob(16), 1, 0)") }
      try database.execute(
        sql: "PRAGMA application_id = \(0x5246_4C47); PRAGMA user_version = \(version)")
    }
    try queue.close()
  }

  @Test func theNewestSchemaIsAsReleased() throws {
    #expect(Self.released.count == LedgerSchema.current.version)
    try Ledger(path: path).close()
    #expect(try text() == Self.released.last)
  }

  @Test(arguments: 1...LedgerSchema.current.version)
  func eachReleasedVersionBecomesTheNewest(_ version: Int) throws {
    try make(version: version)
    let ledger = try Ledger(path: path)
    try ledger.night([TestReview("a", "1", 1)])
    #expect(try ledger.decide([TestReview("a", "1", 1)]) == [.unchanged])
    #expect(try text() == Self.released.last)
  }

  /// A ledger of version 1: two products, one of them in several blocks, an announced and a shared review.
  private func makeFirstVersion(reviews count: Int) throws {
    try make(version: 1)
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    try queue.write { database in
      try database.execute(sql: "INSERT INTO run VALUES (1, 0, 1, 'completed', 1, 1, 1)")
      try database.execute(
        sql: "INSERT INTO origin VALUES (1, ?, ?)", arguments: [Data("Yotpo".utf8), count + 2])
      for (number, product) in [(7, "b"), (3, "a")] {
        let key = Data(TestReview(product, "", 0).key.utf8)
        try database.execute(sql: "INSERT INTO product VALUES (?, 1, ?)", arguments: [number, key])
      }
      let content = withUnsafeBytes(of: ContentHash(1).words) { Data($0) }
      func add(_ product: Int, _ id: String, _ content: Data, shared: Int = 0) throws {
        try database.execute(
          sql: "INSERT INTO review VALUES (?, ?, ?, 1, ?)",
          arguments: [product, Data(id.utf8), content, shared])
      }
      for number in 0..<count { try add(7, "\(1000 + number)", content) }
      try add(3, "announced", Data())
      try add(3, "shared", content, shared: 1)
    }
  }

  @Test func theReviewsOfTheFirstVersionAreKept() throws {
    try makeFirstVersion(reviews: 500)
    let ledger = try Ledger(path: path)
    let known = (0..<500).map { TestReview("b", "\(1000 + $0)", 1) }
    let asked =
      [TestReview("a", "announced", 1), TestReview("a", "shared", 1)] + known
      + [TestReview("c", "1250", 1), TestReview("c", "1", 1)]
    _ = try ledger.beginRun(at: 0)
    #expect(
      try ledger.decide(asked) == [.changed, .unchanged] + known.map { _ in .unchanged } + [.moved, .new])
    try ledger.endRun(.completed, counts: [:], at: 0)
    #expect(try LedgerReader(path: path).lines().count == 502)
    // The id at two products settles.
    #expect(try ledger.night(asked).count == 3)
    for _ in 0..<2 { try ledger.night(asked) }
    #expect(try ledger.night(asked).isEmpty)
  }

  /// How a later version will be added.
  @Test func aNewStepKeepsWhatIsThere() throws {
    do { try Ledger(path: path).night([TestReview("a", "1", 1)]) }
    let next = LedgerSchema(
      steps: LedgerSchema.current.steps + [
        "ALTER TABLE block ADD COLUMN note TEXT; CREATE TABLE later (id BLOB)"
      ])
    // A reader brings it up to date too.
    let reader = try LedgerReader(path: path, schema: next)
    #expect(try reader.status().version == next.version)
    #expect(try reader.lines().count == 1)
    let ledger = try Ledger(path: path, schema: next)
    #expect(try ledger.decide([TestReview("a", "1", 1)]) == [.unchanged])
    #expect(code { _ = try Ledger(path: path) } == "ledger.newer")
  }

  @Test func aFailingStepLeavesTheVersionBefore() throws {
    do { try Ledger(path: path).night([TestReview("a", "1", 1)]) }
    let before = try text()
    let next = LedgerSchema(
      steps: LedgerSchema.current.steps + ["CREATE TABLE later (id BLOB); CREATE TABLE origin (id BLOB)"])
    #expect(code { _ = try Ledger(path: path, schema: next) } == "ledger.write")
    #expect(try text() == before)
    #expect(try Ledger(path: path).decide([TestReview("a", "1", 1)]) == [.unchanged])
  }

  @Test func aReaderDoesNotChangeAnOldLedgerThatIsHeld() throws {
    let ledger = try Ledger(path: path)
    let next = LedgerSchema(steps: LedgerSchema.current.steps + ["CREATE TABLE later (id BLOB)"])
    #expect(code { _ = try LedgerReader(path: path, schema: next) } == "ledger.in-use")
    try ledger.night([TestReview("a", "1", 1)])
  }
}
