import Records
import Testing

@testable import Mapping

@Suite("Scores of records") struct ScoreFieldTests {
  @Test("Scores", arguments: cases) func makesScores(_ value: ValueCase) throws {
    let plan = try TestRun.plan(TestMapping.score(value.value))
    let run = TestRun(plan, [TestMapping.record(value.record)])
    #expect((run.problems.first?.code.rawValue ?? run.reviews.first?["score"]) == value.expected)
  }

  static let cases: [ValueCase] = [
    ValueCase("stars", ["stars": "5"], "5"),
    ValueCase("stars", ["stars": " 3 "], "3"),
    ValueCase("stars", ["stars": .number("4.0")], "4"),
    ValueCase("stars", ["stars": .number("4.5")], "5"),
    ValueCase("stars", ["stars": "0"], "score.range"),
    ValueCase("stars", ["stars": "6"], "score.range"),
    ValueCase("stars", ["stars": "five"], "score.not-a-number"),
    ValueCase("stars", ["stars": .boolean("true")], "score.not-a-number"),
    ValueCase("stars", ["stars": " "], "score.missing"),
    ValueCase("stars", ["stars": .object("{}")], "value.kind"),
    ValueCase("stars", ["stars": ["2", "5"]], "2"),
    ValueCase("{ from: [x, stars] }", ["x": .null, "stars": "2"], "2"),
    ValueCase("{ from: stars, round: half_even }", ["stars": "4.5"], "4"),
    ValueCase("{ from: stars, round: none }", ["stars": "4.5"], "score.fraction"),
    ValueCase("{ from: stars, clamp: true }", ["stars": "0"], "1"),
    ValueCase("{ from: stars, scale: { from: [1, 10] } }", ["stars": "10"], "5"),
    ValueCase("{ from: stars, scale: { from: [0, 100] } }", ["stars": "60"], "3"),
    ValueCase("{ from: stars, scale: { from: [1, 10] } }", ["stars": "11"], "score.range"),
    ValueCase("{ from: stars, scale: { max: most } }", ["stars": "10", "most": .number("10")], "5"),
    ValueCase("{ from: stars, scale: { max: most } }", ["stars": "4"], "4"),
    ValueCase(
      "{ from: stars, scale: { min: least, max: most } }", ["stars": "0", "least": "0", "most": "10"], "1"),
    ValueCase("{ from: stars, scale: { min: 7, max: most } }", ["stars": "8", "most": "9"], "3"),
    ValueCase("{ from: stars, scale: { max: most } }", ["stars": "4", "most": "1"], "score.scale"),
    ValueCase("{ from: stars, scale: { max: most } }", ["stars": "4", "most": "x"], "score.scale"),
    ValueCase("{ from: stars, table: { five: 5, '★★★★': 4 } }", ["stars": "FIVE"], "5"),
    ValueCase("{ from: stars, table: { five: 5, '★★★★': 4 } }", ["stars": "★★★★"], "4"),
    ValueCase("{ from: stars, table: { five: 5 } }", ["stars": "six"], "score.not-in-table"),
    ValueCase(
      "{ from: stars, ranges: [ { up_to: 1.9, score: 1 }, { up_to: 10, score: 5 } ] }", ["stars": "1.9"],
      "1"),
    ValueCase(
      "{ from: stars, ranges: [ { up_to: 1.9, score: 1 }, { up_to: 10, score: 5 } ] }", ["stars": "2"], "5"),
    ValueCase("{ from: stars, ranges: [ { up_to: 1.9, score: 1 } ] }", ["stars": "2"], "score.range"),
    ValueCase("{ from: [a, b, c], mean: true }", ["a": "4", "b": "5", "c": " "], "5"),
    ValueCase("{ from: [a, b, c], mean: true, round: down }", ["a": "4", "b": "5"], "4"),
    ValueCase("{ from: a, mean: true }", ["a": ["1", "2", "3"]], "2"),
    ValueCase("{ from: a, mean: true }", [:], "score.missing"),
    ValueCase("{ from: a, mean: true }", ["a": ["1", "x"]], "score.not-a-number"),
    ValueCase("{ from: a, split: ',', mean: true, scale: { from: [0, 100] } }", ["a": "80,100"], "5"),
    ValueCase("{ from: stars, extract: '[0-9]' }", ["stars": "4 of 5"], "4"),
    ValueCase("{ from: stars, default: 3 }", ["stars": ""], "3"),
    ValueCase(
      "{ from: stars, lookup: { table: { good: 4 }, missing: reject } }", ["stars": "bad"], "value.lookup"),
  ]
}
