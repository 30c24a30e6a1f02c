import ArgumentParser
import Foundation

/// Reads a moment typed by a person.
enum Moment {
  static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

  /// For the parser: throws a sentence that says what is expected.
  static func value(_ text: String) throws -> Int64 {
    guard let value = seconds(text) else {
      throw ValidationError("expected a day such as 2026-01-31 or a moment such as 2026-01-31T08:00:00Z")
    }
    return value
  }

  /// Seconds since 1970 of `2026-01-31` (midnight UTC) or `2026-01-31T08:00:00Z`; nil for anything else.
  static func seconds(_ text: String) -> Int64? {
    let full = text.contains("T") ? text : "\(text)T00:00:00Z"
    guard let date = try? Date(full, strategy: .iso8601) else { return nil }
    return Int64(date.timeIntervalSince1970)
  }
}
