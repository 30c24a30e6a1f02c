import Records
import Testing

@testable import Mapping

@Suite("Cases of a mapping") struct MappingCaseTests {
  static let yaml = TestMapping.base(
    review: "  title: title\n  extra: { tags: { from: tags, type: list } }",
    top: """
      where: [ { field: status, equals: ok, name: published } ]
      cases:
        - name: good
          record: { id: 7, sku: "007", status: ok, stars: 4.0, ok: true, none: null, text: "true", tags: [a, "1"], o: { k: 1e3 } }
          expect:
            review: { external_id: 7, score: 4, title: null, tags: [a, "1"] }
            product: { metadata: { sku: "007" }, type: product }
        - record: { stars: 9 }
          expect_problem: score.range
        - input: "{}"
          file_name: x.json
          expect_filtered: published
        - input: "{}"
          expect_filtered: true
        - record: {}
          expect_all: [ { review: { score: 1 } }, { review: { score: 2 } } ]
      """)

  @Test("A case of JSON is text that keeps what was typed") func writesJSON() throws {
    let cases = try TestRun.plan(Self.yaml).cases
    #expect(cases.map(\.name) == ["good", nil, nil, nil, nil])
    #expect(cases.map(\.line) == [13, 18, 20, 23, 25])
    guard case .json(let text) = cases[0].record else { throw TestRun.CompileFailure(lines: []) }
    #expect(
      text
        == #"{"id":7,"sku":"007","status":"ok","stars":4.0,"ok":true,"none":null,"text":"true","tags":["a","1"],"o":{"k":1e3}}"#
    )
    guard case .raw("{}") = cases[2].record else { throw TestRun.CompileFailure(lines: []) }
    #expect(cases[2].fileName == "x.json")
  }

  @Test("A case of CSV is columns and cells") func writesCells() throws {
    let plan = try TestRun.plan(
      TestMapping.base(
        review: "", top: "cases: [ { record: { id: 007, a: null, b: 'x' }, expect_problem: score.missing } ]"
      )
      .replacing("json", with: "csv"))
    guard case .csv(let cells) = plan.cases[0].record else { throw TestRun.CompileFailure(lines: []) }
    #expect(cells.map(\.0) == ["id", "a", "b"])
    #expect(cells.map(\.1) == ["007", "", "x"])
  }

  @Test("A case of XML needs its input") func refusesRecordsOfXML() {
    let yaml = TestMapping.base(
      review: "", top: "cases: [ { record: { id: 1 }, expect_problem: score.missing } ]"
    )
    .replacing("{ format: json }", with: "{ format: xml, records: a/b }")
    #expect(
      TestRun.compile(yaml).problems.map(\.line) == [
        "m.yaml:10:20: error[mapping.conflict]: a case of format 'xml' has an 'input', not a 'record'"
      ])
  }

  @Test(
    "Numbers that JSON does not know become text",
    arguments: [
      ("0", true), ("-0.5", true), ("1e3", true), ("007", false), ("1.", false), (".5", false), ("+1", false),
      ("1_000", false), ("0x1F", false), ("true", true), ("yes", false), ("1e", false), ("", false),
      ("--1", false),
    ])
  func knowsLiterals(_ text: String, _ isLiteral: Bool) { #expect(CaseJSON.isLiteral(text) == isLiteral) }

  @Test("JSON strings are escaped") func escapes() {
    #expect(CaseJSON.quoted("a\"\\\n\u{1}é/") == #""a\"\\\n\u0001é/""#)
  }

  @Test("What a review differs in is told field by field") func tellsDifferences() throws {
    let plan = try TestRun.plan(Self.yaml)
    guard case .reviews(let expected) = plan.cases[0].expectation else {
      throw TestRun.CompileFailure(lines: [])
    }
    let good: TestRecord = ["id": "7", "sku": "007", "status": "ok", "stars": "4", "tags": ["a", "1"]]
    let batch = TestRun.batch(plan, [good, good.merging(["title": "t", "stars": "5", "tags": "a"]) { $1 }])
    let out = ReviewBatch(fields: plan.fields, filterCount: 1)
    MappingExecutor(plan: plan, now: 0).map(batch, file: "f", into: out)
    #expect(expected[0].differences(from: out, review: 0) == [])
    let differences = expected[0].differences(from: out, review: 1)
    #expect(differences.map(\.field.path) == ["review.score", "review.title", "review.tags"])
    #expect(differences.map(\.found) == [.text("5"), .text("t"), .list(["a"])])
    #expect(differences.map(\.field.value) == [.text("4"), .absent, .list(["a", "1"])])
  }
}
