/// When to try again, and when to give up: exponential back-off with full jitter.
///
/// After the n-th failed attempt the wait is random between nothing and `min(longest, base · 2ⁿ⁻¹)`, so that
/// requests that failed together do not come back together ("Exponential Backoff And Jitter", AWS
/// Architecture Blog, 2015). With the defaults:
///
/// | failed attempts | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 |
/// | --- | --- | --- | --- | --- | --- | --- | --- | --- |
/// | longest wait | 0.5 s | 1 s | 2 s | 4 s | 8 s | 16 s | 32 s | gives up |
/// | all waits, longest | 0.5 s | 1.5 s | 3.5 s | 7.5 s | 15.5 s | 31.5 s | 63.5 s | |
/// | all waits, mean | 0.25 s | 0.75 s | 1.75 s | 3.75 s | 7.75 s | 15.75 s | 31.75 s | |
///
/// A server's `Retry-After` comes first: the wait is what it asked for and the jitter on top.
public struct RetryPolicy: Equatable, Sendable {
  /// The longest wait after the first failure.
  public var base: Duration
  /// The longest wait after any failure, `Retry-After` aside.
  public var longest: Duration
  /// Attempts in all, the first one included.
  public var maxAttempts: Int
  /// From the first attempt to the start of the last one.
  public var maxTime: Duration

  public init(
    base: Duration = .milliseconds(500), longest: Duration = .seconds(60), maxAttempts: Int = 8,
    maxTime: Duration = .seconds(600)
  ) {
    self.base = base
    self.longest = longest
    self.maxAttempts = maxAttempts
    self.maxTime = maxTime
  }

  public enum Decision: Equatable, Sendable {
    case wait(Duration)
    case giveUp(Limit)
  }

  /// Which limit was reached.
  public enum Limit: Equatable, Sendable {
    case attempts
    /// The next attempt would begin too late.
    case time
  }

  /// The longest wait after so many failed attempts, from 1.
  public func ceiling(after attempts: Int) -> Duration {
    // 62 doublings of a nanosecond are 146 years: no shift overflows below that.
    let doublings = min(max(0, attempts - 1), 62)
    let (product, isOver) = PolicyTime.nanoseconds(base).multipliedReportingOverflow(by: 1 << doublings)
    return isOver ? longest : min(longest, .nanoseconds(product))
  }

  /// Decides after so many failed attempts, `elapsed` after the first of them began.
  public func decide(
    after attempts: Int, elapsed: Duration, retryAfter: Duration? = nil,
    using random: inout some RandomNumberGenerator
  ) -> Decision {
    guard attempts < maxAttempts else { return .giveUp(.attempts) }
    let wait = (retryAfter ?? .zero) + PolicyTime.random(upTo: ceiling(after: attempts), using: &random)
    return elapsed + wait > maxTime ? .giveUp(.time) : .wait(wait)
  }
}
