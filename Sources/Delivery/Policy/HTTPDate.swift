/// The three forms of a date in HTTP (RFC 9110 §5.6.7).
///
/// - `Sun, 06 Nov 1994 08:49:37 GMT`, the form that is sent today
/// - `Sunday, 06-Nov-94 08:49:37 GMT`, RFC 850
/// - `Sun Nov  6 08:49:37 1994`, of C's `asctime`
///
/// The name of the day is skipped, since some servers get it wrong; all else must be a date that exists.
enum HTTPDate {
  /// Seconds since 1970; `now` decides the century of a year with two digits.
  static func seconds(_ text: Substring.UTF8View, now: Int64) -> Int64? {
    guard text.count <= 40 else { return nil }
    let words = Substring(text).split(separator: " ").map(String.init)
    switch words.count {
    case 6 where words[0].hasSuffix(","): return fixed(words)
    case 4 where words[0].hasSuffix(","): return rfc850(words, now: now)
    case 5: return asctime(words)
    default: return nil
    }
  }

  private static func fixed(_ words: [String]) -> Int64? {
    guard isUniversal(words[5]), words[1].utf8.count == 2 else { return nil }
    return moment(year: fourDigits(words[3]), month: words[2], day: words[1], time: words[4])
  }

  private static func rfc850(_ words: [String], now: Int64) -> Int64? {
    let parts = words[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard isUniversal(words[3]), parts.count == 3, parts[2].utf8.count == 2 else { return nil }
    let year = number(parts[2]).map { century(of: $0, now: now) }
    return moment(year: year, month: parts[1], day: parts[0], time: words[2])
  }

  private static func asctime(_ words: [String]) -> Int64? {
    moment(year: fourDigits(words[4]), month: words[1], day: words[2], time: words[3])
  }

  /// The year with these digits that is at most 50 years ahead: beyond that it is one of the past.
  private static func century(of twoDigits: Int64, now: Int64) -> Int64 {
    let thisYear = Calendar.year(of: now)
    let year = thisYear - thisYear % 100 + twoDigits
    if year > thisYear + 50 { return year - 100 }
    return year <= thisYear - 50 ? year + 100 : year
  }

  private static func moment(year: Int64?, month: String, day: String, time: String) -> Int64? {
    guard let year, let month = Calendar.month(month), let day = number(day),
      (1...Calendar.days(in: month, of: year)).contains(day), let time = secondsOfDay(time)
    else { return nil }
    return Calendar.days(year: year, month: month, day: day) * 86_400 + time
  }

  /// `08:49:37`; the 60th second is a leap second, the same moment as the next minute's first.
  private static func secondsOfDay(_ text: String) -> Int64? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts.allSatisfy({ $0.utf8.count == 2 }) else { return nil }
    guard let hour = number(parts[0]), let minute = number(parts[1]), let second = number(parts[2]),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3600 + minute * 60 + second
  }

  private static func isUniversal(_ zone: String) -> Bool { zone == "GMT" || zone == "UTC" }

  private static func fourDigits(_ text: String) -> Int64? { text.utf8.count == 4 ? number(text) : nil }

  /// Digits alone.
  private static func number(_ text: String) -> Int64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
  }

  /// The Gregorian calendar, by the algorithms of Howard Hinnant's "chrono-Compatible Low-Level Date
  /// Algorithms".
  private enum Calendar {
    private static let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// 1 to 12.
    static func month(_ name: String) -> Int64? { months.firstIndex(of: name).map { Int64($0 + 1) } }

    static func days(in month: Int64, of year: Int64) -> Int64 {
      switch month {
      case 4, 6, 9, 11: 30
      case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
      default: 31
      }
    }

    /// Days since 1970-01-01.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
      let shifted = month <= 2 ? year - 1 : year
      let era = (shifted >= 0 ? shifted : shifted - 399) / 400
      let yearOfEra = shifted - era * 400
      let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
      return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func year(of seconds: Int64) -> Int64 {
      let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400 + 719_468
      let era = (days >= 0 ? days : days - 146_096) / 146_097
      let dayOfEra = days - era * 146_097
      let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
      let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
      // The shifted year begins in March: its last 60 days or so belong to the next one.
      return yearOfEra + era * 400 + (dayOfYear >= 306 ? 1 : 0)
    }
  }
}
