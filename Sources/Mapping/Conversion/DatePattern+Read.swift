extension DatePattern {
  /// The fields of a text that fits the whole pattern, or nil.
  @inline(__always)
  func read(_ text: UnsafeBufferPointer<UInt8>, pivot: Int) -> DateFields? {
    guard let cursor = ByteCursor(text) else { return nil }
    var reading = PatternReading(cursor: cursor, pivot: pivot)
    let fits = elements.withUnsafeBufferPointer { reading.read($0) }
    guard fits, reading.cursor.isAtEnd, reading.finish() else { return nil }
    reading.fields.hasTime = hasTime
    if namesUTC, !reading.fields.hasZone { reading.fields.hasZone = true }
    return reading.fields
  }
}

/// A text on its way through a pattern.
private struct PatternReading {
  var cursor: ByteCursor
  let pivot: Int
  var fields = DateFields()
  private var date = CivilDate(year: 0, month: 0, day: 0)
  private var weekday = 0
  /// -1 unknown, 0 morning, 1 afternoon.
  private var half = -1

  @inline(__always) init(cursor: ByteCursor, pivot: Int) {
    self.cursor = cursor
    self.pivot = pivot
  }

  @inline(__always) mutating func read(_ elements: UnsafeBufferPointer<DateElement>) -> Bool {
    for index in 0..<elements.count {
      guard read(elements[index]) else { return false }
      if elements[index] == .monthName || elements[index] == .weekdayName {
        skipDot(before: index + 1 < elements.count ? elements[index + 1] : .blanks)
      }
    }
    return true
  }

  @inline(__always) private mutating func read(_ element: DateElement) -> Bool {
    switch element {
    case .literal(let byte): return cursor.take(byte)
    case .blanks:
      guard cursor.blank > 0 else { return false }
      cursor.skipBlanks()
      return true
    case .year4: return Self.set(cursor.digits(4), &date.year)
    case .year2: return Self.set(cursor.twoDigits().map { $0 + ($0 < pivot ? 2000 : 1900) }, &date.year)
    case .month(let padded): return Self.set(number(padded), &date.month)
    case .day(let padded): return Self.set(number(padded), &date.day)
    case .hour24(let padded), .hour12(let padded): return Self.set(number(padded), &fields.hour)
    case .minute(let padded): return Self.set(number(padded), &fields.minute)
    case .second(let padded): return Self.set(number(padded), &fields.second)
    case .fraction: return setFraction()
    case .offset: return setZone(cursor.offset())
    case .zoneName: return setZone(cursor.zoneName())
    case .monthName: return Self.set(cursor.takeWord(EnglishNames.month), &date.month)
    case .weekdayName: return Self.set(cursor.takeWord(EnglishNames.weekday), &weekday)
    case .halfDay: return Self.set(cursor.halfDay(), &half)
    }
  }

  @inline(__always) private mutating func number(_ padded: Bool) -> Int? {
    padded ? cursor.twoDigits() : cursor.digits(upTo: 2)
  }

  @inline(__always) private static func set(_ value: Int?, _ field: inout Int) -> Bool {
    guard let value else { return false }
    field = value
    return true
  }

  private mutating func setFraction() -> Bool {
    guard let nanoseconds = cursor.nanoseconds() else { return false }
    fields.fraction = nanoseconds
    return true
  }

  @inline(__always) private mutating func setZone(_ offset: Int?) -> Bool {
    guard let offset else { return false }
    fields.offset = offset
    fields.hasZone = true
    return true
  }

  /// Abbreviations may end in a dot (`Sept. 4, 2015`), unless the pattern itself expects one there.
  private mutating func skipDot(before next: DateElement) {
    if next != .literal(UInt8(ascii: ".")) { _ = cursor.take(UInt8(ascii: ".")) }
  }

  /// Checks what only the whole text can tell: the day exists, falls on its weekday, and 12 AM is midnight.
  @inline(__always) mutating func finish() -> Bool {
    guard date.isValid else { return false }
    fields.days = date.days
    if weekday != 0, CivilDate.weekday(days: fields.days) != weekday { return false }
    guard half >= 0 else { return true }
    guard fields.hour >= 1, fields.hour <= 12 else { return false }
    fields.hour = fields.hour % 12 + half * 12
    return true
  }
}

extension ByteCursor {
  /// 0 for `AM` or `a.m.`, 1 for `PM` or `p.m.`, in any case, or nil.
  fileprivate mutating func halfDay() -> Int? {
    let half = next | 0x20
    guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p") else { return nil }
    let start = position
    position += 1
    let hasDots = take(UInt8(ascii: "."))
    guard next | 0x20 == UInt8(ascii: "m") else {
      position = start
      return nil
    }
    position += 1
    if hasDots { _ = take(UInt8(ascii: ".")) }
    return half == UInt8(ascii: "p") ? 1 : 0
  }
}
