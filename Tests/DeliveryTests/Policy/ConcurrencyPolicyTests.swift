import Testing

@testable import Delivery

struct ConcurrencyPolicyTests {
  /// Answers of one round at full use.
  func round(_ policy: inout ConcurrencyPolicy, latency: Duration = .milliseconds(20)) {
    let limit = policy.limit
    for _ in 0..<limit { policy.succeeded(latency: latency, inFlight: limit) }
  }

  @Test func itDoublesAtFirstAndStopsAtTheCeiling() {
    var policy = ConcurrencyPolicy(ceiling: 50)
    var limits = [policy.limit]
    for _ in 0..<5 {
      round(&policy)
      limits.append(policy.limit)
    }
    #expect(limits == [4, 8, 16, 32, 50, 50])
  }

  @Test func afterTheFirstStrainItGrowsByOneARound() {
    var policy = ConcurrencyPolicy(ceiling: 100, start: 20)
    policy.strained(sentAt: .at(1), at: .at(1))
    #expect(policy.limit == 10)
    for round in 1...10 {
      self.round(&policy)
      #expect((10 + round - 1...10 + round).contains(policy.limit))
    }
  }

  @Test func itHalvesOnceAWindow() {
    var policy = ConcurrencyPolicy(ceiling: 64, start: 64)
    for second in [0.0, 0.1, 0.5, 0.99] { policy.strained(sentAt: .at(second), at: .at(second)) }
    #expect(policy.limit == 32)
    policy.strained(sentAt: .at(0.5), at: .at(1.0))
    #expect(policy.limit == 16)
  }

  @Test func aTimeoutOfARequestFromBeforeTheHalvingTellsNothing() {
    var policy = ConcurrencyPolicy(ceiling: 64, start: 64)
    policy.strained(sentAt: .at(9), at: .at(10))
    for second in 11...40 { policy.strained(sentAt: .at(9.5), at: .at(Double(second))) }
    #expect(policy.limit == 32)
    policy.strained(sentAt: .at(10.1), at: .at(40))
    #expect(policy.limit == 16)
  }

  @Test func itNeverFallsBelowOneAndRecovers() {
    var policy = ConcurrencyPolicy(ceiling: 8)
    for second in 1...20 { policy.strained(sentAt: .at(Double(second)), at: .at(Double(second))) }
    #expect(policy.limit == 1)
    for _ in 0..<50 { round(&policy) }
    #expect(policy.limit == 8)
  }

  @Test func itDoesNotGrowWhileLatencyDoes() {
    var policy = ConcurrencyPolicy(ceiling: 1000)
    for _ in 0..<3 { round(&policy) }
    // The smoothed latency takes some answers to leave twice the lowest behind.
    for _ in 0..<20 { policy.succeeded(latency: .milliseconds(200), inFlight: policy.limit) }
    let before = policy.limit
    for _ in 0..<100 { policy.succeeded(latency: .milliseconds(200), inFlight: policy.limit) }
    #expect(policy.limit == before)
  }

  @Test func aServerThatBecameSlowerForGoodIsTheNewMeasure() {
    var policy = ConcurrencyPolicy(ceiling: 1000)
    for _ in 0..<3 { round(&policy) }
    for _ in 0..<100 { policy.succeeded(latency: .milliseconds(200), inFlight: policy.limit) }
    let before = policy.limit
    for _ in 0..<2000 { policy.succeeded(latency: .milliseconds(200), inFlight: policy.limit) }
    #expect(policy.limit > before)
  }

  @Test func noiseOfAFastNetworkDoesNotCount() {
    var random = PolicyRandom(2)
    var policy = ConcurrencyPolicy(ceiling: 256)
    for _ in 0..<2000 {
      policy.succeeded(
        latency: .microseconds(Int.random(in: 100...4000, using: &random)), inFlight: policy.limit)
    }
    #expect(policy.limit == 256)
  }

  @Test func theHandshakesOfTheFirstConnectionsDoNotEndTheClimb() {
    var policy = ConcurrencyPolicy(ceiling: 64)
    for _ in 0..<4 { policy.succeeded(latency: .milliseconds(250), inFlight: 4) }
    for _ in 0..<100 { policy.succeeded(latency: .milliseconds(40), inFlight: policy.limit) }
    #expect(policy.limit == 64)
  }

  @Test func aLimitThatIsNotUsedDoesNotGrow() {
    var policy = ConcurrencyPolicy(ceiling: 64, start: 10)
    for _ in 0..<100 { policy.succeeded(latency: .milliseconds(20), inFlight: 4) }
    #expect(policy.limit == 10)
  }

  @Test(arguments: [(0, 1), (-3, 1), (1, 1), (3, 3), (100, 4)])
  func itBeginsInsideItsBounds(_ ceiling: Int, _ expected: Int) {
    #expect(ConcurrencyPolicy(ceiling: ceiling).limit == expected)
  }

  @Test(arguments: 0..<50) func itStaysInsideItsBounds(_ seed: Int) {
    var random = PolicyRandom(UInt64(seed))
    let ceiling = Int.random(in: 1...200, using: &random)
    var policy = ConcurrencyPolicy(ceiling: ceiling, start: Int.random(in: -5...300, using: &random))
    var now = RunInstant.start
    for _ in 0..<2000 {
      now = now.advanced(by: random.milliseconds(0...300))
      let before = policy.limit
      if random.isChosen(20) {
        policy.strained(sentAt: RunInstant(now.sinceStart - random.milliseconds(0...5000)), at: now)
        #expect(policy.limit >= before / 2)
      } else {
        policy.succeeded(
          latency: random.milliseconds(0...2000), inFlight: Int.random(in: 0...300, using: &random))
        #expect(policy.limit >= before && policy.limit <= before + 1)
      }
      #expect((1...ceiling).contains(policy.limit))
    }
  }
}
