import Foundation
import TestSupport
import Testing

@testable import Mapping

@Suite("Epochs, zones and the calendar")
struct EpochAndZoneTests {
  @Test(
    "epochs are read exactly",
    arguments: [
      DateCase("epoch_s", "1714561200", "2024-05-01T11:00:00Z"),
      DateCase("epoch_s", "1514764800", "2018-01-01T00:00:00Z"),
      DateCase("epoch_s", "0", "1970-01-01T00:00:00Z"),
      DateCase("epoch_s", "-1", "1969-12-31T23:59:59Z"),
      DateCase("epoch_s", "-0.25", "1969-12-31T23:59:59.75Z"),
      DateCase("epoch_s", "1714561200.25", "2024-05-01T11:00:00.25Z"),
      DateCase("epoch_s", "1714561200.0", "2024-05-01T11:00:00Z"),
      DateCase("epoch_s", "1714561200.123456789", "2024-05-01T11:00:00.123456789Z"),
      DateCase("epoch_s", " 1714561200 ", "2024-05-01T11:00:00Z"),
      DateCase("epoch_s", "1.7145612e9", "2024-05-01T11:00:00Z"),
      DateCase("epoch_s", "253402300799", "9999-12-31T23:59:59Z"),
      DateCase("epoch_s", "253402300800", "unreadable"),
      DateCase("epoch_s", "-62135596800", "0001-01-01T00:00:00Z"),
      DateCase("epoch_s", "-62135596801", "unreadable"),
      DateCase("epoch_ms", "1588687728923", "2020-05-05T14:08:48.923Z"),
      DateCase("epoch_ms", "1705312800000", "2024-01-15T10:00:00Z"),
      DateCase("epoch_ms", "1.52309e+12", "2018-04-07T08:33:20Z"),
      DateCase("epoch_ms", "1.52309E12", "2018-04-07T08:33:20Z"),
      DateCase("epoch_ms", "1.588687728923e+12", "2020-05-05T14:08:48.923Z"),
      DateCase("epoch_ms", "1588687728923.5", "2020-05-05T14:08:48.9235Z"),
      DateCase("epoch_ms", "-1", "1969-12-31T23:59:59.999Z"),
      DateCase("epoch", "1714561200", "2024-05-01T11:00:00Z"),
      DateCase("epoch", "1588687728923", "2020-05-05T14:08:48.923Z"),
      DateCase("epoch", "1.52309e+12", "2018-04-07T08:33:20Z"),
      DateCase("epoch", "99999999999", "5138-11-16T09:46:39Z"),
      DateCase("epoch", "100000000000", "1973-03-03T09:46:40Z"),
      DateCase("epoch", "-100000000000", "1966-10-31T14:13:20Z"),
      DateCase("epoch_s", "", "unreadable"), DateCase("epoch_s", "1,714,561,200", "unreadable"),
      DateCase("epoch_s", "12a", "unreadable"), DateCase("epoch_s", "1e", "unreadable"),
      DateCase("epoch_s", "1e400", "unreadable"), DateCase("epoch_s", "999999999999999999", "unreadable"),
      DateCase("epoch_s", "9999999999999999999999", "unreadable"), DateCase("epoch_s", "0x10", "unreadable"),
      DateCase("epoch_s", "NaN", "unreadable"), DateCase("epoch_s", "1e-400", "1970-01-01T00:00:00Z"),
    ])
  func readsEpochs(dateCase: DateCase) throws { #expect(try dateCase.result == dateCase.expected) }

  @Test(
    "a skipped clock time moves forward, a repeated one is its first",
    arguments: [
      ("Europe/Paris", "2024-03-31 01:59:59", "2024-03-31T00:59:59Z"),
      ("Europe/Paris", "2024-03-31 02:00:00", "2024-03-31T01:00:00Z"),
      ("Europe/Paris", "2024-03-31 02:30:00", "2024-03-31T01:30:00Z"),
      ("Europe/Paris", "2024-03-31 03:00:00", "2024-03-31T01:00:00Z"),
      ("Europe/Paris", "2024-10-27 01:59:59", "2024-10-26T23:59:59Z"),
      ("Europe/Paris", "2024-10-27 02:30:00", "2024-10-27T00:30:00Z"),
      ("Europe/Paris", "2024-10-27 03:00:00", "2024-10-27T02:00:00Z"),
      ("America/New_York", "2024-03-10 02:30:00", "2024-03-10T07:30:00Z"),
      ("America/New_York", "2024-11-03 01:30:00", "2024-11-03T05:30:00Z"),
      ("America/Sao_Paulo", "2018-11-04 00:30:00", "2018-11-04T03:30:00Z"),
      ("America/Sao_Paulo", "2024-01-01 00:00:00", "2024-01-01T03:00:00Z"),
      ("Europe/Moscow", "2012-06-01 12:00:00", "2012-06-01T08:00:00Z"),
      ("Europe/Moscow", "2015-06-01 12:00:00", "2015-06-01T09:00:00Z"),
      ("Asia/Kolkata", "2024-06-01 12:00:00", "2024-06-01T06:30:00Z"),
      ("Asia/Kathmandu", "2024-06-01 12:00:00", "2024-06-01T06:15:00Z"),
      ("Australia/Lord_Howe", "2024-01-01 12:00:00", "2024-01-01T01:00:00Z"),
      ("Australia/Lord_Howe", "2024-04-07 01:45:00", "2024-04-06T14:45:00Z"),
      ("Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30T22:00:00Z"),
      ("Pacific/Auckland", "2024-01-01 00:00:00", "2023-12-31T11:00:00Z"),
      ("Japan", "2024-01-01 09:00:00", "2024-01-01T00:00:00Z"),
      ("UTC", "2024-03-31 02:30:00", "2024-03-31T02:30:00Z"),
      ("Etc/GMT-3", "2024-03-31 03:30:00", "2024-03-31T00:30:00Z"),
    ])
  func placesLocalTimes(zone: String, text: String, expected: String) throws {
    #expect(try DateCase("yyyy-MM-dd HH:mm:ss", zone: zone, text, expected).result == expected)
  }

  @Test(
    "clock times of named zones agree with Foundation, where they occur once",
    arguments: [
      "Europe/Paris", "Europe/London", "America/New_York", "America/St_Johns", "Asia/Tokyo", "Asia/Tehran",
      "Australia/Sydney", "Africa/Casablanca", "America/Santiago", "Europe/Istanbul", "Asia/Pyongyang",
    ])
  func agreesWithFoundation(name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    let table = ZoneTable(zone)
    var generator = SeededRandom(seed: 11)
    for _ in 0..<3000 {
      let utc = Int64.random(in: -1_500_000_000...4_000_000_000, using: &generator)
      let offset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(utc))))
      let found = table.utc(local: utc + offset)
      let foundOffset = Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(found))))
      #expect(found == utc || (found < utc && found + foundOffset == utc + offset), "\(name) \(utc)")
    }
  }

  @Test("10,000 seeded instants are written as Foundation writes them")
  func writesLikeFoundation() {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let style = Date.ISO8601FormatStyle(timeZone: .gmt)
    var generator = SeededRandom(seed: 3)
    for _ in 0..<10_000 {
      // From 1600 on: before 1582 Foundation's calendar is the Julian one.
      let seconds = Int64.random(in: -11_676_096_000...253_402_300_799, using: &generator)
      let date = Date(timeIntervalSince1970: Double(seconds))
      #expect(rfc3339(Instant(seconds: seconds)) == date.formatted(style))
      let civil = CivilDate(days: Int(CivilDate.floorDivide(seconds, 86_400)))
      #expect((calendar.component(.weekday, from: date) + 5) % 7 + 1 == civil.weekday)
    }
  }

  @Test("every day from year 1 to 9999 counts on by one and round-trips")
  func countsDays() {
    var day = CivilDate(year: 1, month: 1, day: 1)
    var days = day.days
    var isRight = true
    while day.year <= 9999 {
      isRight = isRight && day.isValid && day.days == days && CivilDate(days: days) == day
      day.day += 1
      if day.day > CivilDate.length(ofMonth: day.month, year: day.year) {
        (day.month, day.day) = (day.month + 1, 1)
      }
      if day.month > 12 { (day.year, day.month) = (day.year + 1, 1) }
      days += 1
    }
    #expect(isRight)
    #expect(days == 2_932_897)
  }

  @Test(
    "fractions lose the zeros at their end only",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (500_000_000, "1970-01-01T00:00:00.5Z"),
      (1, "1970-01-01T00:00:00.000000001Z"),
      (120_000_000, "1970-01-01T00:00:00.12Z"), (999_999_999, "1970-01-01T00:00:00.999999999Z"),
      (10_000, "1970-01-01T00:00:00.00001Z"),
    ])
  func writesFraction(nanoseconds: Int32, expected: String) {
    #expect(rfc3339(Instant(seconds: 0, nanoseconds: nanoseconds)) == expected)
  }
}
