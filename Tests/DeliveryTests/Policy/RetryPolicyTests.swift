import Testing

@testable import Delivery

struct RetryPolicyTests {
  static let ceilings: [(attempts: Int, milliseconds: Int)] = [
    (1, 500), (2, 1000), (3, 2000), (4, 4000), (5, 8000), (6, 16_000), (7, 32_000), (8, 60_000), (9, 60_000),
    (63, 60_000), (64, 60_000), (1_000_000, 60_000), (0, 500), (-1, 500),
  ]

  @Test(arguments: ceilings) func theLongestWaitDoubles(_ attempts: Int, _ milliseconds: Int) {
    #expect(RetryPolicy().ceiling(after: attempts) == .milliseconds(milliseconds))
  }

  /// The table of the documentation.
  @Test func theSumOfTheLongestWaitsIsAMinute() {
    var random = LongestWait()
    var elapsed = Duration.zero
    for attempts in 1...7 {
      guard case .wait(let wait) = RetryPolicy().decide(after: attempts, elapsed: elapsed, using: &random)
      else {
        Issue.record("gave up after \(attempts)")
        return
      }
      elapsed += wait
    }
    #expect(elapsed == .milliseconds(63_500))
    #expect(RetryPolicy().decide(after: 8, elapsed: elapsed, using: &random) == .giveUp(.attempts))
  }

  @Test func waitsAreSpreadOverAllOfTheRange() {
    var random = PolicyRandom(7)
    var buckets = [Int](repeating: 0, count: 10)
    for _ in 0..<10_000 {
      guard case .wait(let wait) = RetryPolicy().decide(after: 3, elapsed: .zero, using: &random) else {
        continue
      }
      buckets[min(9, Int(wait / .milliseconds(200)))] += 1
    }
    #expect(buckets.reduce(0, +) == 10_000)
    // 1,000 each; 5 standard deviations are 150.
    #expect(buckets.allSatisfy { (850...1150).contains($0) })
  }

  @Test func theSameSeedGivesTheSameWaits() {
    func waits(_ seed: UInt64) -> [RetryPolicy.Decision] {
      var random = PolicyRandom(seed)
      return (1...7).map { RetryPolicy().decide(after: $0, elapsed: .zero, using: &random) }
    }
    #expect(waits(3) == waits(3))
    #expect(waits(3) != waits(4))
  }

  @Test func retryAfterIsKeptWithTheJitterOnTop() {
    var shortest = ShortestWait()
    var longest = LongestWait()
    let policy = RetryPolicy()
    #expect(
      policy.decide(after: 1, elapsed: .zero, retryAfter: .seconds(30), using: &shortest)
        == .wait(.seconds(30)))
    #expect(
      policy.decide(after: 1, elapsed: .zero, retryAfter: .seconds(30), using: &longest)
        == .wait(.milliseconds(30_500)))
    #expect(policy.decide(after: 1, elapsed: .zero, retryAfter: .zero, using: &shortest) == .wait(.zero))
  }

  struct LimitCase: Sendable {
    var attempts: Int
    var elapsed: Int
    var retryAfter: Int?
    var expected: RetryPolicy.Decision
  }

  @Test(arguments: [
    LimitCase(attempts: 1, elapsed: 600, expected: .wait(.zero)),
    LimitCase(attempts: 1, elapsed: 601, expected: .giveUp(.time)),
    LimitCase(attempts: 1, elapsed: 0, retryAfter: 600, expected: .wait(.seconds(600))),
    LimitCase(attempts: 1, elapsed: 1, retryAfter: 600, expected: .giveUp(.time)),
    LimitCase(attempts: 1, elapsed: 0, retryAfter: 3600, expected: .giveUp(.time)),
    LimitCase(attempts: 7, elapsed: 0, expected: .wait(.zero)),
    LimitCase(attempts: 8, elapsed: 0, expected: .giveUp(.attempts)),
    LimitCase(attempts: 8, elapsed: 900, expected: .giveUp(.attempts)),
    LimitCase(attempts: 9, elapsed: 0, retryAfter: 0, expected: .giveUp(.attempts)),
  ])
  func bothLimitsHold(_ item: LimitCase) {
    var random = ShortestWait()
    let decision = RetryPolicy().decide(
      after: item.attempts, elapsed: .seconds(item.elapsed), retryAfter: item.retryAfter.map { .seconds($0) },
      using: &random)
    #expect(decision == item.expected)
  }

  @Test func noSettingOverflows() {
    var random = LongestWait()
    for base in [Duration.zero, .nanoseconds(1), .seconds(1), .seconds(Int64.max), .seconds(-5)] {
      let policy = RetryPolicy(
        base: base, longest: .seconds(3600), maxAttempts: .max, maxTime: .seconds(Int64.max))
      for attempts in [1, 2, 62, 63, 64, 1000, Int.max - 1] {
        guard case .wait(let wait) = policy.decide(after: attempts, elapsed: .zero, using: &random) else {
          Issue.record("gave up after \(attempts)")
          continue
        }
        #expect(wait >= .zero && wait <= .seconds(3600))
      }
    }
  }
}
