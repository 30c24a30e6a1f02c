import Records
import TestSupport
import Testing

@testable import Requests

struct ChunkAssemblerTests {
  /// Products with their reviews, of random number and size.
  static func products(seed: UInt64) -> [(key: String, bodies: [String])] {
    var random = SeededRandom(seed: seed)
    return (0..<40).map { number in
      let bodies = (0..<random.int(in: 0...12)).map { review in
        "{\"r\":\(review),\"t\":\"\(String(repeating: "é", count: random.int(in: 0...60)))\"}"
      }
      return (#"{"origin":"O\#(number)","metadata":{"sku":"A"}}"#, bodies)
    }
  }

  private func feed(
    _ products: [(key: String, bodies: [String])],
    product: (UnsafeBufferPointer<UInt8>) throws -> Void, review: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) rethrows {
    for (key, bodies) in products {
      try withBytes(key) { try product($0) }
      for body in bodies { try withBytes(body) { try review($0) } }
    }
  }

  @Test(arguments: BodyShape.allCases, [1, 700, 1 << 20])
  func chunksHaveTheRequestsOfAPlainAssembler(shape: BodyShape, chunkBytes: Int) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let products = Self.products(seed: seed)
      var expected: [String] = []
      let plain = RequestAssembler(maxReviews: 4, maxBytes: 500, shape: shape) { (request) throws(Problem) in
        expected.append(String(decoding: request.body, as: UTF8.self))
      }
      try feed(products, product: plain.product) { try plain.review(id: $0, body: $0) }
      try plain.finish()

      let chunk = RequestChunk(capacity: 100, hasDigests: true)
      var found: [String] = []
      let collect = { (chunk: RequestChunk) in
        for entry in chunk.entries.indices {
          let request = chunk.request(entry, number: found.count + 1)
          found.append(String(decoding: request.body, as: UTF8.self))
          #expect(String(decoding: request.key, as: UTF8.self).hasPrefix("{\"origin\":\"O"))
          #expect(String(decoding: request.key, as: UTF8.self).hasSuffix("\"A\"}}"))
          #expect(String(decoding: chunk.digest(of: entry), as: UTF8.self) == Checksum.hex(request.body))
        }
        let lines = found.suffix(chunk.entries.count).map { $0 + "\n" }.joined()
        #expect(String(decoding: chunk.lines.all, as: UTF8.self) == lines)
        chunk.removeAll()
      }
      let assembler = ChunkAssembler(
        maxReviews: 4, maxBytes: 500, shape: shape, chunkBytes: chunkBytes, into: chunk
      ) { (chunk) throws(Problem) in collect(chunk) }
      try feed(products, product: assembler.product) { try assembler.review(id: $0, body: $0) }
      try assembler.finish()
      collect(chunk)
      #expect(found == expected, "seed \(seed)")
    }
  }
}
