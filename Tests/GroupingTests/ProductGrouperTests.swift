import Foundation
import Records
import TestSupport
import Testing

@testable import Grouping

struct ProductGrouperTests {
  static let leastMemory = 64 << 10

  struct Outcome {
    var counts: GroupCounts
    var spilledRuns: Int
    var spilledBytes: Int
  }

  func grouped(_ reviews: [TestReview], memory: Int) throws -> (RecordingSink, Outcome) {
    let grouper = ProductGrouper(memoryBytes: memory, temporaryFolder: NSTemporaryDirectory())
    for review in reviews { try grouper.add(review) }
    let sink = RecordingSink()
    let counts = try grouper.finish(into: sink)
    return (
      sink, Outcome(counts: counts, spilledRuns: grouper.spilledRuns, spilledBytes: grouper.spilledBytes)
    )
  }

  @Test(arguments: [0, 100 << 10, 1 << 20, 256 << 20], [1, 2, 3] as [UInt64])
  func outputIsThatOfADictionaryAtAnyMemory(memory: Int, seed: UInt64) throws {
    let reviews = randomReviews(4000, seed: seed)
    let (sink, grouper) = try grouped(reviews, memory: memory)
    let expected = plainlyGrouped(reviews)
    #expect(sink.reviews == expected, "seed \(seed)")
    #expect(grouper.counts.reviews == expected.count)
    #expect(grouper.counts.products == sink.keys.count)
    #expect(grouper.counts.duplicates == reviews.count - expected.count)
    #expect((grouper.spilledRuns > 0) == (memory <= 1 << 20))
  }

  /// First few products with much text, then many with little: memory of one kind must make room for the other.
  @Test(arguments: [64 << 10, 1 << 20])
  func theBudgetIsKept(memory: Int) throws {
    let grouper = ProductGrouper(memoryBytes: memory, temporaryFolder: NSTemporaryDirectory())
    var random = SeededRandom(seed: 8)
    for number in 0..<20_000 {
      let isFirstHalf = number < 10_000
      let body = [UInt8](repeating: 120, count: Int.random(in: 0...(isFirstHalf ? 900 : 9), using: &random))
      let product = Int.random(in: 0..<(isFirstHalf ? 9 : 9_000), using: &random)
      try grouper.add(TestReview(Array("\(product)".utf8), Array("\(number)".utf8), body))
      if grouper.neededBytes > memory { Issue.record("\(grouper.neededBytes) bytes at review \(number)") }
    }
    let sink = RecordingSink()
    try grouper.finish(into: sink)
    #expect(sink.reviews.count == 20_000)
  }

  @Test func eachProductIsBegunOnce() throws {
    let (sink, _) = try grouped(randomReviews(4000, seed: 9), memory: 0)
    #expect(Set(sink.keys).count == sink.keys.count)
  }

  @Test(arguments: [0, 1 << 20])
  func oneProductMayHaveAllReviews(memory: Int) throws {
    let reviews = (0..<30_000).map { TestReview("key", "\($0 * 7919 % 30_000)", "body \($0)") }
    let (sink, grouper) = try grouped(reviews, memory: memory)
    #expect(sink.reviews == plainlyGrouped(reviews))
    #expect(grouper.counts.products == 1)
    #expect(grouper.spilledRuns > 1)
  }

  @Test func manyRunsAreMergedInSeveralPasses() throws {
    let reviews = randomReviews(12_000, seed: 5)
    let (sink, grouper) = try grouped(reviews, memory: 0)
    #expect(sink.reviews == plainlyGrouped(reviews))
    #expect(grouper.spilledRuns > 20 * MemoryBudget(0).fanIn)
    #expect(grouper.counts.reviews + grouper.counts.duplicates == reviews.count)
  }

  @Test func runsUpToTheFanInAreWrittenOnce() throws {
    let memory = 1 << 20
    let reviews = randomReviews(8_000, seed: 6)
    let (_, grouper) = try grouped(reviews, memory: memory)
    let written = reviews.reduce(0) { $0 + $1.key.count + $1.id.count + $1.body.count + 16 }
    #expect((2...MemoryBudget(memory).fanIn).contains(grouper.spilledRuns))
    #expect(grouper.spilledBytes < written)
  }

  /// The more runs there are, the more parts go into one.
  @Test func manyPartsMakeFewerRuns() throws {
    let budget = MemoryBudget(1 << 20)
    let reviews = (0..<80_000).map { TestReview("\($0 % 999)", "\($0)", String(repeating: "z", count: 200)) }
    let (sink, grouper) = try grouped(reviews, memory: budget.bytes)
    #expect(sink.reviews == plainlyGrouped(reviews))
    let parts = grouper.spilledBytes / budget.partBytes
    #expect(parts > 100 && grouper.spilledRuns > 8)
    #expect(grouper.spilledRuns < 8 + (parts - 8) * 2 / 3)
    #expect(grouper.spilledBytes < reviews.count * 250)
  }

  @Test func theReviewAddedLastWins() throws {
    let reviews = [TestReview("k", "1", "old"), TestReview("k", "2", "only"), TestReview("k", "1", "new")]
    let (sink, grouper) = try grouped(reviews, memory: 1 << 20)
    #expect(sink.reviews == [TestReview("k", "1", "new"), TestReview("k", "2", "only")])
    #expect(grouper.counts.duplicates == 1)
  }

  @Test func theReviewAddedLastWinsAcrossRuns() throws {
    let reviews = (0..<40).flatMap { round in
      (0..<50).map {
        TestReview("product \($0 % 7)", "id \($0)", "\(round)" + String(repeating: " ", count: 300))
      }
    }
    let (sink, grouper) = try grouped(reviews, memory: 0)
    #expect(sink.reviews.count == 50)
    #expect(sink.reviews.allSatisfy { $0.body.starts(with: Array("39 ".utf8)) })
    #expect(grouper.counts.duplicates == 39 * 50)
  }

  @Test func equalIDsOfDifferentProductsStay() throws {
    let (sink, grouper) = try grouped([TestReview("a", "1", "x"), TestReview("b", "1", "y")], memory: 0)
    #expect(sink.reviews.count == 2)
    #expect(grouper.counts.duplicates == 0)
  }

  @Test func namesThatBeginEachOtherKeepByteOrder() throws {
    let names: [[UInt8]] = [
      [], [0], [0, 0], [97], [97, 0], [97, 0, 0], [97, 98], [255], Array("review-12".utf8),
    ]
    let reviews = names.shuffled().flatMap { key in names.shuffled().map { TestReview(key, $0, [1]) } }
    let (sink, _) = try grouped(reviews, memory: 0)
    #expect(sink.reviews == plainlyGrouped(reviews))
  }

  @Test func aReviewLargerThanTheMemoryPasses() throws {
    let large = String(repeating: "long ", count: 60_000)
    let reviews = (0..<6).map { TestReview("k\($0 % 2)", "\($0)", $0 % 3 == 0 ? large : "short") }
    let (sink, grouper) = try grouped(reviews, memory: 0)
    #expect(sink.reviews == plainlyGrouped(reviews))
    #expect(grouper.spilledRuns > 0)
  }

  @Test func noReviewsGiveNothing() throws {
    let (sink, grouper) = try grouped([], memory: 0)
    #expect(sink.keys.isEmpty)
    #expect(grouper.counts.products == 0)
  }

  @Test func aProblemOfTheSinkEndsTheOutput() throws {
    for memory in [0, 1 << 20] {
      let grouper = ProductGrouper(memoryBytes: memory, temporaryFolder: NSTemporaryDirectory())
      for review in randomReviews(1000, seed: 1) { try grouper.add(review) }
      let sink = RecordingSink(failAfter: 10)
      #expect(throws: Problem("test.sink", .error, "the sink is full")) { try grouper.finish(into: sink) }
      #expect(sink.reviews.count == 10)
    }
  }
}
