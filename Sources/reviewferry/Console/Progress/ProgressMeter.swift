/// Finds out how fast a run goes, from samples of its phases.
struct ProgressMeter {
  /// A rate is that of so long a time: a longer one would tell of the past, a shorter one would jump.
  static let window = Duration.seconds(10)
  /// Before it a rate says nothing.
  static let shortest = Duration.seconds(1)
  /// Later ends are guesses that nobody needs.
  static let longest = Duration.seconds(100 * 3600)

  private struct Mark {
    var time: Duration
    var done: Int
    var pace: Int
  }

  private var phase: ProgressSample.Phase?
  /// Of this phase, the oldest first; at most one is older than the window.
  private var marks: [Mark] = []

  /// - Parameter elapsed: Since the run has begun; never goes back.
  mutating func state(of sample: ProgressSample, at elapsed: Duration) -> ProgressState {
    note(sample, at: elapsed)
    var state = ProgressState(sample: sample, elapsed: elapsed)
    guard let first = marks.first, elapsed - first.time >= Self.shortest else { return state }
    let seconds = (elapsed - first.time) / .seconds(1)
    state.rate = Double(sample.pace - first.pace) / seconds
    state.remaining = remaining(sample.share, Double(sample.share.done - first.done) / seconds)
    return state
  }

  private mutating func note(_ sample: ProgressSample, at elapsed: Duration) {
    if phase != sample.phase {
      // The first phase has begun with the run; when a later one did is known from its first sample on.
      marks = phase == nil ? [Mark(time: .zero, done: 0, pace: 0)] : []
      phase = sample.phase
    }
    marks.append(Mark(time: elapsed, done: sample.share.done, pace: sample.pace))
    while marks.count > 2, elapsed - marks[1].time >= Self.window { marks.removeFirst() }
  }

  private func remaining(_ share: ProgressSample.Amount, _ rate: Double) -> Duration? {
    guard let total = share.total, share.done <= total, rate > 0 else { return nil }
    let seconds = Double(total - share.done) / rate
    return seconds < Self.longest / .seconds(1) ? .seconds(seconds) : nil
  }
}
