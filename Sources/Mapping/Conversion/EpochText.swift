/// Reads counts of seconds or milliseconds since 1970-01-01T00:00:00Z.
///
/// `1714561200`, `1714561200.25`, `-86400` and `1.52309e+12` are read without binary rounding.
enum EpochText {
  enum Unit: Sendable {
    case seconds
    case milliseconds
    /// Milliseconds from 10^11 on: seconds would lie beyond the year 5000, milliseconds begin in 1973.
    case byMagnitude
  }

  static func read(_ text: UnsafeBufferPointer<UInt8>, _ unit: Unit) -> Instant? {
    if let count = wholeNumber(text) {
      let isMilliseconds = unit == .milliseconds || (unit == .byMagnitude && count >= 100_000_000_000)
      guard isMilliseconds else { return checked(seconds: count, nanoseconds: 0) }
      return checked(seconds: count / 1000, nanoseconds: Int32(count % 1000) &* 1_000_000)
    }
    return ExactDecimal(text).flatMap { read($0, unit) }
  }

  /// 1 to 18 digits and nothing else: what nearly every file holds.
  @inline(__always) private static func wholeNumber(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard text.count <= 18, var cursor = ByteCursor(text), let count = cursor.digits(text.count),
      text.count > 0
    else { return nil }
    return Int64(count)
  }

  private static func read(_ count: ExactDecimal, _ unit: Unit) -> Instant? {
    let limit = ExactDecimal(100_000_000_000)
    let isMilliseconds =
      unit == .milliseconds || (unit == .byMagnitude && (count >= limit || count <= limit.negated))
    let nanoseconds = count.scaled(toDigits: isMilliseconds ? 6 : 9)
    var seconds = nanoseconds / 1_000_000_000
    var rest = nanoseconds % 1_000_000_000
    if rest < 0 {
      rest += 1_000_000_000
      seconds -= 1
    }
    guard let seconds = Int64(exactly: seconds) else { return nil }
    return checked(seconds: seconds, nanoseconds: Int32(rest))
  }

  @inline(__always) private static func checked(seconds: Int64, nanoseconds: Int32) -> Instant? {
    guard Instant.secondsRange.contains(seconds) else { return nil }
    return Instant(seconds: seconds, nanoseconds: nanoseconds)
  }
}
