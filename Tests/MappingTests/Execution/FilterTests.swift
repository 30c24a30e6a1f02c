import Records
import Testing

@testable import Mapping

/// One condition over one record.
struct FilterCase: CustomTestStringConvertible, Sendable {
  var condition: String
  var record: TestRecord
  var holds: Bool
  var testDescription: String { "\(condition) of \(record)" }

  init(_ condition: String, _ record: TestRecord, _ holds: Bool) {
    self.condition = condition
    self.record = record
    self.holds = holds
  }
}

@Suite("Filters") struct FilterTests {
  @Test("Conditions", arguments: leaves + groups + dates) func decides(_ filter: FilterCase) throws {
    let plan = try TestRun.plan(
      TestMapping.base(review: "  title: title", top: "where: [ \(filter.condition) ]"))
    let run = TestRun(plan, [TestMapping.record(filter.record)])
    #expect(run.problems.map(\.line) == [])
    #expect(run.filtered == [filter.holds ? 0 : 1])
    #expect(run.reviews.count == (filter.holds ? 1 : 0))
  }

  static let leaves: [FilterCase] = [
    FilterCase("{ field: a, equals: ok }", ["a": " ok "], true),
    FilterCase("{ field: a, equals: ok }", ["a": "OK"], false),
    FilterCase("{ field: a, equals: ok, ignore_case: true }", ["a": "OK"], true),
    FilterCase("{ field: a, equals: ÄRGER, ignore_case: true }", ["a": "ärger"], true),
    FilterCase("{ field: a, equals: 1 }", ["a": .number("1")], true),
    FilterCase("{ field: a, equals: '1' }", ["a": .number("1")], true),
    FilterCase("{ field: a, equals: 1 }", ["a": .number("1.0")], false),
    FilterCase("{ field: a, equals: false }", ["a": .boolean("false")], true),
    FilterCase("{ field: a, equals: '' }", [:], true),
    FilterCase("{ field: a, equals: ok }", [:], false),
    FilterCase("{ field: a, equals: ok }", ["a": .object("{}")], false),
    FilterCase("{ field: a, equals: ok }", ["a": ["no", "ok"]], true),
    FilterCase("{ field: a, in: [ok, fine] }", ["a": "fine"], true),
    FilterCase("{ field: a, in: [ok, fine] }", ["a": "bad"], false),
    FilterCase("{ field: [a, b], equals: ok }", ["a": "", "b": "ok"], true),
    FilterCase("{ field: [a, b], equals: ok }", ["a": "no", "b": "ok"], false),
    FilterCase("{ field: a, matches: '^[0-9]+$' }", ["a": "12"], true),
    FilterCase("{ field: a, matches: '[0-9]' }", ["a": "x1y"], true),
    FilterCase("{ field: a, matches: '^[0-9]+$' }", ["a": "x"], false),
    FilterCase("{ field: a, matches: x }", [:], false),
    FilterCase("{ field: a, matches: x }", ["a": ["y", "x"]], true),
    FilterCase("{ field: a, present: true }", ["a": "x"], true),
    FilterCase("{ field: a, present: true }", ["a": "  "], false),
    FilterCase("{ field: a, present: true }", ["a": .null], false),
    FilterCase("{ field: a, present: true }", ["a": .object("{}")], true),
    FilterCase("{ field: a, present: true }", ["a": [.null, ""]], false),
    FilterCase("{ field: a, present: false }", [:], true),
    FilterCase("{ field: a, present: false }", ["a": "x"], false),
  ]

  /// `a` is true, `b` is false.
  static let groups: [FilterCase] = {
    let yes = "{ field: a, present: true }"
    let no = "{ field: b, present: true }"
    let record: TestRecord = ["a": "x"]
    return [
      FilterCase("{ not: \(yes) }", record, false), FilterCase("{ not: \(no) }", record, true),
      FilterCase("{ any: [ \(yes), \(no) ] }", record, true),
      FilterCase("{ any: [ \(no), \(yes) ] }", record, true),
      FilterCase("{ any: [ \(no), \(no) ] }", record, false),
      FilterCase("{ all: [ \(yes), \(no) ] }", record, false),
      FilterCase("{ all: [ \(yes), \(yes) ] }", record, true),
      FilterCase("{ not: { any: [ \(no), { not: \(yes) } ] } }", record, true),
      FilterCase(
        "{ any: [ { all: [ \(yes), \(no) ] }, { all: [ \(yes), { not: \(no) } ] } ] }", record, true),
    ]
  }()

  static let dates: [FilterCase] = [
    FilterCase("{ field: d, newer_than: 1d }", ["d": "2024-05-31T00:00:00Z"], true),
    FilterCase("{ field: d, newer_than: 1d }", ["d": "2024-05-30T23:59:59Z"], false),
    FilterCase("{ field: d, newer_than: 2w }", ["d": "2024-05-18"], true),
    FilterCase("{ field: d, newer_than: 12h }", ["d": "2024-05-31T11:00:00Z"], false),
    FilterCase("{ field: d, newer_than: 2024-01-31 }", ["d": "2024-01-31"], true),
    FilterCase("{ field: d, newer_than: 2024-01-31 }", ["d": "2024-01-30"], false),
    FilterCase("{ field: d, newer_than: 2024-01-31, format: epoch_s }", ["d": "1706659200"], true),
    FilterCase(
      "{ field: d, newer_than: 2024-01-31, format: epoch_s, time_zone: Europe/Paris }", ["d": "1706655600"],
      true),
    FilterCase("{ field: d, newer_than: 1d }", [:], false),
  ]

  @Test("Conditions are counted one by one, the first that does not hold") func counts() throws {
    let plan = try TestRun.plan(
      TestMapping.base(
        review: "  title: title",
        top: """
          where:
            - { field: status, in: [a, b, c, d, e] }
            - { field: title, present: true, name: titled }
            - { not: { any: [ { field: x, equals: 1 }, { field: y, matches: z } ] } }
          """))
    #expect(
      plan.filterLabels == ["status in a, b, c, … (5)", "titled", "not (x = 1 or y matches z)"])
    let run = TestRun(
      plan,
      [
        TestMapping.record([:]), TestMapping.record(["status": "a"]), TestMapping.record(["status": "b"]),
        TestMapping.record(["status": "c", "title": "t", "x": "1"]),
        TestMapping.record(["status": "c", "title": "t", "x": "2"]),
      ])
    #expect(run.filtered == [1, 2, 1])
    #expect(run.reviews.count == 1)
  }

  @Test("A filtered record is not mapped, a record with an unreadable date is rejected") func rejects() throws
  {
    let plan = try TestRun.plan(
      TestMapping.base(
        review: "", top: "where: [ { field: keep, equals: y }, { not: { field: d, newer_than: 1d } } ]"))
    let run = TestRun(
      plan, [["keep": "n"], ["keep": "y", "d": "yesterday"], ["keep": "y", "d": "2024-05-31T00:00"]])
    #expect(run.filtered == [1, 0])
    #expect(
      run.problems.map(\.line) == [
        """
        reviews.csv:3:3: error[date.unreadable]: 'd' is 'yesterday', which no format of the mapping reads; \
        record rejected
        """,
        """
        reviews.csv:4:3: error[date.no-zone]: 'd' is '2024-05-31T00:00', a time without a zone; record \
        rejected
        """,
      ])
    #expect(run.problems.first?.notes.first?.position == SourcePosition(file: "m.yaml", line: 10, column: 45))
  }
}
