import Testing

@testable import Delivery

@Suite struct LatencyHistogramTests {
  private func random(_ seed: UInt64) -> [Int] {
    var random = PolicyRandom(seed)
    return (0..<1000).map { _ in
      Int.random(in: 0...(1 << Int.random(in: 0...26, using: &random)), using: &random)
    }
  }

  @Test(arguments: 1...5) func quantilesAreRightToAnEighth(seed: UInt64) throws {
    let values = random(seed)
    var histogram = LatencyHistogram()
    for value in values { histogram.add(.microseconds(value)) }
    let sorted = values.sorted()
    for share in [0.01, 0.5, 0.9, 0.99, 1] {
      let exact = sorted[max(0, Int((share * 1000).rounded(.up)) - 1)]
      let found = try #require(histogram.quantile(share))
      #expect(found >= .microseconds(exact) && found <= .microseconds(exact + exact / 8 + 1), "\(share)")
    }
    #expect(histogram.longest == .microseconds(sorted[999]))
  }

  @Test func twoAreAddedAsIfTheyWereOne() {
    var (first, second, both) = (LatencyHistogram(), LatencyHistogram(), LatencyHistogram())
    for value in random(8) {
      if value % 2 == 0 { first.add(.microseconds(value)) } else { second.add(.microseconds(value)) }
      both.add(.microseconds(value))
    }
    first.add(second)
    #expect(first == both)
  }

  @Test(arguments: [Duration.zero, .seconds(-1), .seconds(1 << 40)])
  func whatIsBeyondTheClassesIsCounted(latency: Duration) {
    var histogram = LatencyHistogram()
    histogram.add(latency)
    #expect(histogram.count == 1 && histogram.quantile(0.5) != nil)
    #expect(LatencyHistogram().quantile(0.5) == nil)
  }
}

@Suite struct DeliveryTimelineTests {
  @Test func slicesGrowWithTheRunAndKeepWhatWasCounted() {
    var timeline = DeliveryTimeline()
    for second in 0..<10_000 {
      let now = RunInstant(.seconds(second))
      timeline.began(at: now, isRepeated: second % 10 == 0)
      let outcome: AttemptOutcome =
        second % 5 == 0
        ? .answered(Answer(status: 429))
        : second % 7 == 0 ? .failed(.timeout) : .answered(Answer(status: 202))
      timeline.ended(outcome, sentAt: now, at: now.advanced(by: .milliseconds(40)))
      #expect(timeline.slices.count <= DeliveryTimeline.sliceCount)
    }
    #expect(timeline.sliceLength * DeliveryTimeline.sliceCount > .seconds(9999))
    #expect(timeline.slices.count > DeliveryTimeline.sliceCount / 2)
    #expect(timeline.slices.reduce(0) { $0 + $1.throttled } == 2000)
    #expect(timeline.slices.reduce(0) { $0 + $1.failed } == 1143)
    #expect(timeline.slices.reduce(0) { $0 + $1.attempts } == 10_000)
    #expect(timeline.repeated == 1000)
    #expect(timeline.latencies.count == 10_000 - 1143)
  }

  @Test func aSubmissionTellsItsAttempts() throws {
    let bench = try SubmitterBench { $0.attempt == 1 ? .status(429) : .status(202) }
    let outcome = bench.run(.many(30))
    let slices = outcome.timeline.slices
    #expect(slices.reduce(0) { $0 + $1.attempts } == outcome.attempts)
    #expect(slices.reduce(0) { $0 + $1.accepted } == 30 && slices.reduce(0) { $0 + $1.throttled } == 30)
    #expect(outcome.timeline.repeated == 30)
    #expect(outcome.timeline.latencies.count == 60)
  }

  /// A part of a bisected body is a body of its own.
  @Test func partsAreNoRepetitions() throws {
    let bench = try SubmitterBench(settings: { $0.bisects = true }) { _ in .status(400) }
    let outcome = bench.run([.of("a,b,c", reviews: 3)])
    #expect(outcome.attempts == 5 && outcome.timeline.repeated == 0)
  }

  @Test func nothingSentHasNoSlices() throws {
    #expect(try SubmitterBench { _ in .status(202) }.run([]).timeline.slices.isEmpty)
  }
}
