/// A run's clock, whatever kind it is.
struct RunTime: Sendable {
  /// Since the clock was taken.
  let now: @Sendable () -> RunInstant
  /// Returns false where the task was cancelled before the time came.
  let sleep: @Sendable (RunInstant) async -> Bool

  init<C: Clock>(_ clock: C) where C.Duration == Duration {
    let start = clock.now
    now = { RunInstant(start.duration(to: clock.now)) }
    sleep = { instant in
      do {
        try await clock.sleep(until: start.advanced(by: instant.sinceStart), tolerance: nil)
        return true
      } catch {
        return false
      }
    }
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): jitter needs no secrecy, and a seed makes a run repeatable.
struct JitterRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
