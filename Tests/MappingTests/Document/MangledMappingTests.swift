import Records
import TestSupport
import Testing

@testable import Mapping

@Suite("Mangled mappings") struct MangledMappingTests {
  /// Everything that the language has, so that every part of the compiler meets wrong input.
  static let whole = """
    version: 1
    name: whole
    description: everything
    origin: Test
    source: { format: csv, delimiter: ";", columns: [a, b] }
    each: { from: skus, split: ";" }
    where:
      - { field: [a, b], in: [x, y], ignore_case: true, name: kept }
      - { not: { any: [ { field: a, equals: 1 }, { all: [ { field: b, matches: '^x' } ] } ] } }
      - { field: d, newer_than: 730d, format: [iso8601, epoch], time_zone: Europe/Paris }
    product:
      type: { from: t, default: product }
      uuid: u
      metadata: { sku: ., ean: { from: [e, f], matches: '^[0-9]+$', on_mismatch: omit } }
    review:
      external_id: { template: '{a}-{.}' }
      score: { from: s, scale: { min: 1, max: m }, round: half_even, clamp: true }
      title: { from: t, replace: [ { pattern: a, with: b } ], extract: '(x)', case: upper, truncate: 9 }
      text: { concat: { from: [a, b], labels: [A, B], separator: ' ' }, strip_html: true, decode_entities: twice }
      review_date: { from: d, format: dd/MM/yyyy, time_zone: UTC, pivot: 50 }
      down_votes: { difference: [x, y] }
      extra: { l: { from: l, type: list, split: ',' }, k: { from: k, lookup: { table: { a: b }, missing: empty } } }
    cases:
      - { record: { a: 1 }, expect: { review: { title: null }, product: { metadata: { sku: x } } } }
      - { input: x, expect_filtered: kept }
    """

  @Test("The whole language compiles") func compiles() {
    #expect(TestRun.compile(Self.whole).problems.map(\.line) == [])
  }

  @Test("Any change of the text gives a plan or problems in order of their places", arguments: 1...8)
  func survives(_ seed: UInt64) {
    var numbers = SeededRandom(seed: seed)
    for _ in 0..<60 {
      let yaml = mangled(&numbers)
      let compiled = TestRun.compile(yaml)
      #expect((compiled.plan == nil) == !compiled.problems.isEmpty, "\(yaml)")
      let marks = compiled.problems.map {
        MappingMark(line: $0.position?.line ?? 0, column: $0.position?.column ?? 0)
      }
      #expect(marks == marks.sorted(), "\(yaml)")
      guard let plan = compiled.plan else { continue }
      _ = TestRun(plan, [["a": "1", "skus": "x;y", "s": "3"], [:]])
    }
  }

  /// The mapping with one to three words or signs cut out, doubled, exchanged or replaced.
  private func mangled(_ numbers: inout SeededRandom) -> String {
    var pieces = Self.pieces
    for _ in 0..<Int.random(in: 1...3, using: &numbers) {
      let index = Int.random(in: pieces.indices, using: &numbers)
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: pieces[index] = ""
      case 1: pieces.insert(pieces[index], at: index)
      case 2: pieces.swapAt(index, Int.random(in: pieces.indices, using: &numbers))
      default:
        pieces[index] =
          ["[]", "{}", "null", "-1", "\"", "&a ", "*a", "é", "{", "true"].randomElement(using: &numbers) ?? ""
      }
    }
    return pieces.joined()
  }

  private static let pieces: [String] = whole.matches(of: /\w+|[^\w]/).map { String($0.0) }
}
