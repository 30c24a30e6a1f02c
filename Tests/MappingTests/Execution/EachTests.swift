import Records
import Testing

@testable import Mapping

@Suite("Each") struct EachTests {
  @Test("A selector is left to the reader") func passesTheSelector() throws {
    let plan = try TestRun.plan(TestMapping.base(review: "  title: title", top: "each: products"))
    #expect(plan.selectors.each == "products")
  }

  static func split(_ more: String = "") throws -> MappingPlan {
    try TestRun.plan(
      """
      version: 1
      name: test
      origin: Test
      source: { format: csv }
      each: { from: skus, split: ";" }
      product: { metadata: { sku: . } }
      review:
        external_id: { template: '{id}-{.}' }
        score: stars
      \(more)
      """)
  }

  @Test("A split makes a review of each part that is not empty") func splits() throws {
    let plan = try Self.split()
    #expect(plan.selectors.each == nil)
    #expect(plan.selectors.selectors == ["skus", "id", "stars"])
    let run = TestRun(
      plan,
      [
        ["skus": "a; b ;;c", "id": "1", "stars": "4"], ["skus": "d", "id": "2", "stars": "5"],
        ["skus": ["e;f", "g"], "id": "3", "stars": "5"],
      ])
    #expect(run.reviews.map { $0["sku"] } == ["a", "b", "c", "d", "e", "f", "g"])
    #expect(run.reviews.map { $0["external_id"] } == ["1-a", "1-b", "1-c", "2-d", "3-e", "3-f", "3-g"])
    #expect(run.extraReviews == 4)
    #expect(run.problems.isEmpty)
  }

  /// 70 reviews that share a text of 1 MiB, which is not copied, but will be in the requests.
  @Test("A record may not become more bytes than its limit") func limitsWhatOneRecordBecomes() throws {
    let run = TestRun(
      try Self.split("  text: long"),
      [
        [
          "skus": .text((1...70).map { "s\($0)" }.joined(separator: ";")), "id": "1", "stars": "4",
          "long": .text(String(repeating: "x", count: 1 << 20)),
        ], ["skus": "a;b", "id": "2", "stars": "5", "long": "y"],
      ])
    #expect(run.reviews.count == 64 + 2)
    #expect(run.problems.map(\.code) == Array(repeating: "each.too-large", count: 6))
  }

  @Test("A record without parts is mapped once, without a part") func mapsWithoutParts() throws {
    let run = TestRun(
      try Self.split(), [["skus": " ; ", "id": "1", "stars": "4"], ["id": "1", "stars": "4"]])
    #expect(run.problems.map(\.code) == ["product.no-identifier", "product.no-identifier"])
    #expect(run.extraReviews == 0)
  }

  @Test("Rows and further parts add up to reviews, rejects and filtered records") func addsUp() throws {
    let plan = try Self.split("where: [ { field: stars, present: true } ]")
    let run = TestRun(
      plan,
      [["skus": "a;b", "id": "1", "stars": "9"], ["skus": "a;b"], ["skus": "a;b", "id": "2", "stars": "1"]])
    #expect(run.reviews.count == 2)
    #expect(run.problems.count == 2)
    #expect(run.filtered == [1])
    #expect(3 + run.extraReviews == run.reviews.count + run.problems.count + run.filtered[0])
  }
}
