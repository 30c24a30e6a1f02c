import Records
import Testing

@testable import Guess

@Suite struct DateGuessTests {
  private static func guess(_ values: [String]) -> DateGuess? {
    var field = SampleField(selector: "date", names: ["date"])
    field.values = values.map { FieldValue(text: $0, kind: .string) }
    return DateGuess(FieldStatistics(field))
  }

  private static let formats: [([String], [String])] = [
    (["2024-05-01T10:00:00Z", "2024-05-02T10:00:00.123+02:00"], ["iso8601"]),
    (["2024-05-01", "2024-12-31"], ["iso8601"]),
    (["2023-01-05 12:33:11 UTC"], ["iso8601"]),
    (["13/05/2024", "01/06/2024"], ["d/M/yyyy"]),
    (["05/13/2024", "06/01/2024"], ["M/d/yyyy"]),
    (["03.05.2024 14:22", "17.05.2024 09:01"], ["d.M.yyyy HH:mm"]),
    (["5/13/2024 3:05 PM", "6/1/2024 11:59 AM"], ["M/d/yyyy h:mm a"]),
    (["27-Apr-10", "14-Dec-09"], ["d-MMM-yy"]),
    (["March 3, 2024", "April 17, 2024"], ["MMMM d, yyyy"]),
    (["Tue, 5 Mar 2024 10:00:00 +0100"], ["EEE, d MMM yyyy HH:mm:ss Z"]),
    (["1714561200", "1714561201"], ["epoch_s"]),
    (["1714561200123"], ["epoch_ms"]),
    (["2024/05/03", "2024/06/30"], ["yyyy/M/d"]),
    (["20240503", "20240630"], ["yyyyMMdd"]),
  ]

  @Test(arguments: formats)
  func formatsAreFound(values: [String], expected: [String]) {
    #expect(Self.guess(values)?.formats == expected)
    #expect(Self.guess(values)?.share == 1)
  }

  @Test func dayAndMonthThatCouldBeEitherAreTold() {
    let guess = Self.guess(["05/03/2024", "06/04/2024"])
    #expect(guess?.formats == ["d/M/yyyy"])
    #expect(guess?.alternative == "M/d/yyyy")
  }

  @Test func aValueAboveTwelveSettlesIt() {
    #expect(Self.guess(["05/03/2024", "06/14/2024"])?.alternative == nil)
  }

  /// In `yy.MM.dd` the first number hardly changes; read as a day it would make many years.
  @Test func ofTwoDigitYearsTheReadingWithFewYearsIsTaken() {
    let guess = Self.guess(["15.02.04", "15.02.11", "14.11.19", "14.11.23", "15.01.30", "15.03.06"])
    #expect(guess?.formats == ["yy.M.d"])
    #expect(guess?.alternative == nil)
  }

  @Test func timesWithoutAZoneAreTold() {
    #expect(Self.guess(["2024-05-01 10:00:00"])?.needsZone == true)
    #expect(Self.guess(["2024-05-01 10:00:00 UTC"])?.needsZone == false)
  }

  @Test func mixedFormatsAreListedAndTheRestIsTold() {
    let guess = Self.guess(["2024-05-01", "2024-05-02", "1714561200", "yesterday"])
    #expect(guess?.formats == ["iso8601", "epoch_s"])
    #expect(guess?.unread == ["yesterday"])
  }

  private static let others: [[String]] = [
    ["4", "5"], ["A-1", "B-2"], ["1000000001x"], ["4006381333931"], ["hello there"], [""],
  ]

  @Test(arguments: others)
  func whatIsNoDateIsNone(values: [String]) {
    #expect(Self.guess(values) == nil)
  }
}
