import Records
import Testing

@testable import Mapping

@Suite("Plans") struct PlanTests {
  @Test("A plan tells its name, origin, source and selectors") func tellsItsHead() throws {
    let plan = try TestRun.plan(
      """
      version: 1
      name: my-shop
      description: All of it
      origin: Shop
      source: { format: csv, delimiter: tab, quote: none, columns: [id, sku], skip_lines: 2 }
      product: { metadata: { sku: sku } }
      review: { external_id: id, score: { from: [stars, "#3"] }, title: sku }
      """)
    #expect(plan.name == "my-shop")
    #expect(plan.description == "All of it")
    #expect(plan.origin == "Shop")
    #expect(plan.selectors.selectors == ["sku", "id", "stars", "#3"])
    #expect(plan.source.byte("delimiter") == .some(.some(9)))
    #expect(plan.source.byte("quote") == .some(nil))
    #expect(plan.source.flag("header") == true)
    #expect(plan.source.textList("columns") == ["id", "sku"])
    #expect(plan.source.integer("skip_lines") == 2)
    #expect(plan.source.text("encoding") == nil)
  }

  @Test("Typed text is not interpreted: 007, no and 1e3 stay as they are") func keepsTypedText() throws {
    let yaml = TestMapping.base(
      review:
        "  extra: { a: { const: 007 }, b: { const: no }, c: { const: 1e3 }, d: { const: '' , default: x } }")
    let run = TestRun(try TestRun.plan(yaml), [TestMapping.record([:])])
    #expect(run.reviews.first.map { [$0["a"], $0["b"], $0["c"], $0["d"]] } == ["007", "no", "1e3", "x"])
  }

  @Test("Anchors and aliases stand for what they name") func followsAliases() throws {
    let yaml = TestMapping.base(
      review: """
          review_date: &date { from: d, format: [epoch_s] }
          extra: { seen: { from: e, type: date_time, format: &formats [epoch_ms] } }
        """)
    #expect(TestRun.compile(yaml + "\n").problems == [])
    let aliased = yaml.replacing("format: &formats [epoch_ms]", with: "format: [epoch_ms, *f]")
    #expect(TestRun.compile(aliased).problems.map(\.code) == ["mapping.yaml"])
  }

  @Test("A byte order mark and CRLF line ends do no harm") func readsWindowsFiles() throws {
    let yaml = TestMapping.base(review: "  title: t\n  titel: u").replacing("\n", with: "\r\n")
    let lines = TestRun.compile("\u{FEFF}" + yaml).problems.map(\.line)
    #expect(
      lines == [
        "m.yaml:10:3: error[mapping.unknown-key]: 'titel' is not a key of 'review'; did you mean 'title'?"
      ])
  }
}
