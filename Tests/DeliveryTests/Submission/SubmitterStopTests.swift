import Records
import Testing

@testable import Delivery

struct SubmitterStopTests {
  @Test(
    arguments: [
      (404, "delivery.address"), (405, "delivery.address"), (410, "delivery.address"),
      (301, "delivery.redirect"),
      (999, "delivery.protocol"),
    ] as [(Int, ProblemCode)])
  func aWrongAddressStopsTheRunAtOnce(_ status: Int, _ code: ProblemCode) throws {
    let bench = try SubmitterBench { _ in .status(status) }
    let outcome = bench.run(.many(100))
    #expect(outcome.isAboutAddress && !outcome.isAboutCredentials)
    #expect(outcome.attempts <= 4 && outcome.unsent.requests == bench.handedOver.count)
    #expect(bench.sink.kept.isEmpty, "nothing is in 'failed/'")
    #expect(outcome.problems.map(\.code) == [code])
    #expect(outcome.problems.first?.words.contains("'api.example'") == true)
    #expect(outcome.problems.first?.fix == "check '--api-url'")
  }

  @Test func onceSomethingWasAcceptedAnAddressIsNotWrong() throws {
    let bench = try SubmitterBench { $0.body == "r1" || $0.at < .seconds(1) ? .status(202) : .status(404) }
    let outcome = bench.run(.many(3000))
    #expect(outcome.stop.opening?.isAboutAddress == true && !outcome.isAboutAddress)
  }

  @Test func anUntrustedCertificateStopsTheRunAndIsNamed() throws {
    let bench = try SubmitterBench { _ in .fault(.certificate) }
    let outcome = bench.run(.many(100))
    #expect(outcome.unsent.requests == bench.handedOver.count && outcome.attempts <= 4)
    #expect(outcome.problems.map(\.code) == ["delivery.certificate"])
    #expect(outcome.problems.first?.words.contains("'api.example'") == true)
    #expect(!outcome.isAboutAddress && !outcome.isAboutCredentials)
  }

  @Test func aProxyThatWantsOtherCredentialsStopsTheRunAndIsNamed() throws {
    let bench = try SubmitterBench { _ in .fault(.proxyCredentials) }
    let outcome = bench.run(.many(100))
    #expect(outcome.unsent.requests == bench.handedOver.count && outcome.attempts <= 4)
    #expect(outcome.problems.map(\.code) == ["delivery.proxy-credentials"])
    let words = "did not answer: the proxy before it answered 407"
    #expect(outcome.problems.first?.words.contains(words) == true)
    #expect(!outcome.isAboutAddress && !outcome.isAboutCredentials)
  }

  @Test(arguments: [1, 3, 60]) func aClientThatIsNotLetInStopsTheRun(_ count: Int) throws {
    let bench = try SubmitterBench { _ in .status(403, body: "forbidden") }
    let outcome = bench.run(.many(count))
    #expect(outcome.isAboutCredentials)
    #expect(outcome.refused.requests >= min(5, count) && outcome.refused.requests <= 5 + 16)
    #expect(outcome.refused.requests + outcome.unsent.requests == bench.handedOver.count)
    #expect(bench.sink.kept.count == outcome.refused.requests)
    #expect(outcome.problems.map(\.code) == ["delivery.permission"])
  }

  @Test func aFirewallThatDislikesSomeReviewsStopsNothing() throws {
    let bench = try SubmitterBench { ["r1", "r2", "r90"].contains($0.body) ? .status(403) : .status(202) }
    let outcome = bench.run(.many(100))
    #expect(outcome.accepted.requests == 97 && outcome.refused.requests == 3)
    #expect(outcome.stop == nil && !outcome.isAboutCredentials)
  }

  @Test func aServerThatIsDownStopsTheRun() throws {
    let bench = try SubmitterBench { $0.at < .seconds(2) ? .status(202) : .status(500) }
    let outcome = bench.run(.many(100_000))
    guard case .unavailable(.serverError(500), let failures) = outcome.stop.opening else {
      Issue.record("not open")
      return
    }
    #expect(failures >= 20)
    #expect(outcome.accepted.requests + outcome.unsent.requests == bench.handedOver.count)
    #expect(bench.handedOver.count < 2000, "the rest was not taken")
    #expect(outcome.problems.map(\.code) == ["delivery.unavailable"])
    #expect(outcome.problems.first?.words.contains("the API at 'api.example' answered 500") == true)
    let times = bench.server.arrivals.map(\.at)
    #expect((times.max() ?? .zero) >= .seconds(12), "ten seconds of failures come first")
    #expect(!outcome.isAboutCredentials && !outcome.isAboutAddress)
  }

  @Test func aRunOfBadBodiesStops() throws {
    let bench = try SubmitterBench { _ in .status(400) }
    let outcome = bench.run(.many(1000))
    #expect(outcome.refused.requests >= 100 && outcome.refused.requests <= 116)
    #expect(outcome.problems.map(\.code) == ["delivery.nothing-accepted"])
  }

  @Test(arguments: [1, 2, 17]) func aLogThatFailsStopsTheRun(_ call: Int) throws {
    let bench = try SubmitterBench(logFailsAt: call) { _ in .status(202) }
    let outcome = bench.run(.many(100))
    #expect(outcome.stop.writing == FakeLog.failure)
    #expect(outcome.accepted.requests == call - 1 && bench.log.noted.count == call - 1)
    #expect(outcome.accepted.requests + outcome.unsent.requests == bench.handedOver.count)
    #expect(outcome.problems == [FakeLog.failure])
  }

  @Test func aFolderForFailuresThatCannotBeWrittenStopsTheRun() throws {
    let bench = try SubmitterBench(sinkFailsAt: 2) {
      (Int($0.body.dropFirst()) ?? 0) % 5 == 0 ? .status(400) : .status(202)
    }
    let outcome = bench.run(.many(100))
    #expect(outcome.stop.writing == FakeSink.failure && outcome.problems == [FakeSink.failure])
    #expect(outcome.refused.requests == 1 && bench.sink.kept.count == 1 && bench.reports.count == 1)
    #expect(
      outcome.accepted.requests + outcome.refused.requests + outcome.unsent.requests
        == bench.handedOver.count)
    #expect(outcome.accepted.requests == bench.log.noted.count)
  }

  @Test func drainingBeforeTheStartSendsNothing() throws {
    let bench = try SubmitterBench { _ in .status(202) }
    bench.submitter.drain()
    let outcome = bench.run(.many(10))
    #expect(outcome.attempts == 0 && outcome.unsent.requests == 0 && outcome.stop.isDrained)
    #expect(outcome.problems.isEmpty, "nothing was handed over")
    #expect(throws: Problem.self) { try bench.submitter.submit(.of("late")) }
  }

  @Test func whatWaitsForItsNextAttemptIsKeptWhenDrained() throws {
    let bench = try SubmitterBench(seed: 3) { _ in .status(503, .wait(.seconds(300))) }
    let outcome = bench.run(.many(30), drainAt: 200)
    #expect(outcome.unsent.requests == bench.handedOver.count && outcome.stop.isDrained)
    #expect(bench.clock.now.offset < .seconds(300), "nobody waits for it")
    #expect(outcome.problems.map(\.code) == ["delivery.drained"])
  }
}
