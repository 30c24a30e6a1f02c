import Testing

@testable import Delivery

struct RateLimiterTests {
  /// Asks until a permit is given, as a driver does whose timers are late; returns when it was.
  func permit(
    _ limiter: inout RateLimiter, at start: RunInstant, lateness: () -> Duration
  ) -> RunInstant {
    var now = start
    while case .notBefore(let instant) = limiter.take(at: now) {
      #expect(instant > now)
      now = instant.advanced(by: lateness())
    }
    return now
  }

  /// The most beginnings in any half-open window of a second.
  func mostInASecond(_ instants: [RunInstant]) -> Int {
    var first = 0
    var most = 0
    for (index, instant) in instants.enumerated() {
      while instants[first].duration(to: instant) >= .seconds(1) { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  /// Bursts, pauses, stalls and late timers of all kinds.
  @Test(arguments: [1, 2, 3, 7, 10, 50, 100, 200, 999, 1000], 0..<8)
  func noWindowOfASecondHoldsMoreThanTheRate(_ rate: Int, _ seed: Int) {
    var random = PolicyRandom(UInt64(seed * 1000 + rate))
    var limiter = RateLimiter(rate: rate)
    var now = RunInstant.start
    var granted: [RunInstant] = []
    for _ in 0..<(rate * 4 + 50) {
      switch Int.random(in: 0..<100, using: &random) {
      case 0: now = now.advanced(by: random.milliseconds(0...3000))
      case 1...5: now = now.advanced(by: random.milliseconds(0...150))
      case 6...20: now = now.advanced(by: .microseconds(Int.random(in: 0...2000, using: &random)))
      default: break
      }
      now = permit(&limiter, at: now) {
        random.isChosen(3)
          ? random.milliseconds(0...400) : .microseconds(Int.random(in: 0...900, using: &random))
      }
      granted.append(now)
    }
    #expect(mostInASecond(granted) <= rate)
  }

  /// As `--max-rate 200` must be: within 3 % although every timer is late.
  @Test(arguments: [(10, 0), (100, 1000), (200, 0), (200, 4000), (200, 15_000), (1000, 3000), (1000, 20_000)])
  func theRateIsReachedWithin3PercentThroughLateTimers(_ rate: Int, _ microsecondsLate: Int) {
    var random = PolicyRandom(UInt64(rate))
    var limiter = RateLimiter(rate: rate)
    var now = RunInstant.start
    var granted: [RunInstant] = []
    while now < .at(30) {
      now = permit(&limiter, at: now) { .microseconds(Int.random(in: 0...microsecondsLate, using: &random)) }
      granted.append(now)
    }
    #expect(Double(granted.count) / 30 >= Double(rate) * 0.97)
    #expect(mostInASecond(granted) <= rate)
  }

  @Test func requestsAreSpreadOverTheSecond() {
    var limiter = RateLimiter(rate: 100)
    var instants: [RunInstant] = []
    var now = RunInstant.start
    for _ in 0..<10 {
      now = permit(&limiter, at: now) { .zero }
      instants.append(now)
    }
    for (before, after) in zip(instants, instants.dropFirst()) {
      #expect(before.duration(to: after) == .microseconds(10_220))
    }
  }

  @Test func aPauseIsNotMadeUpFor() {
    var limiter = RateLimiter(rate: 10)
    _ = limiter.take(at: .start)
    #expect(limiter.take(at: .at(60)) == .granted)
    #expect(limiter.take(at: .at(60)) == .notBefore(.at(60).advanced(by: .microseconds(102_200))))
  }

  @Test func askingCostsNothing() {
    var limiter = RateLimiter(rate: 1)
    #expect(limiter.take(at: .start) == .granted)
    for _ in 0..<100 { #expect(limiter.take(at: .at(0.5)) == .notBefore(.at(1.022))) }
    #expect(limiter.take(at: .at(1.022)) == .granted)
  }

  @Test func aClockThatGoesBackBuysNothing() {
    var limiter = RateLimiter(rate: 2)
    var granted = 0
    for _ in 0..<100 where limiter.take(at: .at(5)) == .granted { granted += 1 }
    for _ in 0..<100 where limiter.take(at: .start) == .granted { granted += 1 }
    #expect(granted == 1)
  }

  @Test(arguments: [(0, 1), (-5, 1), (1, 1), (1000, 1000), (1001, 1000), (Int.max, 1000)])
  func theRateIsBetween1And1000(_ wanted: Int, _ expected: Int) {
    #expect(RateLimiter(rate: wanted).rate == expected)
  }

  @Test func theDefaultIs100() { #expect(RateLimiter().rate == 100) }
}
