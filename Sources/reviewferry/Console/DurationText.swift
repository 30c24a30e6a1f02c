import ArgumentParser

/// Lengths of time as people type them: `500ms`, `30s`, `5m`, `2h`.
enum DurationText {
  private static let units: [(name: String, length: Duration)] = [
    ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
  ]
  /// Ten years: sums of such lengths stay far from overflow.
  private static let longest = Duration.seconds(10 * 366 * 86_400)

  /// For an option; a number without a unit is seconds.
  static func value(_ text: String) throws -> Duration {
    guard let value = parse(text) else {
      throw ValidationError("'\(text)' is no length of time; expected one such as 500ms, 30s or 5m")
    }
    return value
  }

  static func parse(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let suffix = text.dropFirst(digits.count)
    let unit = suffix.isEmpty ? .seconds(1) : units.first { $0.name == suffix }?.length
    guard let unit, let number = Double(digits), number.isFinite, number >= 0, number <= 1e9 else {
      return nil
    }
    return min(unit * number, longest)
  }
}
