import Foundation
import Mapping
import Records
import TestSupport
import Testing

@testable import Pipeline

@Suite struct BatchRingTests {
  private let plan: MappingPlan

  init() throws {
    plan = try #require(TestMapping.plan())
  }

  /// Inputs of different lengths, read by a feeder for each lane.
  @Test(arguments: [1, 2, 3, 8], [1, 2, 3])
  func itemsAreTakenInTheOrderOfTheInputs(workerCount: Int, laneCount: Int) {
    let lengths = [70, 1, 200, 2, 130, 1, 1]
    let ring = BatchRing(length: workerCount + 2, lanes: laneCount, inputs: lengths.count, plan: plan)
    for lane in 0..<laneCount { Thread.detachNewThread { Self.feed(lengths, lane, ring) } }
    for worker in 0..<workerCount { Thread.detachNewThread { Self.work(seed: UInt64(worker), ring) } }
    var taken: [[Int]] = lengths.map { _ in [] }
    var inputs: [Int] = []
    while let item = ring.take() {
      taken[item.input].append(item.records.recordCount)
      inputs.append(item.input)
      ring.release(item)
    }
    #expect(taken == lengths.map { Array(0..<$0) })
    #expect(inputs == inputs.sorted())
    #expect(ring.claim() == nil)
  }

  private static func feed(_ lengths: [Int], _ lane: Int, _ ring: BatchRing) {
    for input in stride(from: lane, to: lengths.count, by: ring.laneCount) {
      for number in 0..<lengths[input] {
        guard let item = ring.nextToFill(input) else { return }
        item.records.recordCount = number
        item.endsInput = number == lengths[input] - 1
        ring.filled(item)
      }
    }
  }

  /// Workers finish in any order.
  private static func work(seed: UInt64, _ ring: BatchRing) {
    var random = SeededRandom(seed: seed)
    while let (item, number) = ring.claim() {
      for _ in 0..<random.int(in: 0...1000) { _ = item.records.rowCount }
      ring.finished(item, number)
    }
  }

  @Test func cancellingWakesEveryStage() throws {
    let ring = BatchRing(length: 1, plan: plan)
    let item = try #require(ring.nextToFill())
    ring.filled(item)
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      #expect(ring.nextToFill() == nil)  // the ring is full until it is cancelled
      done.signal()
    }
    ring.cancel()
    done.wait()
    #expect(ring.claim() == nil)
    #expect(ring.take() == nil)
  }
}
