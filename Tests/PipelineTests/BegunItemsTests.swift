import Foundation
import Mapping
import Records
import TestSupport
import Testing

@testable import Pipeline
@testable import Readers

@Suite struct BegunItemsTests {
  private let plan: MappingPlan

  init() throws {
    plan = try #require(TestMapping.plan())
  }

  /// Lets its blocks be finished in their order alone, as chains do.
  private final class OrderedBlocks: BlockVerifier, @unchecked Sendable {
    private let condition = NSCondition()
    private var (begun, done) = (0, 0)

    var begunCount: Int { condition.withLock { begun } }
    var finished: Int { condition.withLock { done } }

    func begin(_ block: RecordBlock, in batch: RecordBatch) -> BegunBlock {
      batch.recordCount = block.number
      condition.withLock { begun += 1 }
      return BegunBlock(
        isNext: { self.condition.withLock { self.done == block.number } },
        settle: {
          self.condition.lock()
          while self.done != block.number { self.condition.wait() }
          self.done += 1
          self.condition.broadcast()
          self.condition.unlock()
        })
    }
  }

  private static func feed(_ lengths: [Int], _ lane: Int, _ ring: BatchRing) {
    for input in stride(from: lane, to: lengths.count, by: ring.laneCount) {
      let chain = OrderedBlocks()
      for number in 0..<lengths[input] {
        guard let item = ring.nextToFill(input) else { return }
        item.unparsed = (RecordBlock(number: number, length: 0, isGuess: true), chain)
        item.endsInput = number == lengths[input] - 1
        ring.filled(item)
      }
    }
  }

  private static func work(seed: UInt64, _ ring: BatchRing) {
    var random = SeededRandom(seed: seed)
    var begun = BegunItems(ring)
    while let (item, number) = begun.next() {
      for _ in 0..<random.int(in: 0...1000) { _ = item.records.rowCount }
      ring.finished(item, number)
    }
  }

  /// Threads wait for blocks of each other in several inputs at once, and never in a circle.
  @Test(.timeLimit(.minutes(1)), arguments: [1, 2, 3, 8], [1, 2, 3])
  func itemsAreTakenInTheOrderOfTheInputs(workerCount: Int, laneCount: Int) {
    let lengths = [170, 1, 400, 2, 330, 1, 1]
    let ring = BatchRing(length: workerCount + 6, lanes: laneCount, inputs: lengths.count, plan: plan)
    for lane in 0..<laneCount { Thread.detachNewThread { Self.feed(lengths, lane, ring) } }
    for worker in 0..<workerCount { Thread.detachNewThread { Self.work(seed: UInt64(worker), ring) } }
    var taken: [[Int]] = lengths.map { _ in [] }
    while let item = ring.take() {
      taken[item.input].append(item.records.recordCount)
      ring.release(item)
    }
    #expect(taken == lengths.map { Array(0..<$0) })
  }

  /// Another thread has the block before: the next ones are begun meanwhile, and finished when it is.
  @Test(.timeLimit(.minutes(1))) func aBlockWithoutItsTurnIsPutAside() throws {
    let (ring, chain) = (BatchRing(length: 3, plan: plan), OrderedBlocks())
    for number in 0..<3 {
      let item = try #require(ring.nextToFill())
      item.unparsed = (RecordBlock(number: number, length: 0, isGuess: true), chain)
      item.endsInput = number == 2
      ring.filled(item)
    }
    let (first, number) = try #require(ring.claim())
    let before = chain.begin(RecordBlock(number: 0, length: 0, isGuess: true), in: first.records)
    Thread.detachNewThread { Self.work(seed: 1, ring) }
    while chain.begunCount < 3 { sched_yield() }
    #expect(chain.finished == 0)
    before.finish()
    ring.finished(first, number)
    for expected in 0..<3 {
      let item = try #require(ring.take())
      #expect(item.records.recordCount == expected)
      ring.release(item)
    }
  }
}
