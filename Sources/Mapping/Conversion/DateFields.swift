/// What a date text says before it is checked and placed on the time line.
struct DateFields {
  /// Days since 1970-01-01, once the day is known and valid.
  var days = 0
  var hour = 0
  var minute = 0
  var second = 0
  /// 0…999,999,999 behind the second; above it where a fraction of a minute or hour was written.
  var fraction: Int64 = 0
  var hasTime = false
  /// Seconds east of UTC, where the text names a zone.
  var offset = 0
  var hasZone = false

  /// Seconds since 1970-01-01T00:00:00 on the clock of the text's own zone, or nil where no clock shows that.
  ///
  /// 24:00:00 is the start of the next day and second 60 that of the next minute.
  @inline(__always) var localSeconds: Int64? {
    guard hour <= 23 || (hour == 24 && minute == 0 && second == 0 && fraction == 0) else { return nil }
    guard minute <= 59, second <= 60 else { return nil }
    let seconds = hour &* 3600 &+ minute &* 60 &+ second
    return Int64(days &* 86_400 &+ seconds) &+ fraction / 1_000_000_000
  }

  @inline(__always) func instant(in zone: ZoneRule) -> Result<Instant, DateFault> {
    guard let local = localSeconds else { return .failure(.unreadable) }
    let seconds: Int64
    if hasZone {
      seconds = local &- Int64(offset)
    } else if case .table(let table) = zone {
      seconds = table.utc(local: local)
    } else if case .fixed(let offset) = zone {
      seconds = local &- Int64(offset)
    } else {
      guard !hasTime else { return .failure(.noZone) }
      seconds = local  // a day without time and zone is a day of UTC
    }
    guard Instant.secondsRange.contains(seconds) else { return .failure(.unreadable) }
    return .success(Instant(seconds: seconds, nanoseconds: Int32(fraction % 1_000_000_000)))
  }
}

extension ByteCursor {
  /// 1 to 12 digits as billionths; further digits are read and dropped, nil where there is no digit.
  @inline(__always) mutating func nanoseconds() -> Int64? {
    let length = digitRun
    guard length > 0, length <= 12 else { return nil }
    var value: Int64 = 0
    for index in 0..<9 {
      value = value &* 10 &+ (index < length ? Int64(position[index] &- 48) : 0)
    }
    position += length
    return value
  }

  /// `Z`, `+hh`, `+hhmm` or `+hh:mm`, in seconds east of UTC, or nil.
  @inline(__always) mutating func offset() -> Int? {
    if next | 0x20 == UInt8(ascii: "z") {
      position += 1
      return 0
    }
    let start = position
    let sign = next
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
    position += 1
    guard let hours = twoDigits(), hours <= 23 else {
      position = start
      return nil
    }
    let colon = take(UInt8(ascii: ":"))
    guard let minutes = twoDigits() ?? (colon ? nil : 0), minutes <= 59 else {
      position = start
      return nil
    }
    let seconds = hours &* 3600 &+ minutes &* 60
    return sign == UInt8(ascii: "-") ? -seconds : seconds
  }

  /// `UTC`, `GMT`, `UT` or `Z`, each with or without an offset behind it, or nil.
  mutating func zoneName() -> Int? {
    let isUTC = takeWord { word -> Bool? in
      word.isWord("utc") || word.isWord("gmt") || word.isWord("ut") || word.isWord("z") ? true : nil
    }
    guard isUTC != nil else { return nil }
    return next == UInt8(ascii: "+") || next == UInt8(ascii: "-") ? offset() : 0
  }
}

extension ByteCursor {
  /// Any zone that the text can name itself.
  @inline(__always) mutating func zone() -> Int? {
    if next == UInt8(ascii: "Z"), remaining == 1 {
      position += 1
      return 0
    }
    return next == UInt8(ascii: "+") || next == UInt8(ascii: "-") ? offset() : zoneName()
  }
}
