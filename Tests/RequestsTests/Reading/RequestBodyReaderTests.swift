import Records
import TestSupport
import Testing

@testable import Requests

struct RequestBodyReaderTests {
  static let key = #"{"product_type":"product","origin":"Yotpo","metadata":{"sku":"A"}}"#
  static let flat = #"{"product_identification":\#(key),"raw_reviews":[{"external_id":"1","score":5}]}"#

  @Test(arguments: BodyShape.allCases, 1...40)
  func whatTheAssemblerWritesIsFoundAgain(shape: BodyShape, seed: UInt64) throws {
    var random = RandomReviews(seed: seed)
    let reader = RequestBodyReader()
    let sent = random.sent(products: 4, reviews: 1...9, shape: shape)
    #expect(sent.count > 3)
    for (body, reviews) in try assembled(sent, maxReviews: random.random.int(in: 1...9), shape: shape) {
      #expect(try reader.found(in: body) == reviews)
      #expect(reader.shape == shape)
    }
  }

  /// The bodies of a bisected request are those that a conversion with fewer reviews would have written.
  @Test(arguments: BodyShape.allCases, 1...10)
  func slicesAreWhatTheAssemblerWrites(shape: BodyShape, seed: UInt64) throws {
    var random = RandomReviews(seed: seed &+ 1000)
    let reader = RequestBodyReader()
    for (body, reviews) in try assembled(
      random.sent(products: 2, reviews: 1...6, shape: shape), shape: shape)
    {
      try reader.read(body)
      for start in reviews.indices {
        for end in start + 1...reviews.count {
          let expected = try assembled(Array(reviews[start..<end]), shape: shape)
          #expect(reader.slice(body, reviews: start..<end) == expected[0].body)
        }
      }
    }
  }

  @Test func idsAreUnescaped() throws {
    let id = #"a\"b\\c\n\u0001\u001fé😀/"#
    let body = Self.flat.replacing(#""1""#, with: "\"\(id)\"")
    let reader = RequestBodyReader()
    #expect(try reader.found(in: Array(body.utf8)).map(\.id) == [Array("a\"b\\c\n\u{1}\u{1F}é😀/".utf8)])
  }

  @Test func theNamesAreThoseOfTheRules() {
    #expect(KnownMembers.product.map(\.description) == RequestRules.productKeys)
    #expect(KnownMembers.review.map(\.description) == RequestRules.reviewKeys)
  }

  @Test func manyReviewsAreTheAPIsLimit() throws {
    func body(_ count: Int) -> [UInt8] {
      let reviews = Array(repeating: #"{"external_id":"1","score":5}"#, count: count).joined(separator: ",")
      return Array(#"{"product_identification":\#(Self.key),"raw_reviews":[\#(reviews)]}"#.utf8)
    }
    #expect(try RequestBodyReader().found(in: body(500)).count == 500)
    #expect(
      RequestBodyReader().problem(of: body(501))?.sentence.text(showingValues: false).contains(
        "expected at most 500 reviews") == true)
  }

  @Test func theReaderIsEmptyAfterAProblem() throws {
    let reader = RequestBodyReader()
    try reader.read(Array(Self.flat.utf8))
    #expect(reader.reviews.count == 1)
    #expect(reader.problem(of: Array(Self.flat.utf8.dropLast())) != nil)
    #expect(reader.reviews.isEmpty && reader.product.isEmpty)
  }

  @Test(arguments: BodyShape.allCases)
  func noBeginningOfABodyIsABody(shape: BodyShape) throws {
    var random = RandomReviews(seed: 7)
    let body = try assembled(random.sent(products: 1, reviews: 2...2, shape: shape), shape: shape)[0].body
    let reader = RequestBodyReader()
    for count in 0..<body.count { #expect(reader.problem(of: Array(body.prefix(count))) != nil) }
    #expect(reader.problem(of: body + [0x0A]) != nil)
  }

  /// Whatever is taken has the form in which we write, so that its parts can be written again.
  @Test(arguments: BodyShape.allCases)
  func changedBodiesAreRefusedOrInOurForm(shape: BodyShape) throws {
    var random = RandomReviews(seed: 99)
    let reader = RequestBodyReader()
    let bodies = try assembled(random.sent(products: 5, reviews: 1...4, shape: shape), shape: shape)
    var taken = 0
    for index in 0..<2000 {
      let body = bodies[index % bodies.count].body
      let changed = random.random.mutate(body)
      guard changed != body, reader.problem(of: changed) == nil else { continue }
      taken += 1
      #expect(reader.slice(changed, reviews: 0..<reader.reviews.count) == changed)
    }
    // The sync_id is a digest of the rest, so an envelope is refused whatever has changed.
    if shape == .envelope { #expect(taken == 0) }
  }

  @Test func columnsAndOffsetsCountFromThePlace() {
    let body = Array(Self.flat.replacing("Yotpo", with: "Yótpo").replacing(":5}", with: ":x}").utf8)
    let place = SourcePosition(file: "requests.jsonl", line: 3, byte: 1000)
    let problem = RequestBodyReader().problem(of: body, at: place)
    let offset = body.lastIndex(of: UInt8(ascii: "x"))
    #expect(problem?.position?.byte == offset.map { $0 + 1000 })
    #expect(problem?.position?.column == offset)  // from 1, and ó has two bytes
    #expect(problem?.position?.line == 3)
  }
}
