import Synchronization

/// The value of `X-PIM-TOKEN`, and how long it serves.
struct AccessToken: Equatable, Sendable {
  let generation: TokenGeneration
  let text: SecretText
  /// Nil where it is not known.
  let expiresAt: RunInstant?
}

/// Has the tokens of a run, and gets new ones from the PIM as the token policy says.
///
/// It starts nothing by itself: whoever asks for a token and is told to renew calls `perform`, which ends when
/// the renewal has ended; one is under way at most. All calls but that one return at once.
final class TokenSource: Sendable {
  /// What to do for a request that is about to be sent.
  enum Step: Equatable, Sendable {
    /// Send with this token; with a renewal, perform it beside that.
    case use(AccessToken, renewal: TokenRenewal?)
    /// Perform this, and ask again.
    case renew(TokenRenewal)
    /// A renewal is under way: ask again when it has ended.
    case wait
    case waitUntil(RunInstant)
    case refused(TokenRefusal)
  }

  private struct State {
    var policy: TokenPolicy
    var random: JitterRandom
    var token: SecretText?
    var refreshToken: SecretText?
    var granted = 0
    var complaint: TokenComplaint?
    /// The tokens of late, the latest last.
    var recent: [SecretText] = []
    var redactor: SecretRedactor
  }

  /// Access and refresh tokens that are still taken out of answers: late answers tell of old ones.
  private static let maxRecent = 16

  private let request: TokenRequest?
  private let transport: any HTTPTransport
  private let time: RunTime
  private let secrets: [SecretText]
  private let state: Mutex<State>

  /// - Parameter timeout: Of one attempt to get a token.
  init(
    credentials: Credentials, pimURL: ServiceURL, transport: any HTTPTransport, retry: RetryPolicy,
    timeout: Duration, time: RunTime, seed: UInt64
  ) {
    self.transport = transport
    self.time = time
    request = TokenRequest(credentials, pimURL: pimURL, timeout: timeout)
    secrets = credentials.secrets + [request?.encodedPair].compactMap { $0 }
    var token: SecretText?
    if case .app(_, let fixed) = credentials { token = fixed }
    state = Mutex(
      State(
        policy: token == nil ? .granted(retry: retry) : .fixed(), random: JitterRandom(seed: seed),
        token: token, redactor: SecretRedactor(secrets)))
  }

  /// Tokens that the PIM gave.
  var granted: Int { state.withLock { $0.granted } }

  /// How the PIM last answered without giving a token.
  var complaint: TokenComplaint? { state.withLock { $0.complaint } }

  /// Knows the credentials and the tokens given so far.
  var redactor: SecretRedactor { state.withLock { $0.redactor } }

  /// Why there is no token, and none will come.
  var refusal: TokenRefusal? { state.withLock { $0.policy.refusalInForce } }

  func next(at now: RunInstant) -> Step {
    state.withLock { state in
      switch state.policy.next(at: now) {
      case .use: Self.use(state, renewal: nil)
      case .useAndRenew(_, let renewal): Self.use(state, renewal: renewal)
      case .renew(let renewal): .renew(renewal)
      case .wait: .wait
      case .waitUntil(let instant): .waitUntil(instant)
      case .refused(let refusal): .refused(refusal)
      }
    }
  }

  private static func use(_ state: borrowing State, renewal: TokenRenewal?) -> Step {
    guard let text = state.token else { return .refused(.unavailable) }
    return .use(
      AccessToken(
        generation: state.policy.generation, text: text, expiresAt: state.policy.expiresAt),
      renewal: renewal)
  }

  /// The API accepted a request with this token.
  func accepted(_ token: AccessToken) { state.withLock { $0.policy.accepted(token.generation) } }

  /// The API answered 401 to a request with this token.
  func rejected(_ token: AccessToken, at now: RunInstant) {
    state.withLock { $0.policy.rejected(token.generation, at: now) }
  }
}

// MARK: - Renewals

extension TokenSource {
  /// Asks the PIM once; returns when it has answered, with a token or without.
  func perform(_ renewal: TokenRenewal) async {
    guard let request else { return }
    let refreshToken = renewal == .refreshToken ? state.withLock { $0.refreshToken } : nil
    let askedAt = time.now()
    let outcome = await transport.post(request.post(refreshToken: refreshToken))
    state.withLock { ended(&$0, outcome, askedAt: askedAt) }
  }

  private func ended(_ state: inout State, _ outcome: AttemptOutcome, askedAt: RunInstant) {
    let now = time.now()
    switch TokenPolicy.verdict(outcome) {
    case .granted(let grant): return take(grant, &state, askedAt: askedAt)
    case .refused: state.policy.renewalRefused()
    case .retry(let retryAfter):
      state.policy.renewalFailed(at: now, retryAfter: retryAfter.wait, using: &state.random)
    case .misdirected: state.policy.renewalMisdirected(at: now, using: &state.random)
    case .untrusted: state.policy.renewalUntrusted()
    }
    state.complaint = TokenComplaint(outcome.redacted(by: state.redactor))
  }

  private func take(_ grant: TokenGrant, _ state: inout State, askedAt: RunInstant) {
    state.token = grant.accessToken
    state.refreshToken = grant.refreshToken
    state.granted += 1
    state.complaint = nil
    state.recent += [grant.accessToken, grant.refreshToken].compactMap { $0 }
    state.recent.removeFirst(max(0, state.recent.count - Self.maxRecent))
    state.redactor = SecretRedactor(secrets + state.recent)
    state.policy.renewed(
      askedAt: askedAt, lifetime: grant.lifetime, hasRefreshToken: grant.refreshToken != nil,
      using: &state.random)
  }
}

extension AttemptOutcome {
  /// Without secrets in what an error says and where a redirect leads; a success says nothing.
  func redacted(by redactor: SecretRedactor) -> AttemptOutcome {
    guard case .answered(var answer) = self else { return self }
    let isCut = answer.body.count >= ErrorAnswer.maxBytes
    answer.body = answer.isSuccess ? [] : redactor.redact(answer.body, isCut: isCut)
    answer.location = answer.location.map(redactor.redact)
    return .answered(answer)
  }
}
