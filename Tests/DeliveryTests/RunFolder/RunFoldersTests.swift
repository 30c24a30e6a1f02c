import Foundation
import Records
import TestSupport
import Testing

@testable import Delivery

@Suite struct RunFoldersTests {
  let work: TemporaryFolder
  let runs: RunFolders

  init() throws {
    work = try TemporaryFolder()
    runs = RunFolders(ledger: work.path("shop.sqlite"))
  }

  private func make(_ numbers: [Int]) throws {
    for number in numbers { try writeRun(runs.path(of: number), failed: [1]) }
  }

  /// Sets when a run was written, in seconds since 1970.
  private func date(_ number: Int, _ time: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: time)],
      ofItemAtPath: runs.path(of: number) + "/run.json")
  }

  private func top() -> [String] { work.names("shop.runs").filter { !$0.contains("/") } }

  @Test(arguments: [("a/shop.sqlite", "a/shop.runs"), ("a/shop.db", "a/shop.db.runs"), ("x", "x.runs")])
  func runsLieBesideTheLedger(ledger: String, expected: String) {
    #expect(RunFolders(ledger: ledger).path == expected)
    #expect(RunFolders(ledger: ledger).path(of: 12) == expected + "/000012")
  }

  @Test func withoutAFolderThereAreNoRuns() throws {
    #expect(try runs.all().isEmpty)
    #expect(try runs.latest() == nil)
    #expect(runs.prune(keep: 3).isEmpty)
  }

  @Test func theLatestIsTheOneWrittenLast() throws {
    try make([1, 2, 31])
    // A new ledger begins with run 1 again.
    for (number, time) in [(2, 100.0), (31, 200), (1, 300)] { try date(number, time) }
    #expect(try runs.all().map(\.number) == [2, 31, 1])
    #expect(try runs.latest()?.number == 1)
    #expect(runs.prune(keep: 2).isEmpty)
    #expect(top() == ["000001", "000031"])
  }

  @Test(arguments: [(3, ["000003", "000004", "000005"]), (0, ["000005"]), (9, (1...5).map { "00000\($0)" })])
  func pruningKeepsTheNewest(keep: Int, expected: [String]) throws {
    try make([1, 2, 3, 4, 5])
    for number in 1...5 { try date(number, 100) }
    #expect(runs.prune(keep: keep).isEmpty)
    #expect(top() == expected)
  }

  @Test func pruningTouchesNothingElse() throws {
    try make([1, 2, 3])
    for number in 1...3 { try date(number, Double(number)) }
    try work.write("shop.runs/000001/notes.txt", "mine")
    try work.write("shop.runs/000000/run.json", RunRecord.signature)
    try work.write("shop.runs/7/run.json", RunRecord.signature)
    try work.write("shop.runs/000009/file", "mine")
    try work.write("shop.runs/000010", "mine")
    try work.write("victim/run.json", RunRecord.signature)
    try work.link("shop.runs/000011", to: work.path("victim"))
    let problems = runs.prune(keep: 1)
    #expect(problems.map(\.code) == ["runs.not-pruned"])
    #expect(problems.first?.severity == .warning)
    #expect(problems.first?.sentence.text(showingValues: false).contains("'notes.txt'") == true)
    #expect(top() == ["000000", "000001", "000003", "000009", "000010", "000011", "7"])
    #expect(work.text("victim/run.json") != nil)
    #expect(work.names("shop.runs/000001").contains("failed/0000/000001-A_1.json"))
  }

  /// Process numbers end at 4,194,304 on Linux; process 1 lives.
  @Test func whatDeadProcessesLeftIsRemoved() throws {
    try make([1])
    let mine = getpid()
    let dead = [
      ".000002.partial-4194999", ".000002.partial-4194999-2", ".000003.partial-\(mine)",
      ".000001.partial-4194999.removed",
    ]
    let kept = [
      ".000004.partial-1", ".000005.partial-4194999.replaced", ".notes.partial-4194999",
      ".000006.partial-", "000007.partial-4194999", ".000008.partial-4194999-x",
    ]
    for name in dead + kept { try work.write("shop.runs/\(name)/failed/0000/000001.json", "{}") }
    #expect(runs.prune(keep: 1).isEmpty)
    #expect(Set(top()) == Set(kept + ["000001"]))
  }

  @Test func aRunThatIsBeingWrittenIsNotRemoved() throws {
    let folder = try RunFolder(path: runs.path(of: 2))
    try folder.keep(refusedRequest(1))
    #expect(runs.prune(keep: 1).isEmpty)
    _ = try folder.commit(testRecord, summary: "{}\n")
    #expect(top() == ["000002"])
  }
}
