/// How many requests may be under way at once: more while the server keeps its pace, half when it complains.
///
/// The limit doubles with each round of answers at first, as TCP does, and after the first sign of strain
/// grows by one a round. It grows only while latency is *flat*: the smoothed latency is at most twice the
/// lowest one seen lately (Netflix's "Performance Under Load" calls the quotient the gradient), and only
/// while the limit is made use of. A 429 or a timeout halves it, at most once a window, and only for a
/// request that began after the last halving: answers to older ones tell of the load before it.
public struct ConcurrencyPolicy: Sendable {
  public let ceiling: Int
  /// Between 1 and the ceiling.
  public var limit: Int { Int(exactLimit) }

  private let window: Duration
  private var exactLimit: Double
  private var isFirstClimb = true
  private var lastHalving: RunInstant?
  private var latency = LatencyTrend()

  /// A ceiling below 1 is 1.
  public init(ceiling: Int, start: Int = 4, window: Duration = .seconds(1)) {
    self.ceiling = max(1, ceiling)
    self.window = window
    exactLimit = Double(min(max(1, start), self.ceiling))
  }

  /// Takes note of an answer in time; `inFlight` counts this request too.
  public mutating func succeeded(latency sample: Duration, inFlight: Int) {
    latency.add(sample)
    guard latency.isFlat else {
      isFirstClimb = isFirstClimb && !latency.isSettled
      return
    }
    guard inFlight * 2 >= limit else { return }
    exactLimit = min(exactLimit + (isFirstClimb ? 1 : 1 / exactLimit), Double(ceiling))
  }

  /// Takes note of a 429 or a timeout of a request that began at `sentAt`.
  public mutating func strained(sentAt: RunInstant, at now: RunInstant) {
    isFirstClimb = false
    if let lastHalving {
      guard sentAt > lastHalving, lastHalving.duration(to: now) >= window else { return }
    }
    lastHalving = now
    exactLimit = max(1, exactLimit / 2)
  }
}

/// The smoothed latency beside the lowest one of late.
private struct LatencyTrend: Sendable {
  /// Samples after which an old lowest latency is forgotten: once to twice as many, so that a server that
  /// became slower for good does not hold the limit down for the rest of the run.
  private static let epoch = 200
  /// Differences that are noise on a fast network.
  private static let noise: Duration = .milliseconds(5)

  private var smoothed: Duration?
  private var lowest = Duration.zero
  private var earlierLowest = Duration.zero
  private var samples = 0
  /// An epoch has.
  private var hasEnded = false

  /// Enough samples to judge by.
  var isSettled: Bool { samples >= 8 || hasEnded }

  var isFlat: Bool {
    guard let smoothed else { return true }
    return smoothed <= min(lowest, earlierLowest) * 2 + Self.noise
  }

  mutating func add(_ sample: Duration) {
    guard let before = smoothed else {
      (smoothed, lowest, earlierLowest) = (sample, sample, sample)
      return
    }
    // Down faster than up: the first answers on a new connection bear the cost of its handshake.
    smoothed = before + (sample - before) / (sample < before ? 2 : 8)
    lowest = min(lowest, sample)
    samples += 1
    guard samples == Self.epoch else { return }
    (earlierLowest, lowest, samples, hasEnded) = (lowest, sample, 0, true)
  }
}
