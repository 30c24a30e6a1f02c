import TestSupport
import Testing

@testable import Mapping

/// A text and what becomes of it: the score, or the name of the fault.
private func scored(_ conversion: ScoreConversion, _ text: String) -> String {
  withBytes(text) { described(conversion.score($0)) }
}

private func described(_ result: Result<Int, ScoreFault>) -> String {
  switch result {
  case .success(let score): "\(score)"
  case .failure(.missing): "missing"
  case .failure(.notANumber): "not a number"
  case .failure(.fraction): "fraction"
  case .failure(.range(let found)): "range \(found)"
  case .failure(.badScale): "bad scale"
  }
}

private func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

private func linear(
  _ min: String, _ max: String, _ rounding: Rounding = .halfUp, clamps: Bool = false
) throws -> ScoreConversion {
  try ScoreConversion(.linear(min: decimal(min), max: decimal(max)), rounding: rounding, clamps: clamps)
}

@Suite("Scores")
struct ScoreTests {
  @Test(
    "a rating of 1 to 5 is its own score",
    arguments: [
      ("1", "1"), ("5", "5"), ("5.0", "5"), ("4.50", "5"), ("4.49", "4"), ("4.4", "4"), (" 3 ", "3"),
      ("3.", "3"),
      ("+3", "3"), ("30e-1", "3"), ("0.4e1", "4"), ("", "missing"), (" ", "missing"), ("0", "range 0"),
      ("6", "range 6"), ("0.49", "range 0.49"), ("5.49", "5"), ("5.5", "range 5.5"), ("-1", "range -1"),
      ("4,5", "not a number"), ("five", "not a number"), ("true", "not a number"), ("4/5", "not a number"),
      ("4 5", "not a number"), ("NaN", "not a number"), ("1e", "not a number"), (".", "not a number"),
      ("-", "not a number"), ("4..5", "not a number"), ("٤", "not a number"), ("1e300", "not a number"),
      ("100000", "range 100000"), ("99999999999", "range 99999999999"), ("4.666666666666666666666666", "5"),
      ("2.4999999999999999999999999999", "2"), ("1e-300", "range 1e-300"),
    ])
  func keeps(text: String, expected: String) throws {
    #expect(scored(try ScoreConversion(.identity), text) == expected)
  }

  @Test(
    "halves are exact in each rounding",
    arguments: [
      (Rounding.halfUp, ["1.5": 2, "2.5": 3, "2.4999": 2, "2.50000000000000000001": 3]),
      (.halfDown, ["1.5": 1, "2.5": 2, "2.5001": 3, "2.50000000000000000001": 3]),
      (.halfEven, ["1.5": 2, "2.5": 2, "3.5": 4, "2.51": 3, "2.50000000000000000001": 3]),
      (.down, ["1.5": 1, "1.9999": 1, "2": 2]),
      (.up, ["1.5": 2, "1.0001": 2, "2": 2, "1.00000000000000000000001": 2]),
    ])
  func rounds(rounding: Rounding, table: [String: Int]) throws {
    let conversion = try ScoreConversion(.identity, rounding: rounding)
    for (text, score) in table { #expect(scored(conversion, text) == "\(score)", "\(rounding) \(text)") }
  }

  @Test("without rounding a fraction is a fault")
  func refusesFractions() throws {
    let conversion = try ScoreConversion(.identity, rounding: .none)
    #expect(scored(conversion, "4.0") == "4")
    #expect(scored(conversion, "4.000000000000000000001") == "fraction")
    #expect(scored(conversion, "4.5") == "fraction")
  }

  @Test(
    "scales are linear and exact at the halves",
    arguments: [
      ("1", "10", "1", "1"), ("1", "10", "10", "5"), ("1", "10", "5.5", "3"), ("1", "10", "2.125", "2"),
      ("1", "10", "2.1249999", "1"), ("1", "10", "8.875", "5"), ("1", "10", "8.8749", "4"),
      ("1", "10", "8", "4"),
      ("1", "10", "0.5", "range 0.5"), ("1", "10", "10.2", "range 10.2"), ("1", "10", "11", "range 11"),
      ("0", "100", "0", "1"), ("0", "100", "12.5", "2"), ("0", "100", "12.4", "1"), ("0", "100", "100", "5"),
      ("20", "100", "20", "1"), ("20", "100", "40", "2"), ("20", "100", "93.3", "5"),
      ("20", "100", "70", "4"),
      ("-4", "4", "-4", "1"), ("-4", "4", "0", "3"), ("-4", "4", "1", "4"), ("-4", "4", "-0.95", "3"),
      ("-4", "4", "-1", "3"), ("-4", "4", "-1.001", "2"), ("-4", "4", "4", "5"),
      ("-4", "4", "-4.01", "range -4.01"),
      ("0.1", "0.3", "0.2", "3"), ("0.1", "0.3", "0.125", "2"), ("0.1", "0.3", "0.1249", "1"),
      ("0", "10", "7", "4"),
    ])
  func scales(min: String, max: String, text: String, expected: String) throws {
    #expect(scored(try linear(min, max), text) == expected)
  }

  @Test(
    "clamping brings everything into 1 to 5",
    arguments: [
      ("0", "1"), ("-100", "1"), ("11", "5"), ("10.2", "5"), ("5.5", "3"), ("x", "not a number"),
      ("", "missing"),
    ])
  func clamps(text: String, expected: String) throws {
    #expect(scored(try linear("1", "10", clamps: true), text) == expected)
    #expect(scored(try ScoreConversion(.identity, rounding: .none, clamps: true), "0.5") == "1")
    #expect(scored(try ScoreConversion(.identity, clamps: true), "0") == "1")
  }

  @Test(
    "Bazaarvoice's 10-point table",
    arguments: [
      (10...19, 1), (20...40, 2), (41...69, 3), (70...90, 4), (91...100, 5),
    ])
  func convertsTenPoints(tenths: ClosedRange<Int>, score: Int) throws {
    let conversion = try ScoreConversion(
      .ranges([
        ScoreRange(upTo: decimal("1.9"), score: 1), ScoreRange(upTo: decimal("4.0"), score: 2),
        ScoreRange(upTo: decimal("6.9"), score: 3), ScoreRange(upTo: decimal("9.0"), score: 4),
        ScoreRange(upTo: decimal("10"), score: 5),
      ]))
    for value in tenths {
      #expect(scored(conversion, "\(value / 10).\(value % 10)") == "\(score)", "\(value)")
    }
    #expect(scored(conversion, "10.1") == "range 10.1")
  }

  @Test(
    "Bazaarvoice's half-point table is half_up",
    arguments: [
      (0...14, 1), (15...24, 2), (25...34, 3), (35...44, 4), (45...50, 5),
    ])
  func convertsHalfPoints(tenths: ClosedRange<Int>, score: Int) throws {
    let ranges = try ScoreConversion(
      .ranges([
        ScoreRange(upTo: decimal("1.4"), score: 1), ScoreRange(upTo: decimal("2.4"), score: 2),
        ScoreRange(upTo: decimal("3.4"), score: 3), ScoreRange(upTo: decimal("4.4"), score: 4),
        ScoreRange(upTo: decimal("5.0"), score: 5),
      ]))
    let rounded = try ScoreConversion(.identity, clamps: true)
    for value in tenths {
      #expect(scored(ranges, "\(value / 10).\(value % 10)") == "\(score)")
      #expect(scored(rounded, "\(value / 10).\(value % 10)") == "\(score)")
    }
  }

  @Test(
    "words are found in any case",
    arguments: [
      ("five", "5"), ("FIVE", "5"), ("★★★★", "4"), ("Très Bien", "4"), ("TRÈS BIEN", "4"), (" one ", "1"),
      ("6", "range 6"), ("", "missing"), ("fivee", "range fivee"),
    ])
  func looksUp(text: String, expected: String) throws {
    let conversion = try ScoreConversion(.table(["Five": 5, "one": 1, "★★★★": 4, "très bien": 4]))
    #expect(scored(conversion, text) == expected)
  }

  @Test(
    "the scale that a record gives wins over the mapping's",
    arguments: [
      ("4.4", "1", "5", "4"), ("9", "1", "10", "5"), ("9", "", "10", "5"), ("3", "", "", "3"),
      ("80", "20", "100", "4"),
      ("3", "5", "1", "bad scale"), ("3", "5", "5", "bad scale"), ("3", "x", "5", "bad scale"),
      ("3", "1", "1e30", "bad scale"), ("6", "1", "5", "range 6"), ("", "1", "5", "missing"),
    ])
  func readsScale(text: String, min: String, max: String, expected: String) throws {
    let conversion = try linear("1", "5")
    let found = withBytes(text) { text in
      withBytes(min) { min in withBytes(max) { max in described(conversion.score(text, min: min, max: max)) }
      }
    }
    #expect(found == expected)
  }

  @Test(
    "means are exact",
    arguments: [
      (["4", "5"], "5"), (["4", "5", "4"], "4"), (["80", "100"], "range a mean of 2 values"),
      (["", "3"], "3"), ([], "missing"),
      (["", " "], "missing"), (["1", "2", "2"], "2"), (["4.3", "4.7", "4.5"], "5"),
      (["4.3", "4.7", "4.4999999999"], "4"),
      (["4", "x"], "not a number"),
    ])
  func averages(texts: [String], expected: String) throws {
    let conversion = try ScoreConversion(.identity)
    var mean = ScoreMean()
    for text in texts {
      if let fault = withBytes(text, { conversion.add($0, to: &mean) }) {
        #expect(described(.failure(fault)) == expected)
        return
      }
    }
    #expect(described(conversion.score(of: mean)) == expected)
  }

  @Test("a mean of percents is scaled as a whole")
  func scalesMean() throws {
    let conversion = try linear("20", "100")
    var mean = ScoreMean()
    for text in ["80", "100", "80"] { _ = withBytes(text) { conversion.add($0, to: &mean) } }
    #expect(conversion.score(of: mean) == .success(4))
    let words = try ScoreConversion(.table(["good": 4, "bad": 1]))
    var wordMean = ScoreMean()
    for text in ["good", "bad"] { _ = withBytes(text) { words.add($0, to: &wordMean) } }
    #expect(words.score(of: wordMean) == .success(3))
  }

  @Test("wrong tables, ranges and scales are refused")
  func refusesMethods() throws {
    let one = try decimal("1")
    let cases: [(ScoreConversion.Method, String)] = [
      (
        .linear(min: one, max: one),
        "the scale's lowest value must be below its highest, both below 100000 and with at most 6 decimals"
      ),
      (.table(["six": 6]), "score 6 for 'six', expected 1 to 5"),
      (.table(["A": 1, "a": 2]), "'a' stands twice in the table, if case is ignored"),
      (.ranges([]), "no ranges, expected at least one"),
      (.ranges([ScoreRange(upTo: one, score: 0)]), "score 0, expected 1 to 5"),
      (
        .ranges([ScoreRange(upTo: one, score: 1), ScoreRange(upTo: one, score: 2)]),
        "the range does not reach beyond the one before it"
      ),
    ]
    for (method, expected) in cases {
      #expect(sentence { () throws(ConversionFault) in _ = try ScoreConversion(method) } == expected)
    }
  }

  @Test("linear scaling agrees with fractions of whole numbers: 5,000 seeded values")
  func scalesLikeFractions() throws {
    var generator = SeededRandom(seed: 5)
    for _ in 0..<5000 {
      let low = Int.random(in: -50...50, using: &generator)
      let high = low + Int.random(in: 1...100, using: &generator)
      let hundredths = Int.random(in: (low * 100)...(high * 100), using: &generator)
      let sign = hundredths < 0 ? "-" : ""
      let text = "\(sign)\(abs(hundredths) / 100).\(abs(hundredths) / 10 % 10)\(abs(hundredths) % 10)"
      // half up: floor((2·(1 + 4·(v − low)/(high − low)) + 1) / 2) in hundredths
      let denominator = 2 * 100 * (high - low)
      let expected =
        (2 * (100 * (high - low) + 4 * (hundredths - 100 * low)) + 100 * (high - low)) / denominator
      #expect(scored(try linear("\(low)", "\(high)"), text) == "\(expected)", "\(text) in \(low)…\(high)")
    }
  }
}
