import Ledger
import Records
import Testing

@testable import Delivery

struct SubmitterBisectTests {
  func body(_ names: [String]) -> OutgoingRequest {
    .of(names.joined(separator: ","), reviews: names.count, number: 7)
  }

  func bench(
    seed: Int = 1, logFailsAt: Int? = nil, script: @escaping FakeServer.Script
  ) throws -> SubmitterBench {
    try SubmitterBench(seed: seed, settings: { $0.bisects = true }, logFailsAt: logFailsAt, script: script)
  }

  static func refusesBad(_ arrival: FakeServer.Arrival) -> FakeServer.Reply {
    arrival.body.contains("bad") ? .status(400, body: "no \(arrival.body)") : .status(202)
  }

  @Test func theSpoilingReviewIsFoundAndTheOthersAreAccepted() throws {
    let bench = try bench(script: Self.refusesBad)
    let outcome = bench.run([body(["a", "b", "bad1", "c", "d", "e", "bad2", "f"]), .of("good", number: 8)])
    #expect(outcome.accepted.reviews == 7 && outcome.refused.reviews == 2 && outcome.unsent.reviews == 0)
    #expect(outcome.accepted.requests == 1 && outcome.refused.requests == 1)
    #expect(Set(bench.sink.bodies) == ["bad1", "bad2"])
    #expect(bench.sink.kept.allSatisfy { $0.answer.hasPrefix("no bad") && $0.request.number == 7 })
    #expect(bench.log.noted.reduce(0) { $0 + $1.keys.count } == 7)
    let numbers = bench.log.noted.map(\.number)
    #expect(Set(numbers).count == numbers.count)
    #expect(outcome.stop == nil && bench.reports.count == 2)
  }

  @Test func withoutTheOptionTheWholeIsKept() throws {
    let bench = try SubmitterBench(script: Self.refusesBad)
    let outcome = bench.run([body(["a", "bad", "c"])])
    #expect(outcome.refused.reviews == 3 && outcome.attempts == 1 && bench.sink.bodies == ["a,bad,c"])
  }

  /// All is refused: 64 parts are tried, the rest is kept in ranges.
  @Test func rangesThatAreLeftAreKeptWhole() throws {
    let names = (0..<100).map { "bad\($0)" }
    let bench = try bench { $0.body == "ok" ? .status(202) : Self.refusesBad($0) }
    let outcome = bench.run([.of("ok", number: 1), body(names)])
    #expect(outcome.refused.reviews == 100 && outcome.refused.requests == 1)
    #expect(bench.server.arrivals.count == 66)
    let kept = bench.sink.bodies.flatMap { $0.split(separator: ",").map(String.init) }
    #expect(kept.sorted() == names.sorted())
    #expect(bench.sink.kept.reduce(0) { $0 + $1.request.reviewCount } == 100)
  }

  @Test func aPartThatIsNotDecidedIsSentByTheNextRun() throws {
    let bench = try bench { arrival in
      arrival.body == "a,b" ? .status(500) : Self.refusesBad(arrival)
    }
    let outcome = bench.run([.of("ok", number: 1), body(["a", "b", "bad", "d"])])
    #expect(outcome.accepted.reviews == 2 && outcome.refused.reviews == 1 && outcome.unsent.reviews == 2)
    #expect(outcome.refused.requests == 1 && outcome.unsent.requests == 0)
    #expect(bench.sink.bodies == ["bad"] && outcome.problems.map(\.code) == ["delivery.gave-up"])
  }

  @Test func aBodyThatCannotBeCutIsKeptWhole() throws {
    let whole = OutgoingRequest.of("bad", reviews: 3, number: 7)
    let bench = try SubmitterBench(settings: { $0.bisects = true }, canSlice: false, script: Self.refusesBad)
    let outcome = bench.run([whole])
    #expect(outcome.refused.reviews == 3 && outcome.attempts == 1)
    #expect(bench.sink.bodies.allSatisfy { $0 == "bad" })
  }

  @Test(arguments: 1...120) func drainedAtAnyMomentTheReviewsAddUp(_ seed: Int) throws {
    var random = PolicyRandom(UInt64(seed))
    let requests = (1...8).map { number in
      body((0..<12).map { random.isChosen(15) ? "bad\(number)-\($0)" : "n\(number)-\($0)" })
    }
    let bench = try bench(seed: seed, logFailsAt: seed % 7 == 0 ? 9 : nil) { arrival in
      arrival.attempt == 1 && arrival.body.utf8.count % 11 == 0 ? .status(503) : Self.refusesBad(arrival)
    }
    let outcome = bench.run(requests, drainAt: seed * 12)
    let handedOver = bench.handedOver.count
    #expect(
      outcome.accepted.requests + outcome.refused.requests + outcome.unsent.requests == handedOver)
    #expect(outcome.accepted.reviews + outcome.refused.reviews + outcome.unsent.reviews == handedOver * 12)
    #expect(bench.log.noted.reduce(0) { $0 + $1.keys.count } == outcome.accepted.reviews)
    #expect(bench.sink.kept.reduce(0) { $0 + $1.request.reviewCount } == outcome.refused.reviews)
    #expect(Set(bench.log.noted.map(\.number)).count == bench.log.noted.count)
  }
}
