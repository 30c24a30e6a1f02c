/// Reads ISO 8601 date-times, and nothing that could be meant in two ways.
///
/// Days: `2024-02-02`, `20240202`, weeks `2024-W05-5` and `2024W055`, days of the year `2024-033` and
/// `2024033`. Then, behind `T` or blanks, `10`, `10:15`, `1015`, `10:15:30` or `101530`, a fraction of
/// the last part behind `.` or `,`, and a zone: `Z`, `+01`, `+0100`, `+01:00`. Beyond the standard,
/// because exports hold it and it has one meaning: blanks before the zone, and `UTC` or `GMT` as zone.
/// A year or a month alone is no date.
enum ISO8601 {
  @inline(__always) static func read(_ text: UnsafeBufferPointer<UInt8>) -> DateFields? {
    guard var cursor = ByteCursor(text) else { return nil }
    var fields = DateFields()
    guard let days = day(&cursor) else { return nil }
    fields.days = days
    if cursor.isAtEnd { return fields }
    if cursor.next | 0x20 == UInt8(ascii: "t") {
      cursor.position += 1
    } else {
      guard cursor.blank > 0 else { return nil }
      cursor.skipBlanks()
    }
    guard time(&cursor, &fields), zone(&cursor, &fields), cursor.isAtEnd else { return nil }
    return fields
  }

  @inline(__always) private static func day(_ cursor: inout ByteCursor) -> Int? {
    guard let year = cursor.digits(4) else { return nil }
    if cursor.take(UInt8(ascii: "-")) {
      let run = cursor.digitRun
      if run == 2 { return calendarDay(year, &cursor, extended: true) }
      if run == 3 { return cursor.digits(3).flatMap { CivilDate.days(year: year, ordinal: $0) } }
      return weekDay(year, &cursor, extended: true)
    }
    switch cursor.digitRun {
    case 4: return calendarDay(year, &cursor, extended: false)
    case 3: return cursor.digits(3).flatMap { CivilDate.days(year: year, ordinal: $0) }
    default: return weekDay(year, &cursor, extended: false)
    }
  }

  @inline(__always)
  private static func calendarDay(_ year: Int, _ cursor: inout ByteCursor, extended: Bool) -> Int? {
    guard let month = cursor.twoDigits(), !extended || cursor.take(UInt8(ascii: "-")),
      let day = cursor.twoDigits()
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    return date.isValid ? date.days : nil
  }

  private static func weekDay(_ year: Int, _ cursor: inout ByteCursor, extended: Bool) -> Int? {
    guard cursor.take(UInt8(ascii: "W")), let week = cursor.twoDigits(),
      !extended || cursor.take(UInt8(ascii: "-")), let weekday = cursor.digits(1)
    else { return nil }
    return CivilDate.days(weekYear: year, week: week, weekday: weekday)
  }

  /// Hours, then minutes and seconds where they are written, then a fraction of the last of them.
  @inline(__always) private static func time(_ cursor: inout ByteCursor, _ fields: inout DateFields) -> Bool {
    guard let hour = cursor.twoDigits() else { return false }
    fields.hasTime = true
    fields.hour = hour
    var unit: Int64 = 3600
    let extended = cursor.take(UInt8(ascii: ":"))
    if let minute = cursor.twoDigits() {
      fields.minute = minute
      unit = 60
      let colon = cursor.take(UInt8(ascii: ":"))
      if colon != extended && (colon || cursor.digitRun > 0) { return false }
      if let second = cursor.twoDigits() {
        fields.second = second
        unit = 1
      } else if colon {
        return false
      }
    } else if extended {
      return false
    }
    guard cursor.next == UInt8(ascii: ".") || cursor.next == UInt8(ascii: ",") else { return true }
    cursor.position += 1
    return fraction(&cursor, of: unit, &fields)
  }

  @inline(__always)
  private static func fraction(_ cursor: inout ByteCursor, of unit: Int64, _ fields: inout DateFields) -> Bool
  {
    let digits = cursor
    guard let nanoseconds = cursor.nanoseconds() else { return false }
    fields.fraction = unit == 1 ? nanoseconds : longFraction(digits, of: unit)
    return true
  }

  /// A fraction of a minute or an hour in billionths of a second, truncated, from up to 12 digits.
  private static func longFraction(_ digits: ByteCursor, of unit: Int64) -> Int64 {
    var value: Int128 = 0
    var scale: Int128 = 1
    for index in 0..<digits.digitRun {
      value = value * 10 + Int128(digits.position[index] &- 48)
      scale *= 10
    }
    return Int64(value * Int128(unit) * 1_000_000_000 / scale)
  }

  @inline(__always) private static func zone(_ cursor: inout ByteCursor, _ fields: inout DateFields) -> Bool {
    if cursor.isAtEnd { return true }
    cursor.skipBlanks()
    guard let offset = cursor.zone() else { return false }
    fields.offset = offset
    fields.hasZone = true
    return true
  }
}
