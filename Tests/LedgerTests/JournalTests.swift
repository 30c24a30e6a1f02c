import Foundation
import GRDB
import Glibc
import Records
import TestSupport
import Testing

@testable import Ledger

struct JournalTests {
  let folder: TemporaryFolder
  let path: String
  var journal: String { JournalFile.path(of: path) }

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("l.sqlite")
  }

  private var isThere: Bool { FileManager.default.fileExists(atPath: journal) }

  @Test func whatTasksNoteIsInTheLedgerAtTheEndOfTheRun() async throws {
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 0)
    let commit = GroupCommit(ledger: ledger) { 5 }
    let reviews = (0..<500).map { TestReview("p\($0 % 10)", "\($0)", 1) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, review) in reviews.enumerated() {
        group.addTask { try commit.note(AcceptedRequest(number: number, keys: ReviewKeys([review]))) }
      }
      try await group.waitForAll()
    }
    #expect(isThere)
    try ledger.endRun(.completed, counts: [:], at: 1)
    #expect(!isThere)
    _ = try ledger.beginRun(at: 2)
    #expect(try ledger.decide(reviews).allSatisfy { $0 == .unchanged })
    let status = try LedgerReader(path: path).status()
    #expect(status.unconfirmedRequests == 500)
    #expect(status.runs.last?.requests == 500 && status.runs.last?.reviews == 500)
  }

  @Test func aClosedLedgerNotesNothing() throws {
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 0)
    try ledger.close()
    for number in 0..<3 { #expect(code { try ledger.take([TestReview("p", "1", 1)], number) } != nil) }
    #expect(!isThere)
  }

  /// Many times what the journal holds, from several threads; large requests among them.
  @Test func moreThanItHoldsGoesThroughIt() async throws {
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 0)
    let pad = String(repeating: "x", count: 2000)
    let reviews = (0..<12_000).map { TestReview("p\($0 % 100)", "\($0)-\(pad)", $0) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          for start in stride(from: task * 3000, to: (task + 1) * 3000, by: 300) {
            try ledger.take(Array(reviews[start..<start + 300]).inOrder, start)
          }
        }
      }
      try await group.waitForAll()
    }
    // One alone is larger than a part.
    let large = (0..<3000).map { TestReview("q", "\($0)-\(pad)", $0) }.inOrder
    try ledger.take(large, 1)
    try ledger.endRun(.completed, counts: [:], at: 1)
    #expect(try ledger.night(reviews.inOrder + large, batch: 1000).isEmpty)
  }

  /// In a process of its own: what `note` came back from is known to the next one, with its run and its target.
  @Test func aKilledProcessLosesNothing() async throws {
    let reviews = (0..<300).map { TestReview("p\($0 % 7)", "\($0)", $0) }.inOrder
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, reviews = reviews as [TestReview]] in
      let ledger = try Ledger(path: path)
      _ = try ledger.beginRun(for: LedgerTarget(pim: "pim", api: "api"), at: 0)
      for start in stride(from: 0, to: 300, by: 10) {
        try ledger.take(Array(reviews[start..<start + 10]), start)
      }
      kill(getpid(), SIGKILL)
    }
    #expect(isThere)
    #expect(try LedgerReader(path: path).lines().count == 300)
    #expect(!isThere)
    let ledger = try Ledger(path: path)
    let other = LedgerTarget(pim: "pim", api: "b")
    #expect(code { _ = try ledger.beginRun(for: other, at: 1) } == "ledger.other-target")
    #expect(try ledger.beginRun(at: 1).interrupted == [1])
    #expect(try ledger.decide(reviews).allSatisfy { $0 == .unchanged })
    // The places too.
    #expect(try ledger.decide([TestReview("other", "17", 1)]) == [.moved])
  }

  /// A journal that was killed with `requests` in it, and the ledger beside it.
  private func killed(requests: Int) async throws {
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, requests = requests as Int] in
      let ledger = try Ledger(path: path)
      _ = try ledger.beginRun(at: 0)
      for number in 0..<requests { try ledger.take([TestReview("a", "\(number)", 1)], number) }
      kill(getpid(), SIGKILL)
    }
  }

  private func known() throws -> Int { try LedgerReader(path: path).lines().count }

  @Test func aTornRequestEndsTheJournal() async throws {
    try await killed(requests: 5)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: journal))
    let at = try #require(bytes.range(of: Data([3, 0, 0, 0, 0, 0, 0, 0]), in: 200..<bytes.count))
    bytes[at.lowerBound] = 9
    try bytes.write(to: URL(fileURLWithPath: journal))
    #expect(try known() == 3)
  }

  @Test func rubbishIsNoJournal() async throws {
    try await killed(requests: 5)
    for bytes in [Data(), Data("short".utf8), Data(repeating: 0xA5, count: 70_000)] {
      try bytes.write(to: URL(fileURLWithPath: journal))
      #expect(try known() == 0)
    }
  }

  @Test func theJournalOfAnotherLedgerIsNotTaken() async throws {
    try await killed(requests: 5)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: journal))
    try FileManager.default.removeItem(atPath: path)
    try Ledger(path: path).close()
    try bytes.write(to: URL(fileURLWithPath: journal))
    #expect(try known() == 0)
  }

  /// A power cut may bring the file back that was removed.
  @Test func whatIsInTheLedgerIsNotTakenAgain() async throws {
    try await killed(requests: 5)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: journal))
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 1)
    try ledger.announce([TestReview("a", "1", 2)], [.changed])
    try ledger.close()
    try bytes.write(to: URL(fileURLWithPath: journal))
    let again = try Ledger(path: path)
    #expect(try again.decide([TestReview("a", "1", 1), TestReview("a", "2", 1)]) == [.changed, .unchanged])
  }

  @Test func anAnnouncementComesBehindWhatWasNoted() throws {
    let ledger = try Ledger(path: path)
    try ledger.night([TestReview("a", "1", 1)])
    _ = try ledger.beginRun(at: 1)
    try ledger.take([TestReview("a", "1", 2)], 1)
    try ledger.announce([TestReview("a", "1", 3)], [.changed])
    try ledger.close()
    let again = try Ledger(path: path)
    #expect(try again.decide([TestReview("a", "1", 2)]) == [.changed])
    #expect(try again.decide([TestReview("a", "1", 3)]) == [.changed])
  }

  /// A retry has two sources, which may have the same review.
  @Test func aRetrySeesWhatItNotedItself() throws {
    let ledger = try Ledger(path: path)
    try ledger.night([TestReview("b", "9", 1)])
    _ = try ledger.beginRun(at: 1)
    try ledger.take([TestReview("a", "1", 1)], 1)
    var verdicts: [Verdict] = []
    try ledger.decide(ReviewKeys([TestReview("a", "1", 2)]), ofRun: 1, into: &verdicts)
    #expect(verdicts == [.changed])
  }

  @Test func whatCannotBeWrittenIsToldAndKept() throws {
    let ledger = try Ledger(path: path)
    _ = try ledger.beginRun(at: 0)
    try change("CREATE TRIGGER no BEFORE INSERT ON block BEGIN SELECT RAISE(ABORT, 'no more'); END")
    try ledger.take([TestReview("a", "1", 1)], 1)
    #expect(code { try ledger.endRun(.completed, counts: [:], at: 1) } == "ledger.write")
    #expect(code { try ledger.take([TestReview("a", "2", 1)], 2) } == "ledger.write")
    try change("DROP TRIGGER no")
    try ledger.endRun(.completed, counts: [:], at: 1)
    #expect(try ledger.decide([TestReview("a", "1", 1), TestReview("a", "2", 1)]) == [.unchanged, .new])
  }

  private func change(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }
}
