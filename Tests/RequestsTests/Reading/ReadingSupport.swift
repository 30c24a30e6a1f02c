import Records
import TestSupport

@testable import Requests

/// A review as the encoder made it, and as the reader must find it.
struct SentReview: Equatable {
  var key: [UInt8]
  var id: [UInt8]
  var body: [UInt8]
}

/// Products and reviews from a seed, with every field type and with texts that need care.
struct RandomReviews {
  static let fields = [
    OutputField(.review, "external_id"), OutputField(.review, "score", .integer),
    OutputField(.product, "origin"), OutputField(.product, "product_type"),
    OutputField(.product, "product_uuid"), OutputField(.product, "product_model_code"),
    OutputField(.metadata, "sku"), OutputField(.metadata, "a \"key\"\n"),
    OutputField(.review, "title"), OutputField(.review, "text"),
    OutputField(.review, "review_date", .dateTime), OutputField(.review, "up_votes", .integer),
    OutputField(.review, "down_votes", .integer), OutputField(.review, "verified", .boolean),
    OutputField(.review, "rating", .number), OutputField(.review, "tags", .list),
    OutputField(.review, "locale\\é"),
  ]

  private static let pieces = [
    "a", "B7", "\"", "\\", "\n", "\r\n", "\t", "\u{8}", "\u{C}", "\u{0}", "\u{1F}", "\u{7F}", "é", "漢字",
    "😀", "\u{2028}", "\u{FEFF}", "</script>", "{\"score\":9}", "],", " ", "\\u0041",
    "plain words of a review",
  ]

  var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func text(atLeast least: Int = 0) -> String {
    (0..<random.int(in: least...6)).map { _ in Self.pieces[random.int(in: 0...Self.pieces.count - 1)] }
      .joined()
  }

  private mutating func maybe(_ value: TestValue) -> TestValue {
    random.int(in: 0...2) == 0 ? .missing : value
  }

  private mutating func pick(_ values: [String]) -> TestValue {
    .text(values[random.int(in: 0...values.count - 1)])
  }

  private mutating func product() -> [TestValue] {
    [
      .text(text(atLeast: 1)), maybe("product"), maybe("1cea5ac1-4f5c-4a7e-8b5e-0c6d6f4c2b1a"),
      maybe(.text(text())), .text("s" + text()), maybe(.text(text())),
    ]
  }

  private mutating func review() -> [TestValue] {
    [
      maybe(.text(text())), maybe(.text(text())), maybe("2024-11-06T13:54:47Z"), maybe("0"), maybe("12"),
      maybe(pick(["true", "false"])), maybe(pick(["4.50", "-1", "0", "1e9", "0.25E-3"])),
      maybe(.list((0..<random.int(in: 0...3)).map { _ in .text(text()) })), maybe(.text(text())),
    ]
  }

  /// Reviews of some products, product by product.
  mutating func sent(products: Int, reviews: ClosedRange<Int>, shape: BodyShape) -> [SentReview] {
    let batch = ReviewBatch(fields: Self.fields, filterCount: 0)
    for _ in 0..<products {
      let product = product()
      for _ in 0..<random.int(in: reviews) {
        let head: [TestValue] = [.text(text(atLeast: 1)), pick(["1", "2", "3", "4", "5"])]
        batch.add(head + product + review())
      }
    }
    let output = EncodedReviews()
    ReviewEncoder(fields: Self.fields, maxBytes: 1 << 20, shape: shape).encode(batch, into: output)
    return output.entries.map {
      SentReview(
        key: Array(output.key(of: $0)), id: Array(output.view($0.id)), body: Array(output.view($0.body)))
    }
  }
}

/// The bodies that the assembler makes of reviews, with the reviews of each.
func assembled(
  _ reviews: [SentReview], maxReviews: Int = 50, shape: BodyShape
) throws -> [(body: [UInt8], reviews: [SentReview])] {
  var bodies: [(body: [UInt8], reviews: [SentReview])] = []
  var next = 0
  let assembler = RequestAssembler(maxReviews: maxReviews, maxBytes: 1 << 20, shape: shape) { request in
    bodies.append((Array(request.body), Array(reviews[next..<next + request.reviewCount])))
    next += request.reviewCount
  }
  for (index, review) in reviews.enumerated() {
    if index == 0 || reviews[index - 1].key != review.key {
      try review.key.withUnsafeBufferPointer { try assembler.product($0) }
    }
    try review.id.withUnsafeBufferPointer { id in
      try review.body.withUnsafeBufferPointer { try assembler.review(id: id, body: $0) }
    }
  }
  try assembler.finish()
  return bodies
}

extension RequestBodyReader {
  /// What the reader finds in a body.
  func found(in body: [UInt8]) throws -> [SentReview] {
    try read(body)
    return body.withUnsafeBufferPointer { bytes in
      reviews.indices.map {
        SentReview(
          key: Array(bytes[product]), id: Array(id($0, in: bytes)), body: Array(bytes[reviews[$0].range]))
      }
    }
  }

  /// The problem of a body, as `code sentence`.
  func problem(of body: [UInt8], at place: SourcePosition? = nil) -> Problem? {
    do throws(Problem) {
      try read(body, at: place)
      return nil
    } catch {
      return error
    }
  }
}

extension SeededRandom {
  /// Changes, removes, adds, copies or cuts bytes somewhere.
  mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0..<int(in: 1...3) where !result.isEmpty {
      let place = int(in: 0...result.count - 1)
      let end = min(result.count, place + int(in: 1...40))
      switch int(in: 0...6) {
      case 0: result[place] ^= 1 << UInt8(int(in: 0...7))
      case 1: result.remove(at: place)
      case 2: result.insert(UInt8(truncatingIfNeeded: next()), at: place)
      case 3: result.insert(contentsOf: result[place..<end], at: int(in: 0...result.count))
      case 4: result.removeSubrange(place..<end)
      case 5: result.removeSubrange(place...)
      default: result[place] = Array("\"\\{}[],:0\n".utf8)[int(in: 0...9)]
      }
    }
    return result
  }
}
