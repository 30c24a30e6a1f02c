/// How a submission went over time: a bounded number of slices, which grow with the run.
///
/// Slices begin at a tenth of a second; when the run outgrows them, each two become one. Attempts are counted where they
/// end.
public struct DeliveryTimeline: Sendable, Equatable {
  /// What ended in a slice.
  public struct Slice: Sendable, Equatable {
    /// Answered with a 2xx.
    public var accepted = 0
    /// Answered with 429.
    public var throttled = 0
    /// Other answers, and none at all.
    public var failed = 0
    /// Of those that were answered.
    public var latencies = LatencyHistogram()

    public var attempts: Int { accepted + throttled + failed }

    fileprivate mutating func add(_ other: Slice) {
      accepted += other.accepted
      throttled += other.throttled
      failed += other.failed
      latencies.add(other.latencies)
    }
  }

  /// At most; a chart shows no more.
  static let sliceCount = 60

  public private(set) var sliceLength = Duration.milliseconds(100)
  public private(set) var slices: [Slice] = []
  /// Attempts of a body that had been tried before.
  public private(set) var repeated = 0
  private var start: RunInstant?

  public init() {}

  /// Of all answers.
  public var latencies: LatencyHistogram {
    slices.reduce(into: LatencyHistogram()) { $0.add($1.latencies) }
  }

  mutating func began(at now: RunInstant, isRepeated: Bool) {
    if start == nil { start = now }
    if isRepeated { repeated += 1 }
  }

  mutating func ended(_ outcome: AttemptOutcome, sentAt: RunInstant, at now: RunInstant) {
    let index = slice(at: now)
    switch outcome {
    case .answered(let answer):
      if answer.isSuccess {
        slices[index].accepted += 1
      } else if answer.status == 429 {
        slices[index].throttled += 1
      } else {
        slices[index].failed += 1
      }
      slices[index].latencies.add(sentAt.duration(to: now))
    case .failed: slices[index].failed += 1
    }
  }

  /// The slice of a moment, made if it is not there.
  private mutating func slice(at now: RunInstant) -> Int {
    let sinceStart = (start ?? now).duration(to: now)
    while sinceStart >= sliceLength * Self.sliceCount { halve() }
    let index = Int(PolicyTime.nanoseconds(sinceStart) / PolicyTime.nanoseconds(sliceLength))
    while slices.count <= index { slices.append(Slice()) }
    return index
  }

  private mutating func halve() {
    sliceLength *= 2
    slices = stride(from: 0, to: slices.count, by: 2).map { index in
      var slice = slices[index]
      if index + 1 < slices.count { slice.add(slices[index + 1]) }
      return slice
    }
  }
}
