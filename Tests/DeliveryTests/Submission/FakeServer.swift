import Synchronization

@testable import Delivery

/// An API and a PIM by script, on a manual clock.
final class FakeServer: HTTPTransport {
  /// A POST to the API, as it came.
  struct Arrival: Sendable {
    var body: String
    /// Which one with this body, from 1.
    var attempt: Int
    var at: Duration
    var token: String
    var url: String
    var headers: [String: String]
  }

  /// A POST to the token endpoint.
  struct TokenArrival: Sendable {
    var body: String
    var url: String
    var headers: [String: String]
    var at: Duration
  }

  struct Reply: Sendable {
    var outcome: AttemptOutcome
    var after: Duration

    init(_ outcome: AttemptOutcome, after: Duration = .milliseconds(20)) {
      self.outcome = outcome
      self.after = after
    }

    static func status(
      _ status: Int, _ retryAfter: RetryAfter = .absent, body: String = "",
      after: Duration = .milliseconds(20)
    ) -> Reply {
      Reply(
        .answered(Answer(status: status, retryAfter: retryAfter, body: Array(body.utf8))), after: after)
    }

    static func fault(_ fault: ConnectionFault) -> Reply { Reply(.failed(fault)) }
  }

  private struct State {
    var arrivals: [Arrival] = []
    var tokenArrivals: [TokenArrival] = []
    var attempts: [String: Int] = [:]
    var tokens: [String: Duration] = ["fixed-token-0": .seconds(1_000_000)]
    var inFlight = 0
    var tokensInFlight = 0
    var mostInFlight = 0
    var mostTokensInFlight = 0
    /// Bodies whose sender got a 2xx.
    var accepted: [String] = []
  }

  /// How the API answers what comes with a good token.
  typealias Script = @Sendable (Arrival) -> Reply
  /// Nil for a token.
  typealias TokenScript = @Sendable (TokenArrival, Int) -> Reply?

  private let clock: ManualClock
  private let tokenLifetime: Duration
  private let script: Script
  private let tokenScript: TokenScript
  private let state = Mutex(State())

  init(
    _ clock: ManualClock, tokenLifetime: Duration = .seconds(3600),
    tokens: @escaping TokenScript = { _, _ in nil }, _ script: @escaping Script
  ) {
    self.clock = clock
    self.tokenLifetime = tokenLifetime
    self.script = script
    tokenScript = tokens
  }

  var arrivals: [Arrival] { state.withLock { $0.arrivals } }
  var tokenArrivals: [TokenArrival] { state.withLock { $0.tokenArrivals } }
  var accepted: [String] { state.withLock { $0.accepted } }
  var mostInFlight: Int { state.withLock { $0.mostInFlight } }
  var mostTokensInFlight: Int { state.withLock { $0.mostTokensInFlight } }

  /// The most arrivals in any second.
  var mostInASecond: Int {
    let times = arrivals.map(\.at)
    var (first, most) = (0, 0)
    for (index, time) in times.enumerated() {
      while time - times[first] >= .seconds(1) { first += 1 }
      most = max(most, index - first + 1)
    }
    return most
  }

  func post(_ post: HTTPPost) async -> AttemptOutcome {
    let isToken = post.url.hasSuffix("/api/oauth/v1/token")
    let reply = isToken ? answerToken(post) : answer(post)
    if reply.after > .zero {
      try? await clock.sleep(until: clock.now.advanced(by: reply.after), tolerance: nil)
    }
    state.withLock { state in
      if isToken { state.tokensInFlight -= 1 } else { state.inFlight -= 1 }
      if !isToken, case .answered(let answer) = reply.outcome, answer.isSuccess {
        state.accepted.append(String(decoding: post.body, as: UTF8.self))
      }
    }
    return reply.outcome
  }

  func shutdown() async {}

  private func answer(_ post: HTTPPost) -> Reply {
    let now = clock.now.offset
    let (arrival, isKnown) = state.withLock { state -> (Arrival, Bool) in
      let body = String(decoding: post.body, as: UTF8.self)
      let headers = Self.headers(post)
      state.attempts[body, default: 0] += 1
      state.inFlight += 1
      state.mostInFlight = max(state.mostInFlight, state.inFlight)
      let arrival = Arrival(
        body: body, attempt: state.attempts[body] ?? 0, at: now, token: headers["X-PIM-TOKEN"] ?? "",
        url: post.url, headers: headers)
      state.arrivals.append(arrival)
      return (arrival, state.tokens[arrival.token].map { now < $0 } ?? false)
    }
    let complaint = #"{"errors":["token \#(arrival.token) is no good"]}"#
    return isKnown ? script(arrival) : .status(401, body: complaint)
  }

  private func answerToken(_ post: HTTPPost) -> Reply {
    let arrival = TokenArrival(
      body: String(decoding: post.body, as: UTF8.self), url: post.url, headers: Self.headers(post),
      at: clock.now.offset)
    return state.withLock { state in
      state.tokenArrivals.append(arrival)
      state.tokensInFlight += 1
      state.mostTokensInFlight = max(state.mostTokensInFlight, state.tokensInFlight)
      let number = state.tokenArrivals.count
      if let reply = tokenScript(arrival, number) { return reply }
      state.tokens["access-\(number)"] = arrival.at + tokenLifetime
      return .status(
        200,
        body: """
          {"access_token":"access-\(number)","expires_in":\(tokenLifetime.components.seconds),\
          "refresh_token":"refresh-\(number)"}
          """)
    }
  }

  /// Makes the API forget a token.
  func revoke(_ token: String) { state.withLock { $0.tokens[token] = nil } }

  private static func headers(_ post: HTTPPost) -> [String: String] {
    Dictionary(uniqueKeysWithValues: post.headers.map { ($0.name, $0.value.reveal()) })
  }
}
