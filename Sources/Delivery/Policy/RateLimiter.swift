/// Never lets more than N requests begin in any second, retries included.
///
/// Two rules. *Pace*: requests begin 1/N of a second apart, by a timetable, so that a late timer is made up
/// for and a pause is not. *Guarantee*: the last N beginnings are kept, and the next one waits until the
/// oldest is more than a second old, whatever the timetable says. Both take a little more than a second for
/// one, because the server counts when requests arrive, and those in flight while it is slow arrive together:
/// the 22 ms of `slack` leave room for four at 200 a second and cost 2.2 % of the rate.
///
/// Permits are taken when a request begins, not ahead of time: a reservation that is used late would meet
/// those used in time.
public struct RateLimiter: Sendable {
  public static let defaultRate = 100
  /// What the API allows a client ID.
  public static let highestRate = 1000

  public enum Permit: Equatable, Sendable {
    /// Begin now; it has been counted.
    case granted
    /// Ask again then; nothing has been counted.
    case notBefore(RunInstant)
  }

  /// Requests in a second.
  public let rate: Int
  private let window: Duration
  private let interval: Duration
  /// How far behind the timetable may be and still be made up for.
  ///
  /// A late timer is; a server that was slow to answer is not, because its requests would arrive with those that
  /// make up for them.
  private static let patience: Duration = .milliseconds(40)

  /// The last `rate` beginnings, as a ring.
  private var beginnings: [RunInstant] = []
  private var oldest = 0
  private var latest = RunInstant.start
  private var due: RunInstant?

  /// A rate outside 1 to 1,000 is brought inside.
  public init(rate: Int = defaultRate, slack: Duration = .milliseconds(22)) {
    self.rate = min(max(rate, 1), Self.highestRate)
    window = .seconds(1) + slack / 2
    interval = (.seconds(1) + slack) / self.rate
    beginnings.reserveCapacity(self.rate)
  }

  /// Takes a permit, or says when to ask again.
  public mutating func take(at now: RunInstant) -> Permit {
    let now = max(now, latest)
    let earliest = earliest
    guard earliest <= now else { return .notBefore(earliest) }
    keep(now)
    return .granted
  }

  private var earliest: RunInstant {
    let paced = due ?? .start
    guard beginnings.count == rate else { return paced }
    return max(paced, beginnings[oldest].advanced(by: window))
  }

  private mutating func keep(_ now: RunInstant) {
    latest = now
    let slot = due.map { $0.duration(to: now) <= Self.patience ? $0 : now } ?? now
    due = slot.advanced(by: interval)
    guard beginnings.count == rate else { return beginnings.append(now) }
    beginnings[oldest] = now
    oldest = (oldest + 1) % rate
  }
}
