import Foundation
import Records
import Testing

@testable import Requests

struct ReviewEncoderTests {
  /// Out of order on purpose: the API's order is the encoder's.
  static let fields = [
    OutputField(.review, "locale"),
    OutputField(.review, "score", .integer),
    OutputField(.review, "external_id"),
    OutputField(.metadata, "sku"),
    OutputField(.product, "origin"),
    OutputField(.product, "product_type"),
    OutputField(.review, "verified", .boolean),
    OutputField(.metadata, "ean"),
    OutputField(.review, "text"),
    OutputField(.review, "title"),
    OutputField(.review, "review_date", .dateTime),
    OutputField(.review, "tags", .list),
    OutputField(.review, "rating", .number),
    OutputField(.product, "product_uuid"),
  ]

  static let full: [TestValue] = [
    "en", "5", "r1", "A-1", "Yotpo", "product", "true", "4006381333931", "Nice", "Ti\"tle",
    "2024-11-06T13:54:47Z", .list(["a", "b\\c"]), "4.50", nil,
  ]

  func encode(
    _ rows: [[TestValue]], fields: [OutputField] = fields, maxBytes: Int = 1 << 20, shape: BodyShape = .flat
  ) -> EncodedReviews {
    let batch = ReviewBatch(fields: fields, filterCount: 0)
    for row in rows { batch.add(row) }
    let output = EncodedReviews()
    ReviewEncoder(fields: fields, maxBytes: maxBytes, shape: shape).encode(batch, into: output)
    return output
  }

  @Test func keysComeInTheOrderOfTheReference() {
    let output = encode([Self.full])
    #expect(
      output.keys == [
        #"{"product_type":"product","origin":"Yotpo","metadata":{"sku":"A-1","ean":"4006381333931"}}"#
      ])
    #expect(
      output.bodies == [
        #"{"external_id":"r1","score":5,"title":"Ti\"tle","text":"Nice","review_date":"2024-11-06T13:54:47Z","#
          + #""locale":"en","verified":true,"tags":["a","b\\c"],"rating":4.50}"#
      ])
  }

  @Test func whatIsMissingIsLeftOut() {
    let row: [TestValue] = [
      nil, "1", "r", nil, "Shop", nil, nil, .null, nil, .null, nil, nil, nil,
      "1cea5ac1-4f5c-4a7e-8b5e-0c6d6f4c2b1a",
    ]
    let output = encode([row])
    #expect(output.keys == [#"{"product_uuid":"1cea5ac1-4f5c-4a7e-8b5e-0c6d6f4c2b1a","origin":"Shop"}"#])
    #expect(output.bodies == [#"{"external_id":"r","score":1}"#])
  }

  @Test func anEmptyTextIsWritten() {
    var row = Self.full
    row[8] = ""
    #expect(encode([row]).bodies[0].contains(#""text":"""#))
  }

  @Test func listsAreArraysOfStrings() {
    let cases: [(TestValue, String)] = [
      (.list([]), "[]"), (.list([.null, "x", .missing]), #"["x"]"#), ("one", #"["one"]"#),
    ]
    for (value, expected) in cases {
      var row = Self.full
      row[11] = value
      #expect(encode([row]).bodies[0].contains(#""tags":\#(expected),"#))
    }
  }

  @Test func theIDIsGivenBeforeEscaping() {
    var row = Self.full
    row[2] = "a\"b\\"
    let output = encode([row])
    #expect(output.text(output.entries[0].id) == "a\"b\\")
    #expect(output.bodies[0].hasPrefix(#"{"external_id":"a\"b\\","#))
  }

  @Test func neighboursOfOneProductShareItsBytes() {
    var other = Self.full
    other[3] = "A-2"
    let output = encode([Self.full, Self.full, other, other, Self.full])
    let keys = output.entries.map(\.key)
    #expect(keys[0] == keys[1] && keys[2] == keys[3] && keys[0] != keys[4])
    #expect(output.keys[0] == output.keys[4])
    #expect(output.keys[2].contains(#""sku":"A-2""#))
  }

  @Test func valuesThatMoveBetweenFieldsAreAnotherProduct() {
    var first = Self.full
    var second = Self.full
    (first[3], first[7]) = ("AB", "C")
    (second[3], second[7]) = ("A", "BC")
    let output = encode([first, second])
    #expect(output.keys[0] != output.keys[1])
  }

  @Test func aReviewWithoutARequiredFieldIsRejected() {
    let cases: [(field: Int, name: String)] = [(1, "score"), (2, "external_id"), (4, "origin")]
    for (field, name) in cases {
      for empty in [.missing, .null, ""] as [TestValue] {
        var row = Self.full
        row[field] = empty
        let output = encode([Self.full, row, Self.full])
        #expect(output.entries.map(\.review) == [0, 2])
        #expect(output.rejected.map(\.review) == [1])
        let problem = output.rejected[0].problem
        #expect(problem.code == "request.missing-field")
        #expect(problem.field == name)
        #expect(
          problem.sentence.text(showingValues: false)
            == "the review has no '\(name)', which the API requires; record rejected")
      }
    }
  }

  @Test func aReviewWithoutAProductIsRejected() {
    var row = Self.full
    (row[3], row[7]) = ("", nil)
    let output = encode([row])
    #expect(output.entries.isEmpty)
    #expect(output.rejected.map(\.problem.code) == ["request.missing-product"])
  }

  @Test(arguments: BodyShape.allCases)
  func aReviewThatFitsInNoRequestIsRejected(shape: BodyShape) throws {
    let fitting = encode([Self.full], shape: shape)
    let size =
      fitting.text(fitting.entries[0].body).utf8.count
      + shape.frameByteCount(key: fitting.key(of: fitting.entries[0]))
    #expect(encode([Self.full], maxBytes: size, shape: shape).rejected.isEmpty)
    let output = encode([Self.full, Self.full], maxBytes: size - 1, shape: shape)
    #expect(output.entries.isEmpty)
    #expect(output.rejected.map(\.problem.code) == ["request.too-large", "request.too-large"])
    #expect(
      output.rejected[0].problem.sentence.text(showingValues: false)
        == "the review takes \(size) bytes in a request, but '--max-bytes' is \(size - 1); record rejected")
  }

  @Test func outputIsAppendedUntilItIsEmptied() {
    let batch = ReviewBatch(fields: Self.fields, filterCount: 0)
    batch.add(Self.full)
    let encoder = ReviewEncoder(fields: Self.fields, maxBytes: 1 << 20, shape: .flat)
    let output = EncodedReviews()
    encoder.encode(batch, into: output)
    encoder.encode(batch, into: output)
    #expect(output.entries.count == 2)
    #expect(output.bodies[0] == output.bodies[1])
    output.removeAll()
    #expect(output.entries.isEmpty && output.bytes.count == 0)
  }

  @Test func anEmptyBatchGivesNothing() {
    #expect(encode([]).entries.isEmpty)
  }
}
