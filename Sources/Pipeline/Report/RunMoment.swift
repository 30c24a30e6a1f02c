import Foundation

/// Moments as reports write them, in milliseconds: nobody can read more, and doubles hold no more for sure.
enum RunMoment {
  /// RFC 3339 in UTC: `2026-01-31T02:17:03.120Z`.
  static func text(_ seconds: Double) -> String {
    let milliseconds = Int((seconds * 1000).rounded())
    var whole = time_t((Double(milliseconds) / 1000).rounded(.down))
    var parts = tm()
    gmtime_r(&whole, &parts)
    return String(
      format: "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
      parts.tm_hour, parts.tm_min, parts.tm_sec, Int32(milliseconds - whole * 1000))
  }

  static func rounded(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
}
