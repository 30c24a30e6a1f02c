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

  static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  /// Offsets of splitters and of own keys, many enough to be thinned out; ranges begin at splitters or between them.
  @Test(arguments: [0, 1, 500])
  func anIndexOfManyKeysIsThinnedOutAndStaysRight(splitterCount: Int) {
    let splitters = Splitters((0..<splitterCount).map { Self.bytes("k\(100_000 + $0 * 50)") })
    var index = RunIndex(splitters: splitters, spacing: 10)
    for number in 0..<30_000 {
      Self.bytes("k\(100_000 + number)").withUnsafeBufferPointer { index.add($0, at: number * 12) }
    }
    let end = 30_000 * 12
    #expect(index.ownKeys.count < 5000)
    #expect(index.splitterOffsets == (0..<splitterCount).map { $0 * 600 })
    #expect(index.firstKey == Self.bytes("k100000") && index.lastKey == Self.bytes("k129999"))
    for number in Array(stride(from: 0, to: 29_000, by: 131)) + Array(stride(from: 0, to: 24_000, by: 350)) {
      let (low, high) = (Self.bytes("k\(100_000 + number)"), Self.bytes("k\(100_700 + number)"))
      let range = KeyRange(low: splitters.bound(at: low), high: splitters.bound(at: high))
      let bounds = index.bounds(of: range, end: end)
      let (start, stop) = (bounds.bytes.lowerBound, bounds.bytes.upperBound)
      #expect(start <= number * 12 && stop >= (number + 700) * 12)
      #expect(bounds.bytes.count < 3000 * 12)
      #expect(bounds.beginsAtLow == (start == number * 12))
      #expect(bounds.endsAtHigh == (stop == (number + 700) * 12))
    }
    #expect(index.bounds(of: KeyRange(), end: 77).bytes == 0..<77)
  }

  @Test func anEmptyRunHasNothingOfARange() {
    let splitters = Splitters([[1], [2]])
    let range = KeyRange(low: splitters.bound(at: [1]), high: splitters.bound(at: [2]))
    #expect(RunIndex(splitters: splitters, spacing: 1).bounds(of: range, end: 0).bytes == 0..<0)
    let between = KeyRange(low: Splitters().bound(at: [1]), high: Splitters().bound(at: [2]))
    #expect(RunIndex(splitters: Splitters(), spacing: 1).bounds(of: between, end: 0).bytes == 0..<0)
  }

  /// A run of which all keys lie below a splitter has nothing behind it, and the other way round.
  @Test func aRunBeforeOrBehindASplitterHasNothingOfItsRange() {
    let splitters = Splitters(["b", "d"].map(Self.bytes))
    for key in ["a", "c", "e"] {
      var index = RunIndex(splitters: splitters, spacing: 1000)
      Self.bytes(key).withUnsafeBufferPointer { index.add($0, at: 0) }
      let low = index.bounds(of: KeyRange(high: splitters.bound(atSplitter: 0)), end: 10)
      #expect(low.bytes == (key == "a" ? 0..<10 : 0..<0) && low.endsAtHigh)
      let middle = KeyRange(low: splitters.bound(atSplitter: 0), high: splitters.bound(atSplitter: 1))
      #expect(index.bounds(of: middle, end: 10).bytes.count == (key == "c" ? 10 : 0))
      let high = index.bounds(of: KeyRange(low: splitters.bound(atSplitter: 1)), end: 10)
      #expect(high.bytes.count == (key == "e" ? 10 : 0) && high.beginsAtLow)
    }
  }

  /// Names that are told apart by the bytes behind the shared ones, and some that are not.
  @Test func anIndexFindsSplittersByTheirFirstBytes() {
    let names = ["a-longer-beginning", "a-longer-beginning-1", "a-longer-beginning-2", "a-longer-x"]
    for shared in [0, 1] {
      let splitters = ["a-longer-beginning-1", "a-longer-beginning-15", "a-longer-w"].map(Self.bytes)
      var index = RunIndex(splitters: Splitters(splitters), spacing: 1000, sharedBytes: shared)
      for (number, name) in names.enumerated() {
        Self.bytes(name).withUnsafeBufferPointer { index.add($0, at: number * 10) }
      }
      #expect(index.splitterOffsets == [10, 20, 30])
      #expect(index.ownKeys.map(\.offset) == [0])
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
