import Foundation
import Mapping
import Records
import Testing

@testable import Pipeline

@Suite struct BatchRingTests {
  private let plan: MappingPlan

  init() throws {
    plan = try #require(TestMapping.plan())
  }

  @Test(arguments: [1, 2, 3, 8])
  func itemsAreTakenInTheOrderInWhichTheyWereFilled(mapperCount: Int) {
    let ring = BatchRing(length: mapperCount + 2, plan: plan)
    let total = 500
    Thread.detachNewThread {
      for number in 0..<total {
        guard let item = ring.nextToFill() else { return }
        item.input = number
        ring.filled()
      }
      ring.end()
    }
    for mapper in 0..<mapperCount {
      Thread.detachNewThread {
        var random = UInt64(mapper + 1)
        while let (item, number) = ring.claim() {
          random = random &* 6_364_136_223_846_793_005 &+ 1
          for _ in 0..<(random >> 54) { _ = item.records.rowCount }  // mappers finish in any order
          ring.finished(number)
        }
      }
    }
    var taken: [Int] = []
    while let item = ring.take() {
      taken.append(item.input)
      ring.release(item)
    }
    #expect(taken == Array(0..<total))
  }

  @Test func cancellingWakesEveryStage() {
    let ring = BatchRing(length: 1, plan: plan)
    #expect(ring.nextToFill() != nil)
    ring.filled()
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
