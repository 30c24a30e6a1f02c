import Foundation
import Records
import Synchronization
import TestSupport
import Testing

@testable import Ledger

struct LedgerTests {
  let folder: TemporaryFolder
  let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = try Ledger(path: folder.path("l.sqlite"))
  }

  var reader: LedgerReader { get throws { try LedgerReader(path: ledger.path) } }

  @Test func runsAndTheirCountsAreKept() throws {
    #expect(try ledger.beginRun(at: 100) == BegunRun(number: 1, interrupted: []))
    try ledger.accept([TestReview("a", "1", 1), TestReview("b", "2", 1)], number: 1, at: 101)
    try ledger.accept([TestReview("a", "3", 1)], number: 2, at: 102)
    let during = try reader.status()
    #expect(during.runs.first?.outcome == nil)
    #expect(during.runs.first?.reviews == 3)
    try ledger.endRun(.stopped, counts: ["rejected": 4, "unchanged": 0], at: 200)
    let status = try reader.status()
    #expect(
      status.runs == [
        LedgerStatus.Run(
          number: 1, started: 100, ended: 200, outcome: .stopped, requests: 2, reviews: 3,
          counts: ["rejected": 4, "unchanged": 0])
      ])
    #expect(status.origins == [LedgerStatus.Origin(name: "Yotpo", reviews: 3)])
    #expect(status.products == 2)
    #expect((status.unconfirmedRequests, status.unconfirmedReviews) == (2, 3))
    #expect(status.byteCount + status.logByteCount > 4096)
  }

  /// Reads that belong together are not parted by a run that goes on meanwhile.
  @Test func readsOfOneMomentSeeNothingThatComesBetween() throws {
    _ = try ledger.beginRun(at: 100)
    try ledger.accept([TestReview("a", "1", 1)], number: 1, at: 100)
    let path = ledger.path
    let reader = try LedgerReader(path: path)
    let counts = try reader.atOneMoment { () throws(Problem) in
      let before = try reader.status().products
      do { try ledger.accept([TestReview("b", "2", 1)], number: 2, at: 101) } catch {
        Issue.record("\(error)")
      }
      return (before, try reader.status().products, try LedgerReader(path: path).status().products)
    }
    #expect(counts == (1, 1, 2))
    #expect(try reader.status().products == 2)
    #expect(throws: Problem.self) {
      try reader.atOneMoment { () throws(Problem) in throw LedgerProblem.missing("x") }
    }
  }

  @Test func requestsAreConfirmedOrGrowOld() throws {
    let run = try ledger.beginRun(at: 1000).number
    for number in 1...3 { try ledger.accept([TestReview("a", "\(number)", 1)], number: number, at: 1000) }
    let keys = ReviewKeys([TestReview("a", "4", 1)])
    try ledger.accepted([AcceptedRequest(number: 4, keys: keys, isConfirmed: true)], at: 1000)
    #expect(try reader.status().unconfirmedRequests == 3)
    try ledger.confirm(run: run, requests: [1, 3, 77])
    #expect(try reader.status().unconfirmedRequests == 1)
    try ledger.endRun(.completed, counts: [:], at: 1000)
    _ = try ledger.beginRun(at: 1000 + Ledger.unconfirmedLifetime)
    #expect(try reader.status().unconfirmedRequests == 1)
    _ = try ledger.beginRun(at: 1001 + Ledger.unconfirmedLifetime)
    #expect(try reader.status().unconfirmedRequests == 0)
  }

  @Test func theExportIsJSONLines() throws {
    _ = try ledger.beginRun(at: 0)
    let id = "a\"b\\c\n\u{1F600}"
    try ledger.accept([TestReview("p", id, 1)])
    let line = try #require(try reader.lines().first)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["external_id"] as? String == id)
    #expect(object["origin"] as? String == "Yotpo")
    #expect((object["product"] as? [String: Any])?["product_type"] as? String == "product")
    #expect((object["content"] as? String)?.count == 32)
    #expect(object["run"] as? Int == 1)
  }

  @Test func aSinkThatFailsEndsTheExport() throws {
    try ledger.night([TestReview("p", "1", 1)])
    let full = Problem("test.sink", .error, "full")
    let problem = #expect(throws: Problem.self) {
      try reader.export { (_) throws(Problem) in throw full }
    }
    #expect(problem == full)
  }

  @Test func whatIsForgottenIsSentAgain() throws {
    let reviews = [
      TestReview("a", "1", 1), TestReview("a", "2", 1), TestReview("b", "3", 1),
      TestReview("a", "1", 1, origin: "Other"),
    ].inOrder
    func sentAgain(after what: Forgetting, _ count: Int) throws -> Int {
      try ledger.night(reviews)
      #expect(try ledger.forget(what) == count)
      return try ledger.night(reviews).count
    }
    #expect(try sentAgain(after: .externalID("1", origin: "Yotpo"), 1) == 1)
    #expect(try sentAgain(after: .externalID("1", origin: nil), 2) == 2)
    #expect(try sentAgain(after: .externalID("1", origin: "unknown"), 0) == 0)
    #expect(try sentAgain(after: .origin("Other"), 1) == 1)
    #expect(try sentAgain(after: .origin("unknown"), 0) == 0)
    let key = Array(TestReview("a", "", 0).key.utf8)
    #expect(try sentAgain(after: .products { $0.elementsEqual(key) }, 2) == 2)
    #expect(try sentAgain(after: .everything, 4) == 4)
    #expect(try reader.status().origins.map(\.reviews) == [1, 3])
  }

  @Test func vacuumGivesSpaceBack() throws {
    try ledger.night((0..<10_000).map { TestReview("p\($0 / 50)", "\($0)", 1) }.inOrder, batch: 1000)
    _ = try ledger.forget(.everything)
    let (before, after) = try ledger.vacuum()
    #expect(after < before / 3)
    let status = try reader.status()
    #expect(status.byteCount == after)
    #expect(status.runs.count == 1)
  }
}
