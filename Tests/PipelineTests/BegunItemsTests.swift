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
        isParsed: block.isGuess,
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

  /// Every third input is parsed by its reader, and of the other blocks every fifth is not parsed by guess.
  private static func feed(_ chains: [OrderedBlocks], _ lengths: [Int], _ lane: Int, _ ring: BatchRing) {
    for input in stride(from: lane, to: lengths.count, by: ring.laneCount) {
      for number in 0..<lengths[input] {
        guard let item = ring.nextToFill(input) else { return }
        item.records.recordCount = number
        if input % 3 != 2 {
          item.unparsed = (RecordBlock(number: number, length: 0, isGuess: number % 5 != 4), chains[input])
        }
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
    let chains = lengths.map { _ in OrderedBlocks() }
    for lane in 0..<laneCount { Thread.detachNewThread { Self.feed(chains, lengths, lane, ring) } }
    for worker in 0..<workerCount { Thread.detachNewThread { Self.work(seed: UInt64(worker), ring) } }
    var taken: [[Int]] = lengths.map { _ in [] }
    while let item = ring.take() {
      taken[item.input].append(item.records.recordCount)
      ring.release(item)
    }
    #expect(taken == lengths.map { Array(0..<$0) })
    #expect(chains.map(\.finished) == lengths.indices.map { $0 % 3 == 2 ? 0 : lengths[$0] })
  }

  /// Another thread has the block before: the next ones are begun meanwhile, and finished when it is, also where the run
  /// was cancelled.
  @Test(arguments: [false, true]) func aBlockWithoutItsTurnIsPutAside(isCancelled: Bool) throws {
    let (ring, chain) = (BatchRing(length: 3, plan: plan), OrderedBlocks())
    for number in 0..<3 {
      let item = try #require(ring.nextToFill())
      item.unparsed = (RecordBlock(number: number, length: 0, isGuess: true), chain)
      item.endsInput = number == 2
      ring.filled(item)
    }
    let (first, number) = try #require(ring.claim())
    let before = chain.begin(RecordBlock(number: 0, length: 0, isGuess: true), in: first.records)
    let worked = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      Self.work(seed: 1, ring)
      worked.signal()
    }
    let deadline = ContinuousClock.now + .seconds(60)
    while chain.begunCount < 3, ContinuousClock.now < deadline { sched_yield() }
    #expect(chain.begunCount == 3 && chain.finished == 0)
    if isCancelled { ring.cancel() }
    before.finish()
    ring.finished(first, number)
    for expected in 0..<3 where !isCancelled {
      let item = try #require(ring.take())
      #expect(item.records.recordCount == expected)
      ring.release(item)
    }
    #expect(worked.wait(timeout: .now() + 60) == .success)
    #expect(chain.finished == 3)
  }
}
