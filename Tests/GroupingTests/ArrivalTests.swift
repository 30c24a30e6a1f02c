import Foundation
import Records
import TestSupport
import Testing

@testable import Grouping

/// Reviews that are added in another order than the one in which they came.
struct ArrivalTests {
  private static func name(_ id: [UInt8], _ arrival: UInt64) -> [UInt8] {
    let buffer = ByteBuffer()
    id.withUnsafeBufferPointer { ArrivalStamp.write($0, arrival, to: buffer) }
    return Array(buffer.all)
  }

  @Test func namesAreInTheOrderOfIDsAndThenOfArrival() {
    let ids: [[UInt8]] = [
      [], [0], [0, 0], [0, 1], [0, 255], [1], [1, 0], [1, 0, 7], [1, 1], [255], [255, 255],
    ]
    let names = ids.flatMap { id in [0, 1, 255, 256, .max].map { Self.name(id, $0) } }
    for (first, second) in zip(names, names.dropFirst()) {
      #expect(first.lexicographicallyPrecedes(second), "\(first) \(second)")
    }
    for id in ids {
      let buffer = ByteBuffer()
      Self.name(id, 3).withUnsafeBufferPointer { ArrivalStamp.read(ArrivalStamp.written($0), to: buffer) }
      #expect(Array(buffer.all) == id)
    }
  }

  @Test(arguments: [64 << 10, 64 << 20])
  func theHighestArrivalWinsAtAnyMemory(memory: Int) throws {
    var reviews = randomReviews(4000, seed: 5)
    for index in reviews.indices where index % 7 == 0 { reviews[index].id.insert(0, at: 0) }
    let grouper = ProductGrouper(
      memoryBytes: memory, temporaryFolder: NSTemporaryDirectory(), hasArrivals: true)
    var random = SeededRandom(seed: 6)
    for index in reviews.indices.shuffled(using: &random) {
      let review = reviews[index]
      try review.key.withUnsafeBufferPointer { key in
        try review.id.withUnsafeBufferPointer { id in
          try review.body.withUnsafeBufferPointer { body in
            try grouper.add(key: key, id: id, body: body, arrival: UInt64(index))
          }
        }
      }
    }
    let sink = RecordingSink()
    let counts = try grouper.finish(into: sink)
    let expected = plainlyGrouped(reviews)
    #expect(sink.reviews == expected)
    #expect(counts.reviews == expected.count && counts.duplicates == reviews.count - expected.count)
  }
}
