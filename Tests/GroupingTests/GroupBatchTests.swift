import Foundation
import Records
import TestSupport
import Testing

@testable import Grouping

struct GroupBatchTests {
  /// Reviews in the buffers of an encoder: neighbours of one product share their key.
  final class Encoded {
    let keys = ByteBuffer()
    var texts = ByteBuffer(capacity: 1 << 12)
    let batch = GroupBatch()

    func fill(_ reviews: ArraySlice<TestReview>) {
      keys.removeAll()
      texts.removeAll()
      batch.removeAll()
      var (key, keyOffset): ([UInt8]?, Int) = (nil, 0)
      for review in reviews {
        if review.key != key {
          (key, keyOffset) = (review.key, keys.count)
          keys.append(review.key)
        }
        // The id stands before the body as often as behind it.
        let isBefore = review.id.count % 2 == 0
        if isBefore { texts.append(review.id) }
        let body = texts.count
        texts.append(review.body)
        if !isBefore { texts.append(review.id) }
        batch.append(
          keys: keys, key: (keyOffset, review.key.count), texts: texts,
          id: (isBefore ? body - review.id.count : body + review.body.count, review.id.count),
          body: (body, review.body.count))
      }
    }
  }

  /// Batches of 0 to `most` reviews: some fill their buffer, which is kept then, others are copied.
  @Test(arguments: [0, 300 << 10, 1 << 20, 64 << 20], [(1, 3), (2, 40), (3, 400)] as [(UInt64, Int)])
  func batchesGiveWhatSingleReviewsGive(memory: Int, _ seedAndMost: (UInt64, Int)) throws {
    let (seed, most) = seedAndMost
    var random = SeededRandom(seed: seed)
    let reviews = randomReviews(3000, seed: seed)
    let grouper = ProductGrouper(memoryBytes: memory, temporaryFolder: NSTemporaryDirectory())
    let encoded = Encoded()
    var next = 0
    var keptCount = 0
    while next < reviews.count {
      let end = min(next + random.int(in: 0...most), reviews.count)
      encoded.fill(reviews[next..<end])
      if let empty = try grouper.add(encoded.batch, keys: encoded.keys, texts: encoded.texts) {
        #expect(empty.count == 0)
        encoded.texts = empty
        keptCount += 1
      }
      next = end
    }
    let sink = RecordingSink()
    try grouper.finish(into: sink)
    #expect(sink.reviews == plainlyGrouped(reviews), "seed \(seed)")
    #expect(keptCount > 0 || most < 10)
  }
}

/// Scattered products of uneven size, some equal names, bodies of 0 to 600 bytes.
func randomReviews(_ count: Int, seed: UInt64) -> [TestReview] {
  var random = SeededRandom(seed: seed)
  return (0..<count).map { number in
    let product = Int.random(in: 0...Int.random(in: 0...300, using: &random), using: &random)
    let id = Int.random(in: 0..<count, using: &random)
    let body = "\(number):" + String(repeating: "x", count: Int.random(in: 0...600, using: &random))
    return TestReview(#"{"product_type":"product","metadata":{"sku":"\#(product)"}}"#, "review-\(id)", body)
  }
}
