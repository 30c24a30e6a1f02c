import Mapping
import Records
import Testing

@testable import Pipeline

@Suite struct CaseRunnerTests {
  private func sentences(_ cases: String, mapping: String = TestMapping.csv) throws -> [String] {
    let plan = try #require(TestMapping.plan(mapping + "\ncases:\n" + cases))
    return CaseRunner(plan: plan, file: "shop.yaml", now: 0).run().map {
      $0.sentence.text(showingValues: true)
    }
  }

  private let record = #"record: { id: 1, sku: A, stars: 5, text: "a, \"b\"", status: ok }"#

  @Test func aCaseThatHoldsSaysNothing() throws {
    #expect(
      try sentences(
        """
          - \(record)
            expect: { review: { external_id: 1, score: 5, text: 'a, "b"' }, product: { metadata: { sku: A } } }
        """
      ).isEmpty)
  }

  /// Reviews that are as expected do not make up for a record that was rejected beside them.
  @Test func aRejectedRecordIsNotOverlooked() throws {
    let raw = #"  - input: "id,sku,stars,status,text\n1,A,5,ok,t\n2,A,9,ok,t\n""#
    let found = try sentences(raw + "\n    expect: { review: { score: 5 } }")
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix("case 1: expected 1 review, but it was rejected: score.range") == true,
      "\(found)")
  }

  @Test func aPointerWithEscapesIsFollowed() throws {
    let mapping = TestMapping.csv.replacing("format: csv", with: "format: json, records: '/a~1b/\"c~0'")
    #expect(try sentences("  - \(record)\n    expect: { review: { score: 5 } }", mapping: mapping) == [])
  }

  @Test func aDifferenceIsToldWithBothValues() throws {
    #expect(
      try sentences("  - \(record)\n    expect: { review: { score: 4 } }") == [
        "case 1: expected 'review.score' to be '4', found '5'"
      ])
  }

  @Test func anAbsentFieldCanBeExpected() throws {
    #expect(
      try sentences("  - \(record)\n    expect: { review: { text: null } }") == [
        "case 1: expected 'review.text' to be absent, found 'a, \"b\"'"
      ])
  }

  @Test(arguments: [
    ("stars: 5", "stars: 9", "score.range", nil),
    (
      "stars: 5", "stars: 9", "score.missing",
      "case 1: expected the problem 'score.missing', but it was rejected"
    ),
    (
      "stars: 5", "stars: 4", "score.range",
      "case 1: expected the problem 'score.range', but 1 review came out"
    ),
  ])
  func problemsAreExpectedByCode(old: String, new: String, code: String, expected: String?) throws {
    let found = try sentences("  - \(record.replacing(old, with: new))\n    expect_problem: \(code)")
    #expect(found.count == (expected == nil ? 0 : 1))
    if let expected { #expect(found.first?.hasPrefix(expected) == true, "\(found)") }
  }

  @Test(arguments: [
    ("hidden", "true", 0), ("hidden", "published", 0), ("ok", "true", 1),
  ])
  func filteringIsExpectedByLabel(status: String, label: String, failures: Int) throws {
    let changed = record.replacing("status: ok", with: "status: \(status)")
    #expect(try sentences("  - \(changed)\n    expect_filtered: \(label)").count == failures)
  }

  @Test func jsonRecordsAreNestedBelowThePointer() throws {
    let mapping = TestMapping.csv.replacing(
      "{ format: csv }", with: "{ format: json, records: /results/*/reviews }"
    )
    .replacing("external_id: id", with: "external_id: a.id")
    #expect(
      try sentences(
        "  - record: { a: { id: 7 }, sku: A, stars: 5, status: ok }\n    expect: { review: { external_id: 7 } }",
        mapping: mapping
      ).isEmpty)
  }
}
