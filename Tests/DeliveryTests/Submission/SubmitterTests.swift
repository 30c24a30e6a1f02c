import Ledger
import Records
import Testing

@testable import Delivery

struct SubmitterTests {
  typealias Amount = SubmissionOutcome.Amount

  @Test func everythingIsAcceptedAndNoted() throws {
    let bench = try SubmitterBench { _ in .status(202) }
    let outcome = bench.run(.many(100))
    #expect(outcome.accepted == Amount(requests: 100, reviews: 200))
    #expect(outcome.refused == Amount() && outcome.unsent == Amount())
    #expect(outcome.attempts == 100 && outcome.failedAttempts.isEmpty && outcome.tokens == 1)
    #expect(outcome.stop == nil && outcome.problems.isEmpty)
    #expect(Set(bench.server.accepted).count == 100)
    #expect(bench.log.noted.map(\.number).sorted() == Array(1...100))
    #expect(bench.log.noted.allSatisfy { $0.keys.count == 2 && !$0.isConfirmed })
  }

  @Test func withoutALedgerAcceptedIsWhatWasAnswered() throws {
    let bench = try SubmitterBench(hasLog: false) { $0.attempt == 1 ? .status(503) : .status(202) }
    let outcome = bench.run(.many(50))
    #expect(outcome.accepted == Amount(requests: 50, reviews: 100) && outcome.attempts == 100)
    #expect(bench.log.noted.isEmpty && bench.server.accepted.count == 50)
  }

  @Test func nothingToSendAsksForNothing() throws {
    let bench = try SubmitterBench { _ in .status(202) }
    #expect(bench.run([]).attempts == 0)
    #expect(bench.server.tokenArrivals.isEmpty)
  }

  @Test(arguments: [(IngestEndpoint.asynchronous, "/async", false), (.synchronous, "", true)])
  func requestsAreMadeAsTheAPIWantsThem(
    _ endpoint: IngestEndpoint, _ path: String, _ isConfirmed: Bool
  ) throws {
    let bench = try SubmitterBench(settings: { $0.endpoint = endpoint }) { _ in .status(200) }
    _ = bench.run([.of("body")])
    let arrival = try #require(bench.server.arrivals.first)
    #expect(arrival.url == "https://api.example/v1/reviews/ingest\(path)")
    #expect(
      arrival.headers == [
        "Content-Type": "application/json", "X-PIM-URL": "https://pim.example", "X-PIM-TOKEN": "access-1",
        "X-PIM-CLIENT-ID": "client-id-7",
      ])
    #expect(bench.log.noted.first?.isConfirmed == isConfirmed)
    let token = try #require(bench.server.tokenArrivals.first)
    #expect(token.url == "https://pim.example/api/oauth/v1/token")
    #expect(token.headers["Authorization"] == "Basic Y2xpZW50LWlkLTc6Y2xpZW50LXNlY3JldC03")
    #expect(
      token.body == #"{"grant_type":"password","username":"robot-user","password":"pass\"w\\ord/é"}"#)
  }

  /// What the server does with the first attempts of a body, and how often it comes then.
  @Test(
    arguments: [
      ([.status(429, .wait(.seconds(5)))], 2, ["429": 1], 5.0),
      ([.status(500), .status(503)], 3, ["500": 1, "503": 1], 0),
      (
        [.fault(.cut), .fault(.timeout), .fault(.refused), .fault(.unresolved)], 5,
        ["cut": 1, "timeout": 1, "refused": 1, "unresolved": 1], 0
      ),
      ([.status(408)], 2, ["408": 1], 0), ([.status(503, .capped)], 1, ["503": 1], 0),
    ] as [([FakeServer.Reply], Int, [String: Int], Double)])
  func whatIsWorthItIsTriedAgain(
    _ replies: [FakeServer.Reply], _ attempts: Int, _ failed: [String: Int], _ seconds: Double
  ) throws {
    let bench = try SubmitterBench { arrival in
      arrival.attempt <= replies.count ? replies[arrival.attempt - 1] : .status(202)
    }
    let outcome = bench.run([.of("a")])
    let isAccepted = attempts > replies.count
    #expect(outcome.accepted.requests == (isAccepted ? 1 : 0))
    #expect(outcome.unsent.requests == (isAccepted ? 0 : 1), "an hour's wait is longer than a run's patience")
    #expect(outcome.attempts == attempts && outcome.failedAttempts == failed)
    let times = bench.server.arrivals.map(\.at)
    if times.count > 1 { #expect(times[1] - times[0] >= .seconds(seconds)) }
  }

  @Test func whatUsesUpItsAttemptsIsKeptForTheNextRun() throws {
    let bench = try SubmitterBench { $0.body == "r2" ? .status(500) : .status(202) }
    let outcome = bench.run(.many(40))
    #expect(outcome.accepted.requests == 39 && outcome.unsent == Amount(requests: 1, reviews: 2))
    #expect(outcome.stop == nil)
    #expect(bench.server.arrivals.count { $0.body == "r2" } == 8)
    #expect(
      outcome.problems.map(\.words) == [
        """
        1 request with 2 reviews was not accepted until the attempts were used up, the last time because \
        the API at 'api.example' answered 500; it is kept for the next run
        """
      ])
  }

  @Test(
    arguments: [
      (.refused, "the connection to 'api.example' was refused"),
      (.unresolved, "the name 'api.example' has no address"),
      (.timeout, "no answer came in time from 'api.example'"),
    ] as [(ConnectionFault, String)])
  func aServerThatIsNotThereIsNamed(_ fault: ConnectionFault, _ words: String) throws {
    let bench = try SubmitterBench { _ in .fault(fault) }
    let outcome = bench.run(.many(2))
    #expect(outcome.attempts == 16 && outcome.unsent.requests == 2)
    #expect(outcome.problems.count == 1)
    #expect(outcome.problems.first?.words.contains(words) == true)
    #expect(!outcome.isAboutAddress && !outcome.isAboutCredentials)
  }

  @Test func aRefusedBodyIsKeptAndTheRunGoesOn() throws {
    let bench = try SubmitterBench { arrival in
      arrival.body == "r3"
        ? .status(400, body: #"{"errors":["review is missing"]}"#) : .status(202)
    }
    let outcome = bench.run(.many(50))
    #expect(outcome.accepted.requests == 49 && outcome.refused == Amount(requests: 1, reviews: 2))
    let failure = try #require(bench.sink.kept.first)
    #expect(bench.sink.bodies == ["r3"] && failure.attempts == 1 && failure.refusal.status == 400)
    #expect(failure.answer == #"{"errors":["review is missing"]}"# && failure.request.number == 3)
    #expect(bench.reports == [failure.problem])
    #expect(failure.problem.fix == "the API may expect the other body shape: try '--body envelope'")
    #expect(outcome.problems.isEmpty && outcome.stop == nil)
  }

  @Test func theRateHoldsInAnySecondRetriesIncluded() throws {
    for seed in 0..<4 {
      let bench = try SubmitterBench(seed: seed, settings: { $0.maxRate = 50 }) { arrival in
        let isBad = (arrival.body.utf8.reduce(arrival.attempt) { $0 * 31 + Int($1) }) % 9 == 0
        return isBad ? .status([429, 500, 503][arrival.attempt % 3]) : .status(202)
      }
      let outcome = bench.run(.many(300))
      #expect(outcome.accepted.requests == 300 && outcome.attempts > 310)
      #expect(bench.server.mostInASecond <= 50)
      let last = try #require(bench.server.arrivals.map(\.at).max())
      #expect(last < .seconds(Double(outcome.attempts) / 50 * 1.03 + 4), "and is made use of")
    }
  }

  @Test(arguments: [1, 3, 16]) func concurrencyStaysBelowItsCeiling(_ ceiling: Int) throws {
    let change: (inout SubmissionSettings) -> Void = {
      $0.maxRate = nil
      $0.maxConcurrency = ceiling
    }
    let bench = try SubmitterBench(seed: ceiling, settings: change) { _ in .status(202, after: .seconds(1)) }
    let outcome = bench.run(.many(300))
    #expect(outcome.accepted.requests == 300)
    #expect(bench.server.mostInFlight == ceiling, "and is reached")
    #expect(bench.log.mostUnderWay <= ceiling)
  }

  /// A slow log holds permits: what was accepted and not noted is never more than may be in flight.
  @Test func aPlaceIsHeldUntilTheRequestIsNoted() throws {
    let change: (inout SubmissionSettings) -> Void = {
      $0.maxRate = nil
      $0.maxConcurrency = 4
    }
    let bench = try SubmitterBench(settings: change, noteTakes: .seconds(5)) { _ in
      .status(202, after: .zero)
    }
    #expect(bench.run(.many(40)).accepted.requests == 40)
    #expect(bench.log.mostUnderWay == 4)
    // Ten rounds of four.
    #expect(bench.clock.now.offset >= .seconds(45))
  }

  /// Half of the requests wait for minutes: the others do not wait for them.
  @Test func requestsInBackOffHoldNoPlace() throws {
    let change: (inout SubmissionSettings) -> Void = {
      $0.maxRate = nil
      $0.maxConcurrency = 4
    }
    let bench = try SubmitterBench(settings: change) { arrival in
      let isSlow = (Int(arrival.body.dropFirst()) ?? 0) % 2 == 0
      return isSlow && arrival.attempt == 1 ? .status(503, .wait(.seconds(100))) : .status(202)
    }
    let outcome = bench.run(.many(400))
    #expect(outcome.accepted.requests == 400)
    let others = bench.server.arrivals.filter { (Int($0.body.dropFirst()) ?? 0) % 2 == 1 }
    #expect(others.allSatisfy { $0.at < .seconds(50) })
  }
}
