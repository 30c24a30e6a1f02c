import Records
import Synchronization
import Testing

@testable import Delivery

struct SubmitterTokenTests {
  @Test func aTokenThatWasRevokedIsRenewedOnce() throws {
    let server = Mutex<FakeServer?>(nil)
    let bench = try SubmitterBench { arrival in
      if arrival.body == "r20" && arrival.attempt == 1 { server.withLock { $0 }?.revoke("access-1") }
      return .status(202)
    }
    server.withLock { $0 = bench.server }
    let outcome = bench.run(.many(60))
    #expect(outcome.accepted.requests == 60 && outcome.tokens == 2 && outcome.stop == nil)
    let bodies = bench.server.tokenArrivals.map(\.body)
    #expect(bodies.last == #"{"grant_type":"refresh_token","refresh_token":"refresh-1"}"#)
    #expect((outcome.failedAttempts["401"] ?? 0) > 0)
  }

  @Test func a401ThatStaysStopsTheRun() throws {
    let bench = try SubmitterBench { _ in .status(401, body: #"{"errors":["who are you"]}"#) }
    let outcome = bench.run(.many(60))
    #expect(outcome.stop.isToken(.newToken) && outcome.isAboutCredentials)
    #expect(outcome.unsent.requests == bench.handedOver.count && outcome.accepted.requests == 0)
    #expect(bench.sink.kept.isEmpty)
    #expect(outcome.problems.map(\.code) == ["credentials.refused"])
    #expect(bench.server.tokenArrivals.count == 2)
  }

  @Test func anAppsTokenIsNeverRenewed() throws {
    let good = try SubmitterBench(credentials: app) { _ in .status(202) }
    #expect(good.run(.many(20)).accepted.requests == 20)
    #expect(good.server.arrivals.allSatisfy { $0.token == "fixed-token-0" })
    let bad = try SubmitterBench(credentials: app) { _ in .status(401) }
    let outcome = bad.run(.many(20))
    #expect(outcome.stop.isToken(.fixedToken) && outcome.unsent.requests == bad.handedOver.count)
    #expect(good.server.tokenArrivals.isEmpty && bad.server.tokenArrivals.isEmpty)
  }

  @Test func aRefusedRefreshTokenIsFollowedByThePassword() throws {
    let bench = try SubmitterBench(
      settings: { $0.maxRate = 10 }, tokenLifetime: .seconds(10),
      tokens: { arrival, _ in
        arrival.body.contains("refresh_token") ? .status(400, body: #"{"message":"too old"}"#) : nil
      }, script: { _ in .status(202) })
    let outcome = bench.run(.many(300))
    #expect(outcome.accepted.requests == 300 && outcome.tokens >= 3)
    #expect(outcome.stop == nil)
  }

  /// Tokens of three seconds over a minute: in the background, one at a time, and no attempt with an ended one.
  @Test(arguments: 0..<5) func shortTokensAreRenewedInTime(_ seed: Int) throws {
    let bench = try SubmitterBench(
      seed: seed, settings: { $0.maxRate = 20 }, tokenLifetime: .seconds(3),
      script: { _ in .status(202, after: .milliseconds(100)) })
    let outcome = bench.run(.many(1200))
    #expect(outcome.accepted.requests == 1200 && outcome.failedAttempts.isEmpty)
    #expect(outcome.tokens >= 19 && outcome.tokens <= 40)
    #expect(bench.server.mostTokensInFlight == 1)
    #expect(bench.server.mostInASecond <= 20)
    #expect(bench.server.arrivals.map(\.at).max() ?? .zero < .seconds(64), "without pauses")
  }

  /// Requests that waited for the token begin at the rate, not all at once.
  @Test func aSlowTokenEndpointDoesNotBreakTheRate() throws {
    let bench = try SubmitterBench(
      settings: { $0.maxRate = 10 }, tokenLifetime: .seconds(4),
      tokens: { _, number in
        number % 2 == 0 ? .status(503, .wait(.seconds(3)), after: .seconds(2)) : nil
      }, script: { _ in .status(202) })
    #expect(bench.run(.many(200)).accepted.requests == 200)
    #expect(bench.server.mostInASecond <= 10)
  }

  @Test(
    arguments: [
      (.status(401, body: #"{"message":"no such user"}"#), .password, "401 and said 'no such user'", 1),
      (.status(404, body: "nothing here"), .address, "answered 404 and said 'nothing here'", 1),
      (.status(302), .address, "answered 302", 1), (.fault(.certificate), .unavailable, "certificate", 1),
      (.fault(.proxyCredentials), .unavailable, "a proxy that wants other credentials", 1),
      (.fault(.unresolved), .unavailable, "has no address by this name", 8),
      (.status(200, body: #"{"access_token":"bad token with blanks"}"#), .unavailable, "it answered 200;", 8),
    ] as [(FakeServer.Reply, TokenRefusal, String, Int)])
  func withoutATokenNothingIsSent(
    _ reply: FakeServer.Reply, _ refusal: TokenRefusal, _ words: String, _ attempts: Int
  ) throws {
    let bench = try SubmitterBench(tokens: { _, _ in reply }, script: { _ in .status(202) })
    let outcome = bench.run(.many(30))
    #expect(outcome.stop.isToken(refusal))
    #expect(outcome.attempts == 0 && outcome.unsent.requests == bench.handedOver.count)
    #expect(bench.server.tokenArrivals.count == attempts)
    let problem = try #require(outcome.problems.first)
    #expect(problem.words.contains(words) && problem.words.contains("'pim.example'"))
    #expect(outcome.isAboutAddress == (refusal == .address))
    #expect(outcome.isAboutCredentials == (refusal == .password))
  }

  /// A server that repeats what it was sent, in every form.
  @Test func nothingSecretComesBack() throws {
    let secrets = [
      #"pass"w\ord/é"#, #"pass\"w\\ord\/\u00e9"#, "pass%22w%5cord%2f%C3%A9", "client-secret-7",
      "Y2xpZW50LWlkLTc6Y2xpZW50LXNlY3JldC03", "access-1", "refresh-1", "robot-user",
    ]
    for secret in secrets {
      let padding = String(repeating: "x", count: 295)
      let bench = try SubmitterBench { arrival in
        switch arrival.body {
        case "r1": .status(202)
        case "r2": .status(400, body: #"{"errors":["\#(padding)\#(secret)"]}"#)
        case "r3": .status(400, body: String(repeating: "x", count: (64 << 10) - 5) + secret.prefix(5))
        default:
          FakeServer.Reply(.answered(Answer(status: 302, location: "https://x.example/\(secret)")))
        }
      }
      let outcome = bench.run(.many(4))
      let texts = Self.texts(bench, outcome)
      for text in texts {
        #expect(!text.contains(secret) && !text.contains("xx" + secret.prefix(5)), "\(secret)")
        #expect(!text.contains("pass"))
      }
      #expect(texts.contains { $0.contains("[secret]") })
      #expect(!String(reflecting: bench.server.arrivals.count).contains(secret))
    }
    for secret in secrets.filter({ !$0.hasPrefix("access") && !$0.hasPrefix("refresh") }) {
      let reply = FakeServer.Reply.status(422, body: #"{"message":"\#(secret) is no good"}"#)
      let bench = try SubmitterBench(tokens: { _, _ in reply }, script: { _ in .status(202) })
      let words = bench.run(.many(1)).problems.map(\.words).joined()
      #expect(words.contains("[secret]") && !words.contains("pass") && !words.contains(secret))
    }
  }
}

extension SubmitterTokenTests {
  /// All that people may come to see.
  static func texts(_ bench: SubmitterBench, _ outcome: SubmissionOutcome) -> [String] {
    var texts: [String] = bench.reports.map(\.words)
    texts += bench.sink.kept.map(\.answer)
    texts += outcome.problems.map(\.words)
    for failure in bench.sink.kept { texts += failure.refusal.errors.messages }
    return texts
  }
}

extension SubmissionOutcome.Stop? {
  func isToken(_ refusal: TokenRefusal) -> Bool {
    if case .token(refusal) = self { true } else { false }
  }

  var opening: CircuitBreaker.Opening? {
    if case .circuit(let opening) = self { opening } else { nil }
  }

  var writing: Problem? {
    if case .writing(let problem) = self { problem } else { nil }
  }

  var isDrained: Bool {
    if case .drained = self { true } else { false }
  }
}
