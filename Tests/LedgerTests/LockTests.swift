import Foundation
import GRDB
import Glibc
import Records
import TestSupport
import Testing

@testable import Ledger

struct LockTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("l.sqlite")
  }

  @Test func aSecondOwnerIsRefusedAndToldWhoHoldsIt() throws {
    let ledger = try Ledger(path: path)
    let problem = #expect(throws: Problem.self) { try Ledger(path: path) }
    #expect(problem?.code == "ledger.in-use")
    #expect(problem?.sentence.text(showingValues: true).contains("(process \(getpid()))") == true)
    #expect(try LedgerReader(path: path).status().holder == Int(getpid()))
    _ = ledger.path
  }

  @Test func aLinkDoesNotLeadAroundTheLock() throws {
    let ledger = try Ledger(path: path)
    let link = folder.path("link.sqlite")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(code { _ = try Ledger(path: link) } == "ledger.in-use")
    _ = ledger.path
  }

  @Test func readersAreNotBlockedByAnOwnerInATransaction() throws {
    let ledger = try Ledger(path: path)
    try ledger.night([TestReview("a", "1", 1)])
    try ledger.write { database in
      try database.execute(sql: "UPDATE run SET reviews = 99")
      let reader = try LedgerReader(path: path)
      #expect(try reader.status().runs.first?.reviews == 1)
      #expect(try reader.lines().count == 1)
    }
  }

  @Test func theLockIsGivenUpWithTheLedger() throws {
    for _ in 0..<3 { try Ledger(path: path).night([TestReview("a", "1", 1)]) }
    #expect(try LedgerReader(path: path).status().holder == nil)
  }

  @Test func anotherProcessIsRefused() async throws {
    let ledger = try Ledger(path: path)
    await #expect(processExitsWith: .exitCode(75)) { [path = path as String] in
      exit(code { _ = try Ledger(path: path) } == "ledger.in-use" ? 75 : 1)
    }
    _ = ledger.path
  }

  @Test func theLockDiesWithItsProcess() async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let ledger = try Ledger(path: path)
      _ = try ledger.beginRun(at: 0)
      kill(getpid(), SIGKILL)
    }
    let ledger = try Ledger(path: path)
    #expect(try ledger.beginRun(at: 1) == BegunRun(number: 2, interrupted: [1]))
  }
}
