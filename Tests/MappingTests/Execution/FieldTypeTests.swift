import Records
import Testing

@testable import Mapping

/// One extra field of a type.
struct TypedCase: CustomTestStringConvertible, Sendable {
  var type: String
  var cell: Cell
  /// The JSON text, or the code of the problem.
  var expected: String?
  var testDescription: String { "\(cell) as \(type)" }

  init(_ type: String, _ cell: Cell, _ expected: String?) {
    self.type = type
    self.cell = cell
    self.expected = expected
  }
}

@Suite("Field types") struct FieldTypeTests {
  @Test("Extra fields", arguments: cases) func writesTypes(_ value: TypedCase) throws {
    let plan = try TestRun.plan(
      TestMapping.base(review: "  extra: { e: { from: a, type: \(value.type) } }"))
    let run = TestRun(plan, [TestMapping.record(["a": value.cell])])
    #expect((run.problems.first?.code.rawValue ?? run.reviews.first?["e"]) == value.expected)
  }

  static let cases: [TypedCase] = [
    TypedCase("string", "x", "x"), TypedCase("string", .number("4.50"), "4.50"),
    TypedCase("integer", "12", "12"), TypedCase("integer", "+007", "7"), TypedCase("integer", "-0", "0"),
    TypedCase("integer", .number("3.000"), "3"), TypedCase("integer", "3.5", "value.not-an-integer"),
    TypedCase("integer", "1,000", "value.not-an-integer"), TypedCase("integer", "-12", "-12"),
    TypedCase("integer", "", nil), TypedCase("integer", "-", "value.not-an-integer"),
    TypedCase("integer", "999999999999999999", "999999999999999999"),
    TypedCase("integer", "1000000000000000000", "value.not-an-integer"),
    TypedCase("integer", "3.", "value.not-an-integer"),
    TypedCase("number", "4.50", "4.50"), TypedCase("number", "+.5", "0.5"), TypedCase("number", "007.", "7"),
    TypedCase("number", "-0.0", "-0.0"), TypedCase("number", "1.5E+3", "1.5E+3"),
    TypedCase("number", "000", "0"),
    TypedCase("number", "1e", "value.not-a-number"), TypedCase("number", "NaN", "value.not-a-number"),
    TypedCase("number", "1,5", "value.not-a-number"), TypedCase("number", ".", "value.not-a-number"),
    TypedCase("boolean", .boolean("true"), "true"), TypedCase("boolean", "Yes", "true"),
    TypedCase("boolean", "N", "false"), TypedCase("boolean", "0", "false"), TypedCase("boolean", "1", "true"),
    TypedCase("boolean", "FALSE", "false"), TypedCase("boolean", "maybe", "value.not-a-boolean"),
    TypedCase("boolean", "2", "value.not-a-boolean"),
    TypedCase("date_time", "2024-03-09T14:02:11+01:00", "2024-03-09T13:02:11Z"),
    TypedCase("date_time", "soon", "date.unreadable"), TypedCase("date_time", " ", nil),
    TypedCase("list", ["x", " ", " y "], "[x|y]"), TypedCase("list", "x", "[x]"), TypedCase("list", [], nil),
    TypedCase("list", [.object("{}")], "value.kind"),
    TypedCase("list, split: ','", "x, y,,z", "[x|y|z]"), TypedCase("list, case: upper", ["x", "y"], "[X|Y]"),
    TypedCase("list, join: '+'", ["x", "y"], "[x+y]"), TypedCase("list, pick: last", ["x", "y"], "[y]"),
    TypedCase("list, default: none", [], "[none]"),
    TypedCase("list, matches: x, on_mismatch: omit", ["x", "y"], "[x]"),
    TypedCase("list, split: ';', replace: { pattern: b, with: bb }, case: upper", "ab;cb;d", "[ABB|CBB|D]"),
  ]

  @Test("Dates are written in UTC, by the formats of the mapping in their order") func writesDates() throws {
    let plan = try TestRun.plan(
      TestMapping.base(
        review:
          "  review_date: { from: d, format: ['yyyy-MM-dd HH:mm:ss', epoch_ms], time_zone: Europe/Paris }"))
    let run = TestRun(
      plan,
      [
        TestMapping.record(["d": "2024-07-01 12:00:00"]), TestMapping.record(["d": .number("1588687728923")]),
        TestMapping.record(["d": ""]),
      ])
    #expect(
      run.reviews.map { $0["review_date"] } == ["2024-07-01T10:00:00Z", "2020-05-05T14:08:48.923Z", nil])
  }

  @Test("The fields of a product come first and have the names of the API") func writesProducts() throws {
    let plan = try TestRun.plan(
      """
      version: 1
      name: test
      source: { format: json }
      product:
        type: { from: kind, default: product }
        uuid: uuid
        model_code: model
        origin: { from: site, case: upper }
        metadata: { sku: sku, ean: { from: ean, matches: '^[0-9]+$', on_mismatch: omit } }
      review: { external_id: id, score: stars }
      """)
    let names = [
      "product_type", "origin", "product_uuid", "product_model_code", "sku", "ean", "external_id", "score",
    ]
    #expect(plan.fields.map(\.name) == names)
    let run = TestRun(
      plan,
      [
        [
          "uuid": "FC24E6C3-933C-4A93-8A81-E5C703D134D5", "site": "yotpo", "id": "1", "stars": "5",
          "ean": "x",
        ],
        ["kind": "product_model", "model": "m", "site": "s", "id": "2", "stars": .number("1")],
      ])
    #expect(
      run.reviews == [
        [
          "product_type": "product", "product_uuid": "fc24e6c3-933c-4a93-8a81-e5c703d134d5",
          "origin": "YOTPO",
          "external_id": "1", "score": "5",
        ],
        [
          "product_type": "product_model", "product_model_code": "m", "origin": "S", "external_id": "2",
          "score": "1",
        ],
      ])
  }
}
