import Testing

@testable import Delivery

struct RetryAfterTests {
  /// Stands for 2024-11-06T13:54:47Z.
  static let now: Int64 = 1_730_901_287

  struct Case: CustomTestStringConvertible, Sendable {
    var value: String?
    var expected: RetryAfter
    var testDescription: String { value ?? "absent" }

    init(_ value: String?, _ expected: RetryAfter) {
      self.value = value
      self.expected = expected
    }

    static func seconds(_ value: String, _ seconds: Int) -> Case { Case(value, .wait(.seconds(seconds))) }
  }

  static let cases: [Case] = [
    Case(nil, .absent), .seconds("0", 0), .seconds("1", 1), .seconds("120", 120), .seconds("007", 7),
    .seconds("  30\t", 30), .seconds("3600", 3600),
    Case("3601", .capped), Case("99999999999999999999999999", .capped), Case("9223372036854775807", .capped),
    // IMF-fixdate
    .seconds("Wed, 06 Nov 2024 13:54:47 GMT", 0), .seconds("Wed, 06 Nov 2024 13:55:47 GMT", 60),
    .seconds("Wed, 06 Nov 2024 14:54:47 GMT", 3600), Case("Wed, 06 Nov 2024 14:54:48 GMT", .capped),
    .seconds("Wed, 06 Nov 2024 13:55:47 UTC", 60), .seconds("Fri, 06 Nov 2024 13:55:47 GMT", 60),
    Case("Thu, 07 Nov 2024 13:54:47 GMT", .capped), Case("Fri, 31 Dec 9999 23:59:59 GMT", .capped),
    .seconds("Wed, 06 Nov 2024 13:59:60 GMT", 313), .seconds("Thu, 01 Jan 1970 00:00:00 GMT", 0),
    .seconds("Sun, 06 Nov 1994 08:49:37 GMT", 0), .seconds("Tue, 06 Nov 2024 13:54:46 GMT", 0),
    // RFC 850
    .seconds("Wednesday, 06-Nov-24 13:55:47 GMT", 60), .seconds("Sunday, 06-Nov-94 08:49:37 GMT", 0),
    Case("Wednesday, 06-Nov-74 13:55:47 GMT", .capped), .seconds("Wednesday, 06-Nov-75 13:55:47 GMT", 0),
    // asctime
    .seconds("Wed Nov  6 13:55:47 2024", 60), .seconds("Wed Nov 06 13:55:47 2024", 60),
    .seconds("Sun Nov  6 08:49:37 1994", 0), Case("Sat Nov 16 13:55:47 2024", .capped),
  ]

  @Test(arguments: cases) func saysHowLongToWait(_ item: Case) {
    #expect(RetryAfter(item.value, now: Self.now) == item.expected)
  }

  @Test(arguments: [
    "", " ", "-1", "+1", "1.5", "1e3", "0x10", "soon", "1, 2", "120 seconds", "１２", "\u{0}", "120\u{0}",
    "Wed, 06 Nov 2024 13:55:47", "Wed, 06 Nov 2024 13:55:47 +0100", "Wed, 6 Nov 2024 13:55:47 GMT",
    "Wed, 06 Nov 24 13:55:47 GMT", "Wed, 31 Nov 2024 13:55:47 GMT", "Wed, 29 Feb 2023 13:55:47 GMT",
    "Wed, 00 Nov 2024 13:55:47 GMT", "Wed, 06 nov 2024 13:55:47 GMT", "Wed, 06 Nov 2024 24:00:00 GMT",
    "Wed, 06 Nov 2024 13:60:47 GMT", "Wed, 06 Nov 2024 13:55:61 GMT", "Wed, 06 Nov 2024 1:55:47 GMT",
    "Wed, 06 Nov 2024 13:55 GMT", "Wednesday, 06-Nov-2024 13:55:47 GMT", "Wednesday, 06-Nov 13:55:47 GMT",
    "Wed Nov 6 13:55:47 24", "2024-11-06T13:55:47Z", "1730901347000000000000 GMT",
    "Wed, 06 Nov 2024 13:55:47 GMT Wed, 06 Nov 2024 13:55:47 GMT",
  ])
  func whatIsNeitherSecondsNorADateIsUnreadable(_ value: String) {
    let read = RetryAfter(value, now: Self.now)
    #expect(read == .unreadable)
    #expect(read.wait == nil)
  }

  @Test func aCappedWaitIsAnHour() { #expect(RetryAfter("86400", now: 0).wait == .seconds(3600)) }

  @Test func aLeapDayIsADate() {
    // 2024-02-29T00:00:00Z
    let read = RetryAfter("Thu, 29 Feb 2024 00:00:10 GMT", now: 1_709_164_800)
    #expect(read == .wait(.seconds(10)))
  }

  /// Every day of 500 years, by a count that does not use the calendar's arithmetic.
  @Test func datesFollowEachOtherDayByDay() {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    var seconds: Int64 = 0
    for year in 1970..<2470 {
      let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
      for (month, days) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for day in [1, days] {
          let text = "Mon, \(day < 10 ? "0" : "")\(day) \(names[month]) \(year) 00:00:00 GMT"
          let expected = seconds + Int64(day - 1) * 86_400
          if HTTPDate.seconds(text[...].utf8, now: 0) != expected { Issue.record("\(text): not \(expected)") }
        }
        seconds += Int64(days) * 86_400
      }
    }
  }

  /// For each now and two digits: the year lies in the hundred years that end 50 ahead.
  @Test func aYearWithTwoDigitsIsAtMostFiftyAhead() {
    for year in stride(from: Int64(1971), through: 2399, by: 7) {
      let middle = (year - 1970) * 31_556_952 + 15_000_000
      for digits in 0..<100 {
        let text = "Monday, 01-Jul-\(digits < 10 ? "0" : "")\(digits) 00:00:00 GMT"
        guard let seconds = HTTPDate.seconds(text[...].utf8, now: middle) else {
          Issue.record("\(text) is not read")
          continue
        }
        let found = 1970 + Int64((Double(seconds) / 31_556_952).rounded(.down))
        if found > year + 50 || found <= year - 50 || found % 100 != Int64(digits) {
          Issue.record("\(text) in \(year) is \(found)")
        }
      }
    }
  }

  @Test func noBytesAreTooOdd() {
    var random = PolicyRandom(1)
    let letters = Array("0123456789 :,-GMTWedNov\t\u{7F}é".unicodeScalars)
    for _ in 0..<20_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        text.unicodeScalars.append(letters[Int.random(in: 0..<letters.count, using: &random)])
      }
      if let wait = RetryAfter(text, now: Self.now).wait {
        #expect(wait >= .zero && wait <= RetryAfter.longest)
      }
    }
  }
}
