import Records
import TestSupport
import Testing

@testable import Ledger

struct DecisionTests {
  let folder: TemporaryFolder
  let ledger: Ledger

  init() throws {
    folder = try TemporaryFolder()
    ledger = try Ledger(path: folder.path("l.sqlite"))
  }

  @Test func anEmptyLedgerKnowsNothing() throws {
    #expect(try ledger.decide([TestReview("a", "1", 1), TestReview("a", "2", 1)]) == [.new, .new])
    #expect(try ledger.decide([]).isEmpty)
  }

  @Test func eachKindOfChangeIsTold() throws {
    try ledger.night([TestReview("a", "1", 1), TestReview("a", "2", 1), TestReview("b", "3", 1)])
    _ = try ledger.beginRun(at: 1)
    let asked = [
      TestReview("a", "1", 1), TestReview("a", "2", 2), TestReview("a", "3", 1), TestReview("a", "4", 1),
      TestReview("c", "1", 1),
    ]
    #expect(try ledger.decide(asked) == [.unchanged, .changed, .moved, .new, .moved])
  }

  @Test func idsAreUniqueWithinAnOrigin() throws {
    try ledger.night([TestReview("a", "1", 1)])
    #expect(try ledger.decide([TestReview("a", "1", 1, origin: "Other")]) == [.new])
  }

  @Test func anyOrderIsCorrect() throws {
    let reviews = (0..<300).map { TestReview("p\($0 % 7)", "\($0)", $0) }
    try ledger.night(reviews.inOrder)
    var random = SeededRandom(seed: 1)
    for _ in 0..<5 {
      #expect(try ledger.decide(reviews.shuffled(using: &random)).allSatisfy { $0 == .unchanged })
    }
  }

  /// Few of many: the walk leaves the row-by-row path.
  @Test func aPartOfALargeProductIsFound() throws {
    let reviews = (0..<2000).map { TestReview("p", "\($0)", $0) }.inOrder
    try ledger.night(reviews, batch: 500)
    for step in [1, 3, 16, 17, 40, 999] {
      let part = stride(from: 0, to: reviews.count, by: step).map { reviews[$0] }
      let other = part.flatMap { [$0, TestReview("p", $0.id + "x", 0)] }
      let verdicts = try ledger.decide(other)
      #expect(verdicts == part.flatMap { _ in [Verdict.unchanged, .new] }, "step \(step)")
    }
  }

  @Test func strangeIdsAndKeysAreKeptApart() throws {
    let ids = [
      "", "\0", "0", "00", "'; DROP TABLE review; --", "é", "e\u{301}", "\u{1F600}",
      String(repeating: "x", count: 5000),
    ]
    let reviews = ids.map { TestReview("p", $0, 1) } + ids.map { TestReview("q" + $0, "1" + $0, 1) }
    try ledger.night(reviews)
    _ = try ledger.beginRun(at: 0)
    #expect(try ledger.decide(reviews) == reviews.map { _ in .unchanged })
  }

  @Test func aReviewThatMovesBackIsSentAgain() throws {
    let here = TestReview("a", "1", 1)
    let there = TestReview("b", "1", 1)
    #expect(try ledger.night([here]) == [here])
    #expect(try ledger.night([there]) == [there])
    #expect(try ledger.night([there]).isEmpty)
    #expect(try ledger.night([here]) == [here])
    #expect(try ledger.night([here]).isEmpty)
    #expect(try LedgerReader(path: ledger.path).lines().count == 1)
  }

  /// The API may have carried out what was never acknowledged.
  @Test func aChangeWhoseAnswerIsLostIsUndoneByTheNextRun() throws {
    let before = [TestReview("a", "1", 1), TestReview("a", "2", 1), TestReview("a", "3", 1)]
    let during = [TestReview("a", "1", 2), TestReview("a", "2", 1), TestReview("b", "3", 1)]
    try ledger.night(before)
    _ = try ledger.beginRun(at: 1)
    let verdicts = try ledger.decide(during)
    #expect(verdicts == [.changed, .unchanged, .moved])
    try ledger.announce(during, verdicts)
    _ = try ledger.beginRun(at: 2)
    #expect(try ledger.decide(before) == [.changed, .unchanged, .changed])
    #expect(try ledger.night(before).count == 2)
    #expect(try ledger.night(before).isEmpty)
  }

  /// `rejects retry` asks for an earlier run: what later ones had accepted is newer than its reviews.
  @Test func whatALaterRunHadAcceptedIsNotOverwrittenByAnEarlierOne() throws {
    try ledger.night([TestReview("a", "1", 1), TestReview("a", "2", 1), TestReview("a", "3", 1)])
    try ledger.night([TestReview("a", "1", 3), TestReview("a", "2", 1), TestReview("b", "3", 1)])
    _ = try ledger.beginRun(at: 0)
    let asked = ["1", "2", "3", "4"].map { TestReview("a", $0, 2) }
    var verdicts: [Verdict] = []
    try ledger.decide(ReviewKeys(asked), ofRun: 1, into: &verdicts)
    #expect(verdicts == [.superseded, .changed, .superseded, .new])
    #expect(verdicts.map(\.needsSending) == [false, true, false, true])
    try ledger.decide(ReviewKeys(asked), ofRun: 2, into: &verdicts)
    #expect(verdicts == [.changed, .changed, .moved, .new])
    #expect(try ledger.decide(asked) == [.changed, .changed, .moved, .new])
  }

  @Test func decidingAndNotingGoOnAtOnce() async throws {
    let reviews = (0..<4000).map { TestReview("p\($0 / 20)", "\($0)", $0) }.inOrder
    _ = try ledger.beginRun(at: 0)
    async let noting: Void = {
      for start in stride(from: 0, to: 4000, by: 40) {
        try ledger.accept(Array(reviews[start..<start + 40]), number: start)
      }
    }()
    for _ in 0..<20 {
      let verdicts = try ledger.decide(reviews)
      // What is noted is a beginning.
      let known = verdicts.prefix { $0 == .unchanged }.count
      #expect(verdicts.dropFirst(known).allSatisfy { $0 == .new })
    }
    try await noting
    #expect(try ledger.decide(reviews).allSatisfy { $0 == .unchanged })
  }

  /// A feed with many SKUs for a review gives one id to several products.
  @Test func oneIdAtSeveralProductsSettles() throws {
    let first = [TestReview("a", "1", 1), TestReview("b", "1", 1)]
    #expect(try ledger.night(first, batch: 1) == first)
    #expect(try ledger.night(first, batch: 1).isEmpty)
    for added in ["c", "aa", "d"] {
      let more = (first + [TestReview(added, "1", 1)]).inOrder
      #expect(try ledger.night(more, batch: 1).contains(TestReview(added, "1", 1)))
      _ = try ledger.night(more, batch: 1)
      #expect(try ledger.night(more, batch: 1).isEmpty, "\(added)")
    }
  }

  @Test func severalProductsOfAnIdSettleWhateverTheBatches() throws {
    var random = SeededRandom(seed: 7)
    var places: Set<TestReview> = []
    for round in 0..<30 {
      for _ in 0..<10 {
        let review = TestReview("p\(random.next() % 9)", "\(random.next() % 6)", 1)
        if places.remove(review) == nil { places.insert(review) }
      }
      let export = Array(places).inOrder
      for _ in 0..<3 { try ledger.night(export, batch: 1 + Int(random.next() % 20)) }
      #expect(try ledger.night(export).isEmpty, "round \(round)")
    }
  }
}
