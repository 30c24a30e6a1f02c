import Records

@testable import Delivery

/// SplitMix64: the same numbers for the same seed on every machine.
struct PolicyRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
    .milliseconds(Int.random(in: range, using: &self))
  }

  mutating func isChosen(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Gives the longest waits: all bits set.
struct LongestWait: RandomNumberGenerator {
  mutating func next() -> UInt64 { .max }
}

/// Gives no wait beyond what must be; 0 itself is drawn again and again by `random(in:)`.
struct ShortestWait: RandomNumberGenerator {
  mutating func next() -> UInt64 { 1 }
}

extension RunInstant {
  /// Exact to the millisecond: binary fractions of seconds are not.
  static func at(_ seconds: Double) -> RunInstant { ms(Int((seconds * 1000).rounded())) }
  static func ms(_ milliseconds: Int) -> RunInstant { RunInstant(.milliseconds(milliseconds)) }
}

extension Problem {
  var words: String { sentence.text(showingValues: true) }
}
