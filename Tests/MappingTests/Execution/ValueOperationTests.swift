import Records
import Testing

@testable import Mapping

/// One value over one record.
struct ValueCase: CustomTestStringConvertible, Sendable {
  var value: String
  var record: TestRecord
  /// nil: the field is left out.
  var expected: String?
  var testDescription: String { "\(value) of \(record.keys.sorted())" }

  init(_ value: String, _ record: TestRecord, _ expected: String?) {
    self.value = value
    self.record = record
    self.expected = expected
  }
}

@Suite("Values") struct ValueOperationTests {
  @Test("Origins", arguments: origins) func readsOrigins(_ value: ValueCase) throws { try expect(value) }
  @Test("Lists", arguments: lists) func choosesFromLists(_ value: ValueCase) throws { try expect(value) }
  @Test("Operations", arguments: operations) func appliesOperations(_ value: ValueCase) throws {
    try expect(value)
  }
  @Test("The order of operations", arguments: order) func keepsTheOrder(_ value: ValueCase) throws {
    try expect(value)
  }

  private func expect(_ value: ValueCase) throws {
    let plan = try TestRun.plan(TestMapping.text(value.value))
    let run = TestRun(plan, [TestMapping.record(value.record)])
    #expect(run.problems.map(\.line) == [])
    #expect(run.reviews.first?["text"] == value.expected)
  }

  static let origins: [ValueCase] = [
    ValueCase("a", ["a": "x"], "x"),
    ValueCase("a", ["a": "  x y\n"], "x y"),
    ValueCase("a", ["a": "\u{A0}x\u{3000}"], "x"),
    ValueCase("a", ["a": "   "], nil),
    ValueCase("a", ["a": ""], nil),
    ValueCase("a", ["a": .null], nil),
    ValueCase("a", [:], nil),
    ValueCase("a", ["a": .number("9007199254740993")], "9007199254740993"),
    ValueCase("a", ["a": .boolean("true")], "true"),
    ValueCase("{ from: a, trim: false }", ["a": " x "], " x "),
    ValueCase("{ from: [a, b] }", ["a": " ", "b": "y"], "y"),
    ValueCase("{ from: [a, b] }", ["a": "x", "b": "y"], "x"),
    ValueCase("{ from: [a, b] }", ["a": .list([.null, " "]), "b": "y"], "y"),
    ValueCase("{ const: 'a b' }", [:], "a b"),
    ValueCase("{ template: '{a}-{b}' }", ["a": " x", "b": "y "], "x-y"),
    ValueCase("{ template: '{a}-{b}' }", ["b": "y"], "-y"),
    ValueCase("{ template: '{a}-{b}' }", ["a": .null], nil),
    ValueCase("{ template: '{{{ a }}}' }", ["a": "x"], "{x}"),
    ValueCase("{ template: '{a}{a}' }", ["a": ["x", "y"]], "xx"),
    ValueCase("{ concat: { from: [a, b, c] } }", ["a": "x", "c": "z"], "x\nz"),
    ValueCase(
      "{ concat: { from: [a, b], separator: ' / ', labels: ['+ ', '- '] } }", ["a": "x", "b": "y"],
      "+ x / - y"),
    ValueCase("{ concat: { from: [a, b], labels: ['+ ', '- '] } }", ["b": ["y", "z"]], "- y\nz"),
    ValueCase("{ concat: { from: [a, b] } }", ["a": " "], nil),
    ValueCase("{ hash: [a, b] }", [:], nil),
    ValueCase("{ difference: [a, b] }", ["a": "5", "b": .number("3")], "2"),
    ValueCase("{ difference: [a, b] }", ["a": "3", "b": "5"], "0"),
    ValueCase("{ difference: [a, b] }", ["a": "3"], nil),
  ]

  static let lists: [ValueCase] = [
    ValueCase(
      "{ concat: { from: [a, b], separator: ',' }, split: ',', pick: 2 }", ["a": "x", "b": "y"], "y"),
    ValueCase(
      "{ concat: { from: [a, b], separator: ',' }, split: ',', join: '+' }", ["a": "x", "b": "y"], "x+y"),
    ValueCase("a", ["a": ["x", "y"]], "x"),
    ValueCase("a", ["a": [" ", "y"]], "y"),
    ValueCase("a", ["a": []], nil),
    ValueCase("{ from: a, pick: last }", ["a": ["x", "y", ""]], "y"),
    ValueCase("{ from: a, pick: 2 }", ["a": ["x", "y"]], "y"),
    ValueCase("{ from: a, pick: 3 }", ["a": ["x", "y"]], nil),
    ValueCase("{ from: a, pick: 1 }", ["a": "x"], "x"),
    ValueCase("{ from: a, pick: 2 }", ["a": "x"], nil),
    ValueCase("{ from: a, join: ', ' }", ["a": [" x ", "", "y"]], "x, y"),
    ValueCase("{ from: a, join: ', ' }", ["a": ["", .null]], nil),
    ValueCase("{ from: a, split: ';' }", ["a": ";y;z"], "y"),
    ValueCase("{ from: a, split: ';', pick: 3 }", ["a": "x;; z"], "z"),
    ValueCase("{ from: a, split: ';', pick: 2 }", ["a": "x;; z"], nil),
    ValueCase("{ from: a, split: '::', join: '+' }", ["a": "x::y:z::"], "x+y:z"),
    ValueCase("{ from: a, split: ',', join: '|' }", ["a": ["x,y", "z"]], "x|y|z"),
    ValueCase("{ template: '{a},{b}', split: ',', pick: last }", ["a": "x", "b": "y"], "y"),
  ]

  static let operations: [ValueCase] = [
    ValueCase("{ from: a, url_decode: true }", ["a": "a%20b%C3%A9"], "a bé"),
    ValueCase("{ from: a, decode_entities: true }", ["a": "a &amp; b &#39;"], "a & b '"),
    ValueCase("{ from: a, decode_entities: true }", ["a": "&amp;amp;"], "&amp;"),
    ValueCase("{ from: a, decode_entities: twice }", ["a": "&amp;amp;"], "&"),
    ValueCase("{ from: a, strip_html: true }", ["a": "<b>a</b> b<br>c"], "a b\nc"),
    ValueCase("{ from: a, replace: { pattern: 'b+', with: '-' } }", ["a": "abbcb"], "a-c-"),
    ValueCase(
      "{ from: a, replace: [ { pattern: a, with: b }, { pattern: b, with: c } ] }", ["a": "ab"], "cc"),
    ValueCase("{ from: a, replace: { pattern: '(.)(.)', with: '$2$1' } }", ["a": "abcd"], "badc"),
    ValueCase("{ from: a, extract: '[0-9]+' }", ["a": "x12y"], "12"),
    ValueCase("{ from: a, extract: 'Product/([0-9]+)' }", ["a": "gid://shopify/Product/555"], "555"),
    ValueCase("{ from: a, extract: '[0-9]+' }", ["a": "x"], nil),
    ValueCase("{ from: a, case: upper }", ["a": "aé1"], "AÉ1"),
    ValueCase("{ from: a, case: lower }", ["a": "AÉ1"], "aé1"),
    ValueCase("{ from: a, lookup: { table: { DE: Germany } } }", ["a": "DE"], "Germany"),
    ValueCase("{ from: a, lookup: { table: { DE: Germany } } }", ["a": "FR"], "FR"),
    ValueCase("{ from: a, lookup: { table: { DE: Germany }, missing: empty } }", ["a": "FR"], nil),
    ValueCase("{ from: a, lookup: { table: { DE: Germany }, ignore_case: true } }", ["a": "de"], "Germany"),
    ValueCase("{ from: a, lookup: { table: { Ä: x }, ignore_case: true } }", ["a": "ä"], "x"),
    ValueCase("{ from: a, truncate: 2 }", ["a": "👨‍👩‍👧éx"], "👨‍👩‍👧é"),
    ValueCase("{ from: a, default: none }", ["a": " "], "none"),
    ValueCase("{ from: a, default: '' }", [:], ""),
    ValueCase("{ from: a, matches: '^x' }", ["a": "xy"], "xy"),
    ValueCase("{ from: a, matches: '^x', on_mismatch: omit }", ["a": "yx"], nil),
    ValueCase("{ from: a, matches: '^x' }", [:], nil),
    ValueCase("{ from: a, required: true }", ["a": "x"], "x"),
  ]

  /// Each value would come out otherwise if two neighbours changed places.
  static let order: [ValueCase] = [
    ValueCase("{ from: a, pick: 2, split: '%2C', url_decode: true }", ["a": "x%2Cy%20z"], "y z"),
    ValueCase("{ from: a, url_decode: true, decode_entities: true }", ["a": "%26lt;"], "<"),
    ValueCase("{ from: a, decode_entities: true, strip_html: true }", ["a": "&lt;b&gt;x"], "x"),
    ValueCase("{ from: a, strip_html: true, replace: { pattern: '^x', with: y } }", ["a": "<b>x</b>"], "y"),
    ValueCase("{ from: a, replace: { pattern: x, with: '7' }, extract: '[0-9]+' }", ["a": "axa"], "7"),
    ValueCase("{ from: a, extract: '=(.*)' }", ["a": "k= x "], "x"),
    ValueCase("{ from: a, trim: true, case: upper, lookup: { table: { X: y } } }", ["a": " x "], "y"),
    ValueCase("{ from: a, lookup: { table: { x: long } }, truncate: 2 }", ["a": "x"], "lo"),
    ValueCase("{ from: a, truncate: 1, default: long }", ["a": ""], "long"),
    ValueCase("{ from: a, default: bad, matches: '^x', on_mismatch: omit }", [:], nil),
  ]

  @Test("A hash is of names and trimmed values, and differs by each of them") func hashes() throws {
    let plan = try TestRun.plan(TestMapping.text("{ hash: [a, b] }"))
    let records: [TestRecord] = [
      ["a": "x", "b": "y"], ["a": " x ", "b": "y"], ["a": "y", "b": "x"], ["a": "xy"], ["b": "xy"],
      ["a": ["x", "y"]],
    ]
    let hashes = TestRun(plan, records.map { TestMapping.record($0) }).reviews.compactMap { $0["text"] }
    #expect(hashes.allSatisfy { $0.count == 64 })
    #expect(hashes[0] == hashes[1])
    #expect(Set(hashes).count == 5)
    // Ledgers keep these identities, so this must not change: the SHA-256 of "1:a,1:x,1:b,1:y,".
    #expect(hashes[0] == "34669bb29c7f77e68707311ad95074a19d1289a1eb9db014a721c6df56e9cac3")
  }

  @Test("The bytes of a rejected record are taken back") func takesBack() throws {
    let plan = try TestRun.plan(TestMapping.base(review: "  text: a\n  up_votes: votes"))
    let run = TestRun(
      plan,
      [
        TestMapping.record(["a": "first"]), TestMapping.record(["a": "second", "votes": "many"]),
        TestMapping.record(["a": "third"]),
      ])
    #expect(run.reviews.map { $0["text"] } == ["first", "third"])
    #expect(run.problems.count == 1)
  }
}
