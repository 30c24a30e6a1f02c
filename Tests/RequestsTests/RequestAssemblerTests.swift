import Foundation
import Records
import Testing

@testable import Requests

struct RequestAssemblerTests {
  static let key = #"{"product_type":"product","origin":"Yotpo","metadata":{"sku":"A"}}"#

  /// Bodies and review counts for products given as (key, bodies).
  func assemble(
    _ products: [(key: String, bodies: [String])], maxReviews: Int = 50, maxBytes: Int = 1 << 20,
    shape: BodyShape = .flat
  ) throws -> [(body: String, reviews: Int)] {
    var requests: [(body: String, reviews: Int)] = []
    let assembler = RequestAssembler(maxReviews: maxReviews, maxBytes: maxBytes, shape: shape) { request in
      #expect(request.number == requests.count + 1)
      requests.append((String(decoding: request.body, as: UTF8.self), request.reviewCount))
    }
    for product in products {
      try withBytes(product.key) { try assembler.product($0) }
      for body in product.bodies {
        try withBytes(body) { body in try withBytes("id") { try assembler.review(id: $0, body: body) } }
      }
    }
    try assembler.finish()
    #expect(assembler.requests == requests.count)
    #expect(assembler.reviews == requests.reduce(0) { $0 + $1.reviews })
    return requests
  }

  @Test func flatBody() throws {
    let requests = try assemble([(Self.key, [#"{"external_id":"1"}"#, #"{"external_id":"2"}"#])])
    #expect(
      requests.map(\.body) == [
        #"{"product_identification":{"product_type":"product","origin":"Yotpo","metadata":{"sku":"A"}},"#
          + #""raw_reviews":[{"external_id":"1"},{"external_id":"2"}]}"#
      ])
  }

  /// The sync_id is the head of the SHA-256 of the inner object, checked with sha256sum.
  @Test func envelopeBody() throws {
    let requests = try assemble(
      [(Self.key, [#"{"external_id":"1"}"#, #"{"external_id":"2"}"#])], shape: .envelope)
    #expect(
      requests.map(\.body) == [
        #"{"sync_id":"64e07451-47b4-80be-b36d-10fb23841da4","origin":"Yotpo","review":"#
          + #"{"product_identification":{"product_type":"product","origin":"Yotpo","metadata":{"sku":"A"}},"#
          + #""raw_reviews":[{"external_id":"1"},{"external_id":"2"}]}}"#
      ])
  }

  @Test func equalReviewsHaveEqualSyncIDs() throws {
    let first = try assemble([(Self.key, ["{}"])], shape: .envelope)
    let second = try assemble([("{\"origin\":\"x\"}", ["{}"]), (Self.key, ["{}"])], shape: .envelope)
    #expect(first[0].body == second[1].body)
    #expect(second[0].body != second[1].body)
  }

  @Test(arguments: [
    (500, 500, [500]), (501, 500, [500, 1]), (1000, 500, [500, 500]), (501, 9999, [500, 1]),
    (7, 3, [3, 3, 1]),
    (1, 50, [1]), (2, 0, [1, 1]),
  ])
  func reviewsAreLimited(count: Int, maxReviews: Int, expected: [Int]) throws {
    let requests = try assemble([(Self.key, Array(repeating: "{}", count: count))], maxReviews: maxReviews)
    #expect(requests.map(\.reviews) == expected)
  }

  @Test(arguments: BodyShape.allCases)
  func bytesAreLimitedExactly(shape: BodyShape) throws {
    let bodies = ["{\"a\":1}", "{\"b\":22}", "{\"c\":333}"]
    let whole = try assemble([(Self.key, bodies)], shape: shape)[0].body.utf8.count
    #expect(try assemble([(Self.key, bodies)], maxBytes: whole, shape: shape).map(\.reviews) == [3])
    #expect(try assemble([(Self.key, bodies)], maxBytes: whole - 1, shape: shape).map(\.reviews) == [2, 1])
    for limit in 1...whole {
      for request in try assemble([(Self.key, bodies)], maxBytes: limit, shape: shape) {
        #expect(request.body.utf8.count <= limit || request.reviews == 1)
      }
    }
  }

  @Test func productsNeverShareARequest() throws {
    let requests = try assemble([("{\"origin\":\"a\"}", ["{}", "{}"]), ("{\"origin\":\"b\"}", ["{}"])])
    #expect(requests.map(\.reviews) == [2, 1])
  }

  @Test func aProductWithoutReviewsGivesNoRequest() throws {
    #expect(try assemble([(Self.key, [])]).isEmpty)
    #expect(try assemble([]).isEmpty)
  }

  @Test(arguments: BodyShape.allCases)
  func everyBodyIsJSON(shape: BodyShape) throws {
    let awkward = #"{"product_model_code":"a\",\"origin\":\"no","origin":"\"Y\\","metadata":{"origin":"no"}}"#
    for request in try assemble([(awkward, ["{}", "{}"]), (Self.key, ["{}"])], shape: shape) {
      let body = try #require(try parsed(request.body.utf8))
      let inner = shape == .flat ? body : try #require(body["review"] as? NSDictionary)
      #expect((inner["raw_reviews"] as? NSArray)?.count == request.reviews)
      let identification = try #require(inner["product_identification"] as? NSDictionary)
      if shape == .envelope {
        #expect(body["origin"] as? String == identification["origin"] as? String)
        #expect((body["sync_id"] as? String).flatMap(UUID.init(uuidString:)) != nil)
      }
    }
  }

  @Test func aProblemOfTheReceiverEndsTheCall() throws {
    let problem = Problem("test.stop", .error, "stop")
    let assembler = RequestAssembler(maxReviews: 1, maxBytes: 1000, shape: .flat) { _ throws(Problem) in
      throw problem
    }
    try withBytes(Self.key) { try assembler.product($0) }
    try withBytes("{}") { body in try assembler.review(id: body, body: body) }
    #expect(throws: problem) { try assembler.finish() }
  }
}
