import Records

/// A point in time: seconds since 1970-01-01T00:00:00Z, without leap seconds.
struct Instant: Hashable, Comparable, Sendable {
  var seconds: Int64
  /// 0…999,999,999, counted forward also before 1970.
  var nanoseconds: Int32

  init(seconds: Int64, nanoseconds: Int32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// 0001-01-01T00:00:00Z … 9999-12-31T23:59:59Z: what RFC 3339 can write.
  static let secondsRange: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  static func < (left: Instant, right: Instant) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}

extension Instant {
  /// Appends `2024-05-01T10:00:00Z`, with a fraction of up to 9 digits where it is not zero.
  func appendRFC3339(to out: ByteBuffer) {
    let days = CivilDate.floorDivide(seconds, 86_400)
    let second = Int(seconds &- days &* 86_400)
    let date = CivilDate(days: Int(days))
    out.reserve(30)
    let text = out.base + out.count
    Self.write(date.year / 100, to: text)
    Self.write(date.year % 100, to: text + 2)
    text[4] = UInt8(ascii: "-")
    Self.write(date.month, to: text + 5)
    text[7] = UInt8(ascii: "-")
    Self.write(date.day, to: text + 8)
    text[10] = UInt8(ascii: "T")
    Self.write(second / 3600, to: text + 11)
    text[13] = UInt8(ascii: ":")
    Self.write(second / 60 % 60, to: text + 14)
    text[16] = UInt8(ascii: ":")
    Self.write(second % 60, to: text + 17)
    let length = nanoseconds == 0 ? 19 : 20 + writeFraction(to: text + 19)
    text[length] = UInt8(ascii: "Z")
    out.count += length + 1
  }

  /// Writes two digits.
  @inline(__always) private static func write(_ value: Int, to text: UnsafeMutablePointer<UInt8>) {
    text[0] = 48 &+ UInt8(truncatingIfNeeded: value / 10)
    text[1] = 48 &+ UInt8(truncatingIfNeeded: value % 10)
  }

  /// Writes a point and the digits; gives the number of digits.
  private func writeFraction(to text: UnsafeMutablePointer<UInt8>) -> Int {
    text[0] = UInt8(ascii: ".")
    var rest = nanoseconds
    var unit: Int32 = 100_000_000
    var length = 0
    while rest != 0 {
      length += 1
      text[length] = 48 &+ UInt8(truncatingIfNeeded: rest / unit)
      rest %= unit
      unit /= 10
    }
    return length
  }
}
