import Foundation

/// Reads a moment typed by a person.
enum Moment {
  /// Seconds since 1970 of `2026-01-31` (midnight UTC) or `2026-01-31T08:00:00Z`; nil for anything else.
  static func seconds(_ text: String) -> Int64? {
    let full = text.contains("T") ? text : "\(text)T00:00:00Z"
    guard let date = try? Date(full, strategy: .iso8601) else { return nil }
    return Int64(date.timeIntervalSince1970)
  }
}
