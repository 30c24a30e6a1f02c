extension DatePattern {
  /// A text that fits the pattern, in UTC; fractions are `.123`.
  func text(of date: CivilDate, secondOfDay: Int) -> [UInt8] {
    elements.flatMap { element in
      if case .literal(let byte) = element { return [byte] }
      return Array(piece(element, date, secondOfDay).utf8)
    }
  }

  private func piece(_ element: DateElement, _ date: CivilDate, _ secondOfDay: Int) -> String {
    let hour = secondOfDay / 3600
    return switch element {
    case .literal: ""
    case .blanks: " "
    case .year4: Self.padded(date.year, 4)
    case .year2: Self.padded(date.year % 100, 2)
    case .month(let padded): Self.padded(date.month, padded ? 2 : 1)
    case .monthName: EnglishNames.monthName(date.month)
    case .day(let padded): Self.padded(date.day, padded ? 2 : 1)
    case .hour24(let padded): Self.padded(hour, padded ? 2 : 1)
    case .hour12(let padded): Self.padded((hour + 11) % 12 + 1, padded ? 2 : 1)
    case .halfDay: hour < 12 ? "AM" : "PM"
    case .minute(let padded): Self.padded(secondOfDay / 60 % 60, padded ? 2 : 1)
    case .second(let padded): Self.padded(secondOfDay % 60, padded ? 2 : 1)
    case .fraction: "123"
    case .offset: "+00:00"
    case .zoneName: "UTC"
    case .weekdayName: EnglishNames.weekdayName(date.weekday)
    }
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension EnglishNames {
  /// Three letters, lower case.
  static func monthName(_ month: Int) -> String { String(months[month - 1].description.prefix(3)) }
  static func weekdayName(_ weekday: Int) -> String { String(weekdays[weekday - 1].description.prefix(3)) }
}
