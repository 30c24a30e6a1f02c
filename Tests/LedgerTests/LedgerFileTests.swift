import Foundation
import GRDB
import Glibc
import Records
import TestSupport
import Testing

@testable import Ledger

struct LedgerFileTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("l.sqlite")
  }

  func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  @Test func missingFoldersAreMadeForTheOwnerAlone() throws {
    let deep = folder.path("a/b/l.sqlite")
    let ledger = try Ledger(path: deep)
    try ledger.night([TestReview("a", "1", 1)])
    for file in [deep, deep + "-wal", deep + "-shm", deep + ".lock"] {
      #expect(try mode(file) == 0o600, "\(file)")
    }
    #expect(try mode(folder.path("a")) == 0o700)
  }

  @Test(arguments: [
    "this is no database, but it is long enough for a header", "SQLite format 3\0 and then rubbish",
  ])
  func aDamagedFileIsLeftAlone(_ text: String) throws {
    let bytes = Data((text + String(repeating: "x", count: 4000)).utf8)
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(code { _ = try Ledger(path: path) } == "ledger.corrupt")
    #expect(code { _ = try LedgerReader(path: path) } == "ledger.corrupt")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["l.sqlite"])
  }

  /// Each page in turn overwritten: a sentence or right answers, never a crash and never "unchanged" for what it is not.
  @Test func damageAnywhereIsTold() throws {
    let reviews = (0..<400).map { TestReview("p\($0 % 20)", "\($0)", $0) }.inOrder
    do { try Ledger(path: path).night(reviews) }
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let pages = whole.count / 4096
    var told = 0
    for page in 0..<pages {
      var broken = whole
      broken.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(repeating: 0xA5, count: 4096))
      try broken.write(to: URL(fileURLWithPath: path))
      let found = code {
        let ledger = try Ledger(path: path)
        _ = try ledger.beginRun(at: 0)
        let changed = reviews.map { TestReview($0.product, $0.id, $0.content + 1) }
        #expect(try !ledger.decide(changed).contains(.unchanged))
      }
      if let found {
        told += 1
        #expect(found == "ledger.corrupt", "page \(page)")
      }
    }
    #expect(told > 3)
  }

  /// An announcement must outlive a power cut; 2 is FULL, 1 is NORMAL.
  @Test func whatIsWrittenThroughIsSyncedAndOnlyThat() throws {
    let ledger = try Ledger(path: path)
    func level(_ database: Database) throws -> Int? {
      try Int.fetchOne(database, sql: "PRAGMA synchronous")
    }
    var inside: Int?
    try ledger.writeThrough { inside = try level($0) }
    let behind = try ledger.write { try level($0) }
    #expect(inside == 2 && behind == 1)
    #expect(throws: Problem.self) {
      try ledger.writeThrough { database in
        try database.execute(sql: "INSERT INTO origin (name) VALUES (x'61')")
        try database.execute(sql: "INSERT INTO nowhere VALUES (1)")
      }
    }
    let behindFailure = try ledger.write { try level($0) }
    let origins = try ledger.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM origin") }
    #expect(behindFailure == 1 && origins == 0)
  }

  @Test func aNewerLedgerIsLeftAlone() throws {
    do { try Ledger(path: path).night([TestReview("a", "1", 1)]) }
    try change("PRAGMA user_version = 99")
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let problem = #expect(throws: Problem.self) { try Ledger(path: path) }
    #expect(problem?.code == "ledger.newer")
    #expect(problem?.sentence.text(showingValues: true).contains("version 99") == true)
    #expect(code { _ = try LedgerReader(path: path) } == "ledger.newer")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test func aFileOfAnotherProgramIsLeftAlone() throws {
    try change("CREATE TABLE recipe (name TEXT)")
    #expect(code { _ = try Ledger(path: path) } == "ledger.foreign")
    #expect(code { _ = try Ledger(path: folder.path) } == "ledger.foreign")
  }

  @Test func anEmptyFileBecomesALedger() throws {
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    try Ledger(path: path).night([TestReview("a", "1", 1)])
    #expect(try LedgerReader(path: path).lines().count == 1)
  }

  @Test func thereIsNothingToReadInAMissingLedger() {
    #expect(code { _ = try LedgerReader(path: path) } == "ledger.missing")
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func aFolderThatCannotBeMadeIsAProblem() {
    #expect(code { _ = try Ledger(path: "/dev/null/x/l.sqlite") } == "ledger.file")
    #expect(code { _ = try Ledger(path: "/proc/nothing/l.sqlite") } == "ledger.file")
  }

  /// In a process without the rights of root.
  @Test(arguments: [0o555, 0o777])
  func aLedgerThatCannotBeWrittenIsAProblem(_ folderMode: Int) async throws {
    do { try Ledger(path: path).night([TestReview("a", "1", 1)]) }
    for (file, mode) in [(path, 0o444), (folder.path, folderMode)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    await #expect(processExitsWith: .success) { [path = path as String] in
      if geteuid() == 0 { #expect(setuid(65_534) == 0) }
      let found = code { _ = try Ledger(path: path) }
      #expect(found == "ledger.read-only" || found == "ledger.file", "\(found ?? "none")")
      exit(found == nil ? 1 : 0)
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
  }

  /// By a trigger, since the tests may run as root, who may write everywhere.
  @Test func whatSQLiteRefusesIsAProblem() throws {
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 0)
    try change("CREATE TRIGGER no BEFORE INSERT ON block BEGIN SELECT RAISE(ABORT, 'no more'); END")
    #expect(code { try ledger.accept([TestReview("a", "1", 1)]) } == "ledger.write")
    try change("DROP TRIGGER no")
    try ledger.accept([TestReview("a", "1", 1)])
    #expect(try ledger.decide([TestReview("a", "1", 1)]) == [.unchanged])
  }

  private func change(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }
}
