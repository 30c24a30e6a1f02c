import Records
import Testing

@testable import Mapping

/// A value that rejects its record, and how that is said.
struct RejectCase: CustomTestStringConvertible, Sendable {
  var review: String
  var record: TestRecord
  var line: String
  var fix: String?
  var testDescription: String { line }

  init(_ review: String, _ record: TestRecord, _ line: String, fix: String? = nil) {
    self.review = review
    self.record = record
    self.line = line
    self.fix = fix
  }
}

@Suite("Problems of records") struct RecordProblemTests {
  private static let bad = "%FF"

  /// The record starts in line 2; its values stand one behind the other with commas between.
  static let cases: [RejectCase] = [
    RejectCase(
      "external_id: id\nscore: stars", ["stars": "4"],
      """
      reviews.csv:2: error[review.external-id-missing]: 'id' is empty, but each review needs an \
      external_id; record rejected
      """
    ),
    RejectCase(
      "external_id: { hash: [a, b] }\nscore: stars", ["stars": "4"],
      """
      reviews.csv:2: error[review.external-id-missing]: 'a' or 'b' is empty, but each review needs an \
      external_id; record rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: stars", ["id": "1"],
      """
      reviews.csv:2: error[score.missing]: 'stars' is empty, but each review needs a score; record \
      rejected
      """),
    RejectCase(
      "external_id: id\nscore: stars", ["id": "1", "stars": "6"],
      "reviews.csv:2:4: error[score.range]: 'stars' is '6', but a score is between 1 and 5; record rejected",
      fix: "'scale: {from: [1, 10]}' would convert a 10-point score"),
    RejectCase(
      "external_id: id\nscore: { from: stars, scale: { from: [1, 10] } }", ["id": "1", "stars": "11"],
      """
      reviews.csv:2:4: error[score.range]: 'stars' is '11', which is outside of the mapping's scale; \
      record rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: stars", ["id": "1", "stars": "good"],
      """
      reviews.csv:2:4: error[score.not-a-number]: 'stars' is 'good', but a score is a number; record \
      rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: { from: stars, round: none }", ["id": "1", "stars": "4.5"],
      "reviews.csv:2:4: error[score.fraction]: 'stars' is '4.5', which gives no whole score; record rejected",
      fix: "'round: half_up' would round it"),
    RejectCase(
      "external_id: id\nscore: { from: stars, table: { good: 5 } }", ["id": "1", "stars": "bad"],
      """
      reviews.csv:2:4: error[score.not-in-table]: 'stars' is 'bad', which the table of scores does not \
      have; record rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: { from: stars, scale: { min: a, max: b } }",
      ["id": "1", "stars": "2", "a": "5", "b": "1"],
      """
      reviews.csv:2:8: error[score.scale]: the scale of 'stars' is '5…1', which is not a lower and a \
      higher number; record rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: stars\nreview_date: { from: d, format: dd/MM/yyyy }",
      ["id": "1", "stars": "2", "d": "31/02/2024"],
      """
      reviews.csv:2:6: error[date.unreadable]: 'd' is '31/02/2024', which no format of the mapping reads; \
      record rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: stars\nreview_date: d", ["id": "1", "stars": "2", "d": "2024-02-01T10:00"],
      """
      reviews.csv:2:6: error[date.no-zone]: 'd' is '2024-02-01T10:00', a time without a zone; record \
      rejected
      """,
      fix: "set 'time_zone' to the zone of the vendor's dates"),
    RejectCase(
      "external_id: id\nscore: stars\nup_votes: u", ["id": "1", "stars": "2", "u": "few"],
      """
      reviews.csv:2:6: error[value.not-an-integer]: 'u' is 'few', but a whole number is expected; record \
      rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: stars\nup_votes: u", ["id": "1", "stars": "2", "u": "-1"],
      "reviews.csv:2:6: error[value.negative]: 'u' is '-1', but votes cannot be negative; record rejected"),
    RejectCase(
      "external_id: id\nscore: stars\ndown_votes: { difference: [t, u] }",
      ["id": "1", "stars": "2", "t": "x", "u": "1"],
      """
      reviews.csv:2:6: error[value.not-an-integer]: 't' or 'u' is 'x', but a whole number is expected; \
      record rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: stars\nextra: { n: { from: n, type: number } }",
      ["id": "1", "stars": "2", "n": "x"],
      "reviews.csv:2:6: error[value.not-a-number]: 'n' is 'x', but a number is expected; record rejected"),
    RejectCase(
      "external_id: id\nscore: stars\nextra: { n: { from: n, type: boolean } }",
      ["id": "1", "stars": "2", "n": "x"],
      """
      reviews.csv:2:6: error[value.not-a-boolean]: 'n' is 'x', but true or false is expected; record \
      rejected
      """
    ),
    RejectCase(
      "external_id: { from: id, matches: '^[0-9]+$' }\nscore: stars", ["id": "1a", "stars": "2"],
      "reviews.csv:2:2: error[value.mismatch]: 'id' is '1a', which 'matches' does not accept; record rejected"
    ),
    RejectCase(
      "external_id: id\nscore: stars\ntitle: { from: [t, u], required: true }", ["id": "1", "stars": "2"],
      """
      reviews.csv:2: error[value.required]: 't' or 'u' is empty, but 'review.title' is required; record \
      rejected
      """
    ),
    RejectCase(
      """
      external_id: id\nscore: stars\nextra: { c: { from: c, lookup: { table: { a: b }, missing: reject } } \
      }
      """,
      ["id": "1", "stars": "2", "c": "x"],
      """
      reviews.csv:2:6: error[value.lookup]: 'c' is 'x', which the lookup table does not have; record \
      rejected
      """
    ),
    RejectCase(
      "external_id: id\nscore: stars\ntitle: t", ["id": "1", "stars": "2", "t": .object("{\"a\":1}")],
      "reviews.csv:2: error[value.kind]: 't' is an object, but text is expected; record rejected"),
    RejectCase(
      "external_id: { from: id, url_decode: true }\nscore: stars", ["id": .text(bad), "stars": "2"],
      """
      reviews.csv:2:2: error[value.url-encoding]: 'id' is '%FF', whose %-codes are not UTF-8; record \
      rejected
      """
    ),
  ]

  @Test("Says what was found, where, and what happened", arguments: cases) func says(_ reject: RejectCase)
    throws
  {
    let plan = try TestRun.plan(Self.mapping(reject.review))
    let run = TestRun(plan, [["sku": ""], reject.record.merging(["sku": ""]) { $1 }])
    let problem = try #require(run.problems.last { $0.code != "product.no-identifier" })
    #expect(problem.line.replacing("csv:3", with: "csv:2") == reject.line)
    #expect(problem.fix == reject.fix)
    #expect(problem.notes.first?.position.file == "m.yaml")
  }

  private static func mapping(_ review: String) -> String {
    let lines = review.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    return """
      version: 1
      name: test
      origin: Test
      source: { format: csv }
      product: { metadata: { sku: sku, all: { const: x } } }
      review:
      \(lines)
      """
  }

  @Test("Products") func saysProducts() throws {
    let plan = try TestRun.plan(
      """
      version: 1
      name: test
      source: { format: csv }
      product:
        type: { from: type, default: product }
        origin: site
        uuid: uuid
        metadata: { sku: sku }
      review: { external_id: id, score: stars }
      """)
    let run = TestRun(
      plan,
      [
        [:], ["site": "s"], ["site": "s", "type": "thing"], ["site": "s", "uuid": "12"],
        ["site": "s", "sku": "1"],
      ])
    #expect(
      run.problems.map(\.line) == [
        """
        reviews.csv:2: error[product.origin-missing]: 'site' is empty, but the product needs an origin; \
        record rejected
        """,
        """
        reviews.csv:3: error[product.no-identifier]: 'uuid' and 'sku' are empty, so no product is \
        identified; record rejected
        """,
        """
        reviews.csv:4:1: error[product.type]: 'type' is 'thing', but 'product' or 'product_model' is \
        expected; record rejected
        """,
        "reviews.csv:5:4: error[product.uuid]: 'uuid' is '12', but a UUID is expected; record rejected",
        """
        reviews.csv:6: error[review.external-id-missing]: 'id' is empty, but each review needs an \
        external_id; record rejected
        """,
      ])
    #expect(run.problems[1].notes.first?.position == SourcePosition(file: "m.yaml", line: 7, column: 9))
  }

  @Test("Titles, texts and extra fields stay private; identifiers, scores and dates are shown")
  func keepsPrivate() throws {
    let plan = try TestRun.plan(
      TestMapping.base(review: "  title: { from: t, matches: x }\n  extra: { n: { from: n, type: integer } }")
    )
    let run = TestRun(
      plan,
      [
        TestMapping.record(["t": "Anna Bell"]), TestMapping.record(["t": "x", "n": "Anna"]),
        ["sku": "1", "id": "2", "stars": "x"],
      ])
    #expect(
      run.problems.map { $0.sentence.text(showingValues: false) } == [
        "'t' is a text of 9 characters, which 'matches' does not accept; record rejected",
        "'n' is a text of 4 characters, but a whole number is expected; record rejected",
        "'stars' is 'x', but a score is a number; record rejected",
      ])
  }

  @Test("A position is in the line and column of the value, in characters") func findsPlaces() throws {
    let plan = try TestRun.plan(
      Self.mapping("external_id: id\nscore: stars\ntitle: { from: t, matches: '^x' }"))
    let run = TestRun(plan, [["sku": "a\nb\r\nc\rdé", "id": "1", "stars": "4", "t": "y"]])
    #expect(
      run.problems.first?.position
        == SourcePosition(file: "reviews.csv", line: 5, column: 8, record: 1, byte: 0))
  }

  @Test("A text that a regular expression cannot be compared with is rejected") func limitsPatterns() throws {
    let plan = try TestRun.plan(TestMapping.base(review: "  text: { from: a, matches: '^(a+)+$' }"))
    let run = TestRun(plan, [TestMapping.record(["a": .text(String(repeating: "a", count: 3000) + "b")])])
    let codes = run.problems.map(\.code.rawValue)
    #expect(codes == ["value.pattern-limit"] || codes == ["value.mismatch"])
  }

  @Test("Every code has a case or is said elsewhere in these tests") func coversCodes() {
    let codes = Set(MappingCodes.all.map(\.code.rawValue))
    #expect(codes.count == MappingCodes.all.count)
    for fault in RecordFault.allCases { #expect(codes.contains(RecordProblem.code(of: fault).rawValue)) }
    let wrong =
      MappingProblemTests.files + MappingProblemTests.shapes + MappingProblemTests.meanings
      + MappingProblemTests.datesAndScores
    let lines = wrong.flatMap(\.lines) + Self.cases.map(\.line)
    let elsewhere: Set<String> = [
      "mapping.pattern", "mapping.replacement", "mapping.date-format", "mapping.time-zone",
      "mapping.unknown-column", "product.origin-missing", "product.no-identifier", "product.type",
      "product.uuid", "value.pattern-limit", "value.too-long", "each.too-large",
    ]
    for code in codes where !elsewhere.contains(code) {
      #expect(lines.contains { $0.contains("[\(code)]") }, "no case for \(code)")
    }
  }
}
