import Records
import Testing

@testable import Guess

@Suite struct ScoreGuessTests {
  private static func guess(_ values: [String]) -> ScoreGuess? {
    var field = SampleField(selector: "score", names: ["score"])
    field.values = values.map { FieldValue(text: $0, kind: .string) }
    return ScoreGuess(FieldStatistics(field))
  }

  private static let scales: [([String], ScoreGuess.Scale)] = [
    (["1", "5", "4", "3"], ScoreGuess.Scale.plain),
    (["4.5", "0.5", "5"], .plain),
    (["1", "10", "8", "7"], .linear(1, 10)),
    (["0", "10", "8", "7", "6", "2"], .linear(0, 10)),
    (["20", "40", "100", "80"], .linear(20, 100)),
    (["93", "17", "55", "88"], .linear(0, 100)),
    (["-3.9", "2.5", "0.1", "-1", "3"], .linear(-4, 4)),
    (["8/10", "10/10", "3/10"], .linear(1, 10)),
    (["4 of 5", "5 of 5", "1 of 5"], .plain),
    (["4 stars", "5 stars", "1 star"], .plain),
    (["five", "one", "three"], .table(["five": 5, "one": 1, "three": 3])),
  ]

  @Test(arguments: scales)
  func scalesAreFound(values: [String], expected: ScoreGuess.Scale) {
    #expect(Self.guess(values)?.scale == expected)
  }

  @Test func starsAreATableOfAllFive() {
    #expect(
      Self.guess(["★★★", "★★★★★"])?.scale
        == .table(["★": 1, "★★": 2, "★★★": 3, "★★★★": 4, "★★★★★": 5]))
  }

  @Test func oneStrayValueDoesNotWidenTheScaleButIsTold() {
    let guess = Self.guess(["1", "5", "4", "3", "5", "2", "10"])
    #expect(guess?.scale == .plain)
    #expect(guess?.doubt?.contains("1 of 7 values") == true)
  }

  @Test func severalHighValuesDo() {
    #expect(
      Self.guess(Array(repeating: "1", count: 90) + Array(repeating: "10", count: 7))?.scale == .linear(1, 10)
    )
  }

  @Test func fewLowValuesLeaveTheScaleOpen() {
    #expect(Self.guess(["1"])?.isOpen == true)
    #expect(Self.guess(["1", "5"])?.isOpen == false)
  }

  @Test func commasBeforeDecimalsAreNoticed() {
    #expect(Self.guess(["4,5", "3,0"])?.hasCommas == true)
  }

  private static let others: [[String]] = [
    ["true", "false"], ["A-1"], ["good text of some length", "more"], ["1714561200"], [],
  ]

  @Test(arguments: others)
  func whatIsNoScoreIsNone(values: [String]) {
    #expect(Self.guess(values) == nil)
  }
}
