/// A day of the proleptic Gregorian calendar.
struct CivilDate: Equatable, Sendable {
  var year: Int
  /// From 1 to 12.
  var month: Int
  /// From 1 to 31.
  var day: Int

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day that lies `days` after 1970-01-01.
  ///
  /// Counts in eras of 400 years from 0000-03-01, so that the leap day is the last of a year
  /// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  init(days: Int) {
    let shifted = days &+ 719_468
    let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
    let dayOfEra = shifted &- era &* 146_097
    let yearOfEra =
      (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
    let shiftedMonth = (5 &* dayOfYear &+ 2) / 153
    day = dayOfYear &- (153 &* shiftedMonth &+ 2) / 5 &+ 1
    month = shiftedMonth < 10 ? shiftedMonth &+ 3 : shiftedMonth &- 9
    year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01; the date need not be valid.
  @inline(__always) var days: Int {
    let shiftedYear = month <= 2 ? year &- 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear &- 399) / 400
    let yearOfEra = shiftedYear &- era &* 400
    let shiftedMonth = month > 2 ? month &- 3 : month &+ 9
    let dayOfYear = (153 &* shiftedMonth &+ 2) / 5 &+ day &- 1
    let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
    return era &* 146_097 &+ dayOfEra &- 719_468
  }

  @inline(__always) var isValid: Bool {
    guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1 else { return false }
    return day <= 28 || day <= Self.length(ofMonth: month, year: year)
  }

  /// 1 Monday … 7 Sunday.
  var weekday: Int { Self.weekday(days: days) }

  static func weekday(days: Int) -> Int {
    let fromThursday = (days &+ 3) % 7
    return (fromThursday < 0 ? fromThursday &+ 7 : fromThursday) &+ 1
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func length(ofMonth month: Int, year: Int) -> Int {
    if month == 2 { return isLeap(year) ? 29 : 28 }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
  }

  @inline(__always) static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient &- 1 : quotient
  }
}

extension CivilDate {
  /// Day `ordinal` (1…366) of a year, or nil.
  static func days(year: Int, ordinal: Int) -> Int? {
    guard year >= 1, ordinal >= 1, ordinal <= (isLeap(year) ? 366 : 365) else { return nil }
    return CivilDate(year: year, month: 1, day: 1).days + ordinal - 1
  }

  /// Day `weekday` (1 Monday … 7) of week `week` of an ISO 8601 week year, or nil.
  static func days(weekYear: Int, week: Int, weekday: Int) -> Int? {
    guard weekYear >= 1, (1...7).contains(weekday), week >= 1 else { return nil }
    let start = firstMonday(weekYear: weekYear)
    let day = start + (week - 1) * 7
    return day < firstMonday(weekYear: weekYear + 1) ? day + weekday - 1 : nil
  }

  /// The Monday of week 1, which is the week of January 4.
  private static func firstMonday(weekYear: Int) -> Int {
    let fourth = CivilDate(year: weekYear, month: 1, day: 4)
    return fourth.days - (fourth.weekday - 1)
  }
}
