/// Why a text gives no score.
enum ScoreFault: Error, Equatable {
  case missing
  case notANumber
  /// A fraction where the mapping allows none.
  case fraction
  /// Outside 1…5, outside the declared scale, above the last range, or not in the table.
  case range(found: String)
  /// The record's own minimum or maximum is no number, or the minimum is not below the maximum.
  case badScale
}

/// The highest value, inclusive, that gets a score.
struct ScoreRange: Sendable {
  var upTo: ExactDecimal
  var score: Int
}

/// A mean in the making: exact, because it keeps sum and count.
struct ScoreMean: Sendable {
  /// In units of 10^-9.
  private(set) var sum: Int64 = 0
  private(set) var count = 0

  /// How many values; bounds the sum.
  static let maxCount = 1000

  init() {}

  mutating func add(_ units: Int64) -> Bool {
    guard count < Self.maxCount else { return false }
    sum += units
    count += 1
    return true
  }
}
