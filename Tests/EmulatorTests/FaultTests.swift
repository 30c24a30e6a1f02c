import Foundation
import Testing

@testable import Emulator

@Suite("Faults")
struct FaultTests {
  private func with(
    _ faults: [Fault], time: EmulatorTime = .continuous,
    _ body: @Sendable (EmulatorServer) async throws -> Void
  ) async throws {
    let configuration = EmulatorConfiguration(catalog: catalog, faults: FaultPlan(faults: faults))
    try await EmulatorServer.with(configuration, time: time, body)
  }

  private static let first = Fault.Match(requests: 1...1)

  @Test("a status is answered with its headers, and nothing is processed")
  func status() async throws {
    let busy = Fault("busy", Self.first, .init(.status(503, retryAfter: "7")))
    let moved = Fault("moved", .init(requests: 2...2), .init(.status(307, location: "http://x.example/")))
    try await with([busy, moved]) { server in
      let reply = try await server.ingest(flatBody([review("1")]))
      #expect(reply.status == 503)
      #expect(reply.header("retry-after") == "7")
      #expect(reply.errors == ["a planned fault"])
      let redirect = try await server.ingest(flatBody([review("1")]))
      #expect((redirect.status, redirect.header("location")) == (307, "http://x.example/"))
      #expect(server.snapshot.stored == 0)
      try await expect(server.ingest(flatBody([review("1")])), is: 202)
      #expect(server.snapshot.faults == ["busy": 1, "moved": 1])
      #expect(server.snapshot.requestsByOutcome == ["202": 1, "307": 1, "503": 1])
    }
  }

  @Test(
    "a connection is closed before or after processing",
    arguments: [(Fault.Effect.cut, 0, "cut"), (.dropReply, 1, "dropped")])
  func closed(effect: Fault.Effect, stored: Int, outcome: String) async throws {
    try await with([Fault("f", Self.first, .init(effect))]) { server in
      await #expect(throws: ConnectionClosed.self) { try await server.ingest(flatBody([review("1")])) }
      #expect(server.snapshot.stored == stored)
      #expect(server.snapshot.requestsByOutcome == [outcome: 1])
      try await expect(server.ingest(flatBody([review("1")])), is: 202)
      #expect(server.snapshot.repeated == stored)
    }
  }

  @Test("a cut connection ends in the middle of a large body too")
  func cutLargeBody() async throws {
    try await with([Fault("f", Self.first, .init(.cut))]) { server in
      let body = flatBody([review("1", text: String(repeating: "x", count: 4 << 20))])
      await #expect(throws: ConnectionClosed.self) { try await server.ingest(body) }
      try await expect(server.ingest(body), is: 202)
    }
  }

  @Test("wrong JSON is processed, and its answer cannot be read")
  func wrongJSON() async throws {
    try await with([Fault("f", Self.first, .init(.wrongJSON))]) { server in
      let reply = try await server.ingest(flatBody([review("1")]))
      #expect(reply.status == 202)
      #expect(reply.body.hasPrefix(#"{"message":"#))
      #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(reply.body) }
      #expect(server.snapshot.stored == 1)
    }
  }

  @Test("a delay is waited for on the clock")
  func delay() async throws {
    let clock = ManualClock()
    let fault = Fault("f", Self.first, .init(.status(500), delay: .seconds(30)))
    try await with([fault], time: EmulatorTime(clock)) { server in
      async let reply = server.ingest(flatBody([review("1")]))
      await clock.waitForSleeper()
      #expect(server.snapshot.requests == 0)
      clock.advance(by: .seconds(30))
      try await expect(reply, is: 500)
    }
  }

  @Test("a slow body comes in pieces")
  func slowBody() async throws {
    let clock = ManualClock()
    try await with([Fault("f", Self.first, .init(.slowBody(.seconds(10))))], time: EmulatorTime(clock)) {
      server in
      async let pending = server.ingest(flatBody([review("1")]))
      // Ten pieces, each behind a second of the clock: without them nobody would sleep.
      for _ in 0..<10 {
        await clock.waitForSleeper()
        clock.advance(by: .seconds(1))
      }
      let reply = try await pending
      #expect(reply.body == #"{"message":"Reviews received for processing"}"#)
      #expect(reply.status == 202)
    }
  }

  @Test("expired tokens are refused, refresh tokens only where the plan says so", arguments: [false, true])
  func expireTokens(includingRefresh: Bool) async throws {
    let match = Fault.Match(path: asyncPath, requests: 1...1)
    let fault = Fault("f", match, .init(.expireTokens(includingRefresh: includingRefresh)))
    try await with([fault]) { server in
      let tokens = try await CredentialTests.token(server, CredentialTests.password)
      let access = try #require(tokens.object["access_token"] as? String)
      let refresh = try #require(tokens.object["refresh_token"] as? String)
      let reply = try await server.send(
        "POST", asyncPath, headers: headers(token: access), body: flatBody([review("1")]))
      #expect((reply.status, reply.errors) == (401, ["'X-PIM-TOKEN' has expired"]))
      let renewed = try await CredentialTests.token(
        server, #"{"grant_type":"refresh_token","refresh_token":"\#(refresh)"}"#)
      #expect(renewed.status == (includingRefresh ? 422 : 200))
      // The long-lived token of an App is not concerned.
      try await expect(server.ingest(flatBody([review("1")])), is: 202)
    }
  }

  @Test("the state is never struck")
  func stateIsSpared() async throws {
    try await with([Fault("f", .init(), .init(.status(500)))]) { server in
      try await expect(server.send("GET", "/_state"), is: 200)
      try await expect(server.ingest(flatBody([review("1")])), is: 500)
    }
  }
}

@Suite("Fault schedule")
struct FaultScheduleTests {
  /// Which of the first `count` requests of a path are struck.
  private func struck(
    _ match: Fault.Match, count: Int, seed: UInt64 = 1, path: String = asyncPath
  ) -> [Int] {
    var schedule = FaultSchedule(plan: FaultPlan(seed: seed, faults: [Fault("f", match, .init(.cut))]))
    return (1...count).filter { _ in schedule.next(path: path) != nil }
  }

  @Test(
    "conditions choose the requests",
    arguments: [
      (Fault.Match(), [1, 2, 3, 4, 5, 6, 7]), (.init(every: 3), [3, 6]), (.init(requests: 2...3), [2, 3]),
      (.init(every: 2, requests: 3...6), [4, 6]), (.init(probability: 0), []),
      (.init(probability: 1), [1, 2, 3, 4, 5, 6, 7]), (.init(path: tokenPath), []),
      (.init(path: "/api/v1/*", every: 7), [7]),
    ])
  func conditions(match: Fault.Match, expected: [Int]) {
    #expect(struck(match, count: 7) == expected)
  }

  @Test("the same seed strikes the same requests, at about the asked rate", arguments: [0.02, 0.05, 0.5])
  func probability(rate: Double) {
    let first = struck(.init(probability: rate), count: 20_000, seed: 7)
    #expect(first == struck(.init(probability: rate), count: 20_000, seed: 7))
    #expect(first != struck(.init(probability: rate), count: 20_000, seed: 8))
    #expect(abs(Double(first.count) / 20_000 - rate) < 0.1 * rate + 0.002)
  }

  @Test("the first fault that strikes is done, and the others count on")
  func order() {
    let faults = [Fault("a", .init(every: 2), .init(.cut)), Fault("b", .init(every: 3), .init(.cut))]
    var schedule = FaultSchedule(plan: FaultPlan(faults: faults))
    let names = (1...6).map { _ in schedule.next(path: asyncPath)?.name ?? "" }
    #expect(names == ["", "a", "b", "a", "", "a"])
  }
}
