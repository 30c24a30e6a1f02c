/// Counts what happened in the last second, exactly: the window ends now and slides.
///
/// Two events that are one second apart are never in the same window.
struct RateWindow: Sendable {
  static let length: Duration = .seconds(1)

  /// Moments in ascending order; those before `first` are out of the window.
  private var moments: [Duration] = []
  private var first = 0

  var count: Int { moments.count - first }

  /// Forgets what left the window that ends at `now`.
  mutating func advance(to now: Duration) {
    while first < moments.count, now - moments[first] >= Self.length { first += 1 }
    // Removing from the front costs the whole array: do it when half of it is gone.
    if first > 64, first * 2 > moments.count {
      moments.removeFirst(first)
      first = 0
    }
  }

  mutating func add(_ moment: Duration) { moments.append(moment) }

  /// Adds the moment if the window has room, else tells how long until it has.
  mutating func admit(at now: Duration, limit: Int) -> Duration? {
    advance(to: now)
    guard count < max(1, limit) else { return moments[moments.count - max(1, limit)] + Self.length - now }
    add(now)
    return nil
  }
}
