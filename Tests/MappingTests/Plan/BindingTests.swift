import Records
import Testing

@testable import Mapping

@Suite("Columns of a file") struct BindingTests {
  static func problems(_ review: String, columns: [String], line: Int? = 1) throws -> [Problem] {
    let plan = try TestRun.plan(
      TestMapping.base(review: review).replacing("json", with: "csv"))
    let selectors = plan.selectors.selectors
    let unmatched = selectors.indices.filter { !columns.contains(selectors[$0]) }
    return plan.problems(
      binding: Binding(unmatched: unmatched, names: columns, line: line), file: "reviews.csv")
  }

  static let all = ["id", "sku", "stars", "review_text"]

  @Test("An unknown column is said with its nearest name and the names there are") func saysUnknownColumns()
    throws
  {
    let problems = try Self.problems("  text: reviw_text", columns: Self.all)
    #expect(
      problems.map(\.line) == [
        """
        m.yaml:9:9: error[mapping.unknown-column]: 'reviw_text' is not a column of 'reviews.csv'; did you \
        mean 'review_text'?
        """
      ])
    #expect(
      problems.first?.notes == [
        ProblemNote(
          position: SourcePosition(file: "reviews.csv", line: 1),
          sentence: "its 4 columns are 'id', 'sku', 'stars' and 'review_text'")
      ])
  }

  @Test(
    "Long headers are cut",
    arguments: [
      ([], "it has no columns"), (["x"], "its only column is 'x'"),
      (["a", "b", "c", "d", "e"], "its 5 columns are 'a', 'b', 'c' and 2 more"),
    ])
  func cutsHeaders(_ columns: [String], _ note: String) throws {
    let problems = try Self.problems("", columns: columns)
    #expect(problems.count == 3)
    #expect(problems.first?.notes.first?.sentence == note)
  }

  @Test("Of alternatives one is enough") func acceptsAlternatives() throws {
    #expect(try Self.problems("  text: { from: [body, review_text] }", columns: Self.all) == [])
    #expect(
      try Self.problems("  text: { from: [body, content] }", columns: Self.all).map(\.line) == [
        """
        m.yaml:9:18: error[mapping.unknown-column]: none of 'body' and 'content' is a column of \
        'reviews.csv'
        """
      ])
  }

  @Test(
    "An optional column may be absent",
    arguments: [
      "  text: { from: body, optional_column: true }",
      "  text: { from: [body, content], optional_column: true }",
      "  text: { concat: { from: [body, review_text] }, optional_column: true }",
      "where: [ { field: body, present: false, optional_column: true } ]",
    ])
  func acceptsOptionalColumns(_ review: String) throws {
    #expect(try Self.problems(review, columns: Self.all) == [])
  }

  @Test(
    "All columns of a template, hash, concat and scale must be there",
    arguments: [
      "  text: { template: '{id}{body}' }", "  text: { hash: [id, body] }",
      "  text: { concat: { from: [id, body] } }", "  up_votes: { difference: [id, body] }",
      "where: [ { field: body, present: false } ]", "each: { from: body, split: ',' }",
    ])
  func needsAllColumns(_ review: String) throws {
    #expect(try Self.problems(review, columns: Self.all).map(\.code) == ["mapping.unknown-column"])
  }
}
