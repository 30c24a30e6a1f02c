/// A moment of a run: the time since its start, by a clock that never goes back.
///
/// Policies read no clock. The driver of a run takes the time from whatever clock it was given and passes it
/// in, so that a test may pass any time it likes.
public struct RunInstant: InstantProtocol {
  public let sinceStart: Duration

  public static let start = RunInstant(.zero)

  public init(_ sinceStart: Duration) { self.sinceStart = sinceStart }

  public func advanced(by duration: Duration) -> RunInstant { RunInstant(sinceStart + duration) }

  public func duration(to other: RunInstant) -> Duration { other.sinceStart - sinceStart }

  public static func < (left: RunInstant, right: RunInstant) -> Bool { left.sinceStart < right.sinceStart }
}

/// Arithmetic that the policies share.
enum PolicyTime {
  /// Whole nanoseconds, rounded down; 292 years where it is more.
  static func nanoseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    let (product, isTooLarge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isOver) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return isTooLarge || isOver ? (seconds < 0 ? .min : .max) : sum
  }

  /// Uniform between nothing and all of it, both included.
  static func random(upTo most: Duration, using random: inout some RandomNumberGenerator) -> Duration {
    .nanoseconds(Int64.random(in: 0...max(0, nanoseconds(most)), using: &random))
  }
}
