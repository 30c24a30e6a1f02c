import Ledger
import Records
import Testing

@testable import Delivery

/// Runs through all faults, stopped at any moment, with tasks in any order.
struct SubmitterPropertyTests {
  static func script(_ seed: Int) -> FakeServer.Script {
    { arrival in
      let mixed = arrival.body.utf8.reduce(seed &* 7919 &+ arrival.attempt &* 104_729) { $0 &* 31 &+ Int($1) }
      var random = PolicyRandom(UInt64(bitPattern: Int64(mixed)))
      let after = random.milliseconds(0...80)
      switch Int.random(in: 0..<100, using: &random) {
      case 0..<5: return .status(429, .wait(.seconds(1)), after: after)
      case 5..<8: return .status(500, after: after)
      case 8..<10: return .status(503, after: after)
      case 10..<12: return .fault(.cut)
      case 12..<14: return .fault(.timeout)
      case 14..<16: return .status(400, body: "no", after: after)
      case 16: return .status(401, after: after)
      case 17 where seed % 5 == 0: return .status(403, after: after)
      default: return .status(202, after: after)
      }
    }
  }

  @Test(arguments: 0..<400) func whateverHappensEverythingIsCountedOnce(_ seed: Int) throws {
    var random = PolicyRandom(UInt64(seed) &+ 77)
    let rate = random.isChosen(50) ? 50 : nil
    let change: (inout SubmissionSettings) -> Void = {
      $0.maxRate = rate
      $0.maxConcurrency = 1 + seed % 9
      $0.retry = RetryPolicy(maxAttempts: 4)
      $0.maxQueuedBytes = seed % 3 == 0 ? 100 : 1 << 20
    }
    let logFailsAt = random.isChosen(10) ? Int.random(in: 1...60, using: &random) : nil
    let sinkFailsAt = random.isChosen(10) ? 2 : nil
    let bench = try SubmitterBench(
      seed: seed, settings: change, tokenLifetime: .seconds(seed % 2 == 0 ? 1 : 3600), logFailsAt: logFailsAt,
      sinkFailsAt: sinkFailsAt, script: Self.script(seed))
    let requests = [OutgoingRequest].many(80)
    let drainAt = random.isChosen(70) ? Int.random(in: 1...1500, using: &random) : nil
    let outcome = bench.run(requests, drainAt: drainAt)
    expectSums(bench, outcome)
    expectTruth(bench, outcome, logFailed: logFailsAt != nil && outcome.stop.writing != nil)
    #expect(bench.server.mostInFlight <= 1 + seed % 9)
    #expect(bench.server.mostTokensInFlight <= 1)
    if rate != nil { #expect(bench.server.mostInASecond <= 50) }
    if drainAt == nil && outcome.stop == nil { #expect(bench.handedOver.count == 80) }
  }

  func expectSums(_ bench: SubmitterBench, _ outcome: SubmissionOutcome) {
    let all = [outcome.accepted, outcome.refused, outcome.unsent]
    #expect(all.reduce(0) { $0 + $1.requests } == bench.handedOver.count)
    #expect(all.reduce(0) { $0 + $1.reviews } == bench.handedOver.count * 2)
    #expect(outcome.attempts == bench.server.arrivals.count)
    #expect(outcome.refused.requests == bench.sink.kept.count)
    let failed = outcome.failedAttempts.values.reduce(0, +)
    #expect(failed == outcome.attempts - bench.server.accepted.count)
    if outcome.unsent.requests > 0 { #expect(!outcome.problems.isEmpty) }
  }

  /// Noted is what was answered with a 2xx, once, and nothing else.
  func expectTruth(_ bench: SubmitterBench, _ outcome: SubmissionOutcome, logFailed: Bool) {
    var bodies: [ObjectIdentifier: String] = [:]
    for request in bench.handedOver {
      guard let keys = request.reviews else { continue }
      bodies[ObjectIdentifier(keys)] = String(decoding: request.body, as: UTF8.self)
    }
    let noted = bench.log.noted.compactMap { bodies[ObjectIdentifier($0.keys)] }
    #expect(noted.count == outcome.accepted.requests && Set(noted).count == noted.count)
    #expect(Set(noted).isSubset(of: bench.server.accepted))
    if !logFailed { #expect(noted.sorted() == bench.server.accepted.sorted()) }
    #expect(Set(bench.log.noted.map(\.number)).count == noted.count)
  }
}
