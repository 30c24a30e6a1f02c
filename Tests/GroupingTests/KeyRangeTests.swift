import Foundation
import Records
import TestSupport
import Testing

@testable import Grouping

struct KeyRangeTests {
  static func grouped(_ reviews: [TestReview], memory: Int) throws -> GroupedReviews {
    let grouper = ProductGrouper(memoryBytes: memory, temporaryFolder: NSTemporaryDirectory())
    for review in reviews { try grouper.add(review) }
    return try grouper.finish()
  }

  /// Sets in which a range has nothing to do, or all of it.
  static func reviews(_ kind: String, seed: UInt64) -> [TestReview] {
    let random = randomReviews(4000, seed: seed)
    switch kind {
    case "scattered": return random
    case "sorted": return plainlyGrouped(random)
    case "falling": return plainlyGrouped(random).reversed()
    case "one product": return random.map { TestReview([1], $0.id, $0.body) }
    case "each its own": return random.enumerated().map { TestReview("\($0 * 7919 % 4000)", "1", "\($1)") }
    case "all equal": return random.map { TestReview([1], [2], $0.body) }
    case "one giant":
      return random.enumerated().map { $0 % 3 == 0 ? $1 : TestReview(Array("k".utf8), $1.id, $1.body) }
    default: return Array(random.prefix(1))
    }
  }

  static let kinds = [
    "scattered", "sorted", "falling", "one product", "each its own", "all equal", "one giant", "one review",
  ]

  /// Merged by many threads at once, and put together in the order of the ranges.
  @Test(arguments: kinds, [0, 300 << 10, 1 << 20, 256 << 20])
  func rangesPutTogetherAreTheWhole(kind: String, memory: Int) throws {
    let reviews = Self.reviews(kind, seed: 11)
    let groups = try Self.grouped(reviews, memory: memory)
    let results = Results(count: groups.rangeCount)
    DispatchQueue.concurrentPerform(iterations: groups.rangeCount) { range in
      let sink = RecordingSink()
      results.set(range, sink, Result { () throws(Problem) in try groups.merge(range: range, into: sink) })
    }
    var counts = GroupCounts()
    counts.duplicates = groups.duplicates
    for result in results.counts { counts += try #require(try result?.get()) }
    let expected = plainlyGrouped(reviews)
    #expect(results.reviews == expected)
    #expect(counts.reviews == expected.count)
    #expect(counts.duplicates == reviews.count - expected.count)
    #expect(counts.products == Set(expected.map(\.key)).count)
  }

  @Test func scatteredReviewsMakeRangesOfAboutTheSameSize() throws {
    let reviews = randomReviews(8000, seed: 4)
    let groups = try Self.grouped(reviews, memory: 1 << 20)
    let sizes = try (0..<groups.rangeCount).map { range in
      let sink = RecordingSink()
      _ = try groups.merge(range: range, into: sink)
      return sink.reviews.reduce(0) { $0 + $1.body.count }
    }
    // The reviews of the largest product are about 60 kB.
    #expect(sizes.count > 20)
    #expect(sizes.allSatisfy { $0 < 150_000 })
  }

  @Test func anIndexOfManyEntriesIsThinnedOutAndStaysRight() {
    var index = RunIndex(splitters: (0..<500).map { Array("k\(100_000 + $0 * 100)".utf8) }, spacing: 10)
    for number in 0..<30_000 {
      Array("k\(100_000 + number)".utf8).withUnsafeBufferPointer { index.add($0, at: number * 12) }
    }
    #expect(index.entries.count < 5000)
    #expect(index.lastKey == Array("k129999".utf8))
    for number in stride(from: 0, to: 29_000, by: 331) {
      let (low, high) = (Array("k\(100_000 + number)".utf8), Array("k\(100_700 + number)".utf8))
      let bounds = index.bounds(from: low, to: high, end: 30_000 * 12)
      let (start, end) = (bounds.bytes.lowerBound, bounds.bytes.upperBound)
      #expect(start <= number * 12 && end >= (number + 700) * 12)
      #expect(bounds.bytes.count < 3000 * 12)
      #expect(bounds.beginsAtLow == (start == number * 12))
      #expect(bounds.endsAtHigh == (end == (number + 700) * 12))
    }
    #expect(index.bounds(from: nil, to: nil, end: 77).bytes == 0..<77)
    #expect(RunIndex(splitters: [], spacing: 1).bounds(from: [1], to: [2], end: 0).bytes == 0..<0)
  }

  /// Names that are told apart by the bytes behind the shared ones, and some that are not.
  @Test func anIndexFindsSplittersByTheirFirstBytes() {
    let names = ["a-longer-beginning", "a-longer-beginning-1", "a-longer-beginning-2", "a-longer-x"]
    for shared in [0, 1] {
      let splitters = ["a-longer-beginning-1", "a-longer-beginning-15", "a-longer-w"].map { Array($0.utf8) }
      var index = RunIndex(splitters: splitters, spacing: 1000, sharedBytes: shared)
      for (number, name) in names.enumerated() {
        Array(name.utf8).withUnsafeBufferPointer { index.add($0, at: number * 10) }
      }
      let found = index.entries.filter(\.isSplitter)
      #expect(found.map(\.key) == splitters)
      #expect(found.map(\.offset) == [10, 20, 30])
    }
  }
}

/// What several threads give out, by range.
private final class Results: @unchecked Sendable {
  private let lock = NSLock()
  private var sinks: [RecordingSink?]
  private(set) var counts: [Result<GroupCounts, Problem>?]

  init(count: Int) {
    sinks = Array(repeating: nil, count: count)
    counts = Array(repeating: nil, count: count)
  }

  func set(_ range: Int, _ sink: RecordingSink, _ result: Result<GroupCounts, Problem>) {
    lock.withLock {
      sinks[range] = sink
      counts[range] = result
    }
  }

  var reviews: [TestReview] { sinks.flatMap { $0?.reviews ?? [] } }
}
