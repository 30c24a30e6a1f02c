/// Reads the times of events: RFC 3339 with an offset.
enum EventTime {
  /// Milliseconds since 1970, finer fractions cut off; nil for what is no such time.
  ///
  /// A leap second (`:60`) counts as the second after it, since the days of this count have none.
  static func milliseconds(_ text: String) -> Int64? {
    var scanner = TimeScanner(Array(text.utf8))
    guard let year = scanner.number(4), scanner.takes("-"), let month = scanner.number(2), scanner.takes("-"),
      let day = scanner.number(2), scanner.takes("T") || scanner.takes("t") || scanner.takes(" "),
      let hour = scanner.number(2), scanner.takes(":"), let minute = scanner.number(2), scanner.takes(":"),
      let second = scanner.number(2), let fraction = scanner.fraction(), let offset = scanner.offset(),
      scanner.isAtEnd
    else { return nil }
    guard (1...12).contains(month), (1...days(of: month, year)).contains(day), hour < 24, minute < 60,
      second <= 60
    else { return nil }
    let seconds = daysSince1970(year, month, day) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return (seconds - Int64(offset * 60)) * 1000 + Int64(fraction)
  }

  private static func days(of month: Int, _ year: Int) -> Int {
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days of the Gregorian calendar, counted in eras of 400 years that begin in March.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }
}

private struct TimeScanner {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  mutating func takes(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  /// A number of exactly so many digits.
  mutating func number(_ digits: Int) -> Int? {
    var value = 0
    for _ in 0..<digits {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Milliseconds of a fraction of a second; 0 where there is none, nil for a point without digits.
  mutating func fraction() -> Int? {
    guard takes(".") else { return 0 }
    guard let first = digit() else { return nil }
    var milliseconds = first * 100
    var unit = 10
    while let digit = digit() {
      milliseconds += digit * unit
      unit /= 10
    }
    return milliseconds
  }

  /// Minutes east of UTC.
  mutating func offset() -> Int? {
    if takes("Z") || takes("z") { return 0 }
    let sign = takes("+") ? 1 : takes("-") ? -1 : 0
    guard sign != 0, let hours = number(2), takes(":"), let minutes = number(2), hours < 24, minutes < 60
    else {
      return nil
    }
    return sign * (hours * 60 + minutes)
  }

  private mutating func digit() -> Int? {
    guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else { return nil }
    index += 1
    return Int(bytes[index - 1]) - 0x30
  }
}
