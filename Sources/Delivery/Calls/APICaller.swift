import Records

/// How calls are made.
public struct CallSettings: Sendable {
  /// Tokens come from here.
  public var pimURL: ServiceURL
  /// Attempts begun in any second, of the PIM those for tokens included; nil for no limit, which is for servers on this machine.
  public var maxRate: Int?
  public var retry: RetryPolicy
  /// Of one attempt.
  public var timeout: Duration

  public init(
    pimURL: ServiceURL, maxRate: Int? = RateLimiter.defaultRate, retry: RetryPolicy = RetryPolicy(),
    timeout: Duration = .seconds(60)
  ) {
    self.pimURL = pimURL
    self.maxRate = maxRate
    self.retry = retry
    self.timeout = timeout
  }
}

/// Why a call has no answer that can be used.
public enum CallFailure: Error, Equatable, Sendable {
  case refused(Refusal)
  case noToken(TokenRefusal, TokenComplaint?)
  case gaveUp(RetryCause, RetryPolicy.Limit)
  /// The answer is longer than anything that was expected.
  case tooLong
  /// The task was cancelled.
  case cancelled
}

/// Makes single calls whose answers matter, by the policies that submissions have.
///
/// Tokens, rate and retries are shared by all calls of one caller. How many calls are under way at once is up to
/// whoever calls; a renewal of the token may come on top.
actor APICaller {
  /// 401 that a call may be answered with before it is refused.
  private static let maxRenewals = 2

  private let settings: CallSettings
  private let transport: any HTTPTransport
  private let time: RunTime
  private let tokens: TokenSource
  /// Whether who is called gives the tokens too.
  private let ratesTokens: Bool
  private var limiter: RateLimiter?
  private var random: JitterRandom
  private var renewing: Task<Void, Never>?
  /// Whoever is told to wait tells all: the limit belongs to the client and not to one list.
  private var notBefore = RunInstant.start
  /// Calls under way that were not cancelled, by their numbers.
  private var waiting: Set<Int> = []
  private var calls = 0
  /// Attempts made, those for tokens aside.
  private(set) var attempts = 0

  init(
    settings: CallSettings, credentials: Credentials, transport: any HTTPTransport, time: RunTime,
    seed: UInt64,
    ratesTokens: Bool
  ) {
    self.settings = settings
    self.transport = transport
    self.time = time
    self.ratesTokens = ratesTokens
    tokens = TokenSource(
      credentials: credentials, pimURL: settings.pimURL, transport: transport, retry: settings.retry,
      timeout: settings.timeout, time: time, seed: seed ^ 1)
    limiter = settings.maxRate.map { RateLimiter(rate: $0) }
    random = JitterRandom(seed: seed)
  }

  /// Calls until there is an answer, or none will come.
  ///
  /// When all calls under way have been cancelled, so is the renewal of the token that they wait for.
  func call(
    endpoint: IngestEndpoint, _ make: @Sendable (SecretText) -> HTTPPost
  ) async throws(CallFailure) -> Answer {
    calls += 1
    let call = calls
    waiting.insert(call)
    let result: Result<Answer, CallFailure> = await withTaskCancellationHandler {
      do throws(CallFailure) { return .success(try await attempt(endpoint, make)) } catch {
        return .failure(error)
      }
    } onCancel: {
      Task { await self.wasCancelled(call) }
    }
    waiting.remove(call)
    return try result.get()
  }

  private func wasCancelled(_ call: Int) {
    waiting.remove(call)
    if waiting.isEmpty { renewing?.cancel() }
  }

  private func attempt(
    _ endpoint: IngestEndpoint, _ make: @Sendable (SecretText) -> HTTPPost
  ) async throws(CallFailure) -> Answer {
    let start = time.now()
    var (failures, renewals) = (0, 0)
    while true {
      // The token last: it might end while the call waits for its turn.
      try await permit()
      let token = try await token()
      attempts += 1
      let outcome = await transport.post(make(token.text))
      if Task.isCancelled { throw .cancelled }
      switch ResponseVerdict(
        outcome.redacted(by: tokens.redactor), endpoint: endpoint, mayRenew: renewals < Self.maxRenewals)
      {
      case .success:
        tokens.accepted(token)
        guard case .answered(let answer) = outcome else { throw .cancelled }
        return answer
      case .renewCredentials:
        renewals += 1
        tokens.rejected(token, at: time.now())
      case .retry(let cause, let retryAfter):
        failures += 1
        try await pause(cause, after: failures, since: start, retryAfter)
      case .refuse(let refusal): throw .refused(refusal)
      }
    }
  }

  private func pause(
    _ cause: RetryCause, after failures: Int, since start: RunInstant, _ retryAfter: RetryAfter
  ) async throws(CallFailure) {
    let elapsed = start.duration(to: time.now())
    if let wait = retryAfter.wait { notBefore = max(notBefore, time.now().advanced(by: wait)) }
    switch settings.retry.decide(
      after: failures, elapsed: elapsed, retryAfter: retryAfter.wait, using: &random)
    {
    case .giveUp(let limit): throw .gaveUp(cause, limit)
    case .wait(let wait):
      guard await time.sleep(time.now().advanced(by: wait)) else { throw .cancelled }
    }
  }

  private func permit() async throws(CallFailure) {
    while true {
      var next = notBefore
      if next <= time.now() {
        guard case .notBefore(let instant)? = limiter?.take(at: time.now()) else { return }
        next = instant
      }
      guard await time.sleep(next) else { throw .cancelled }
    }
  }
}

// MARK: - Tokens

extension APICaller {
  private func token() async throws(CallFailure) -> AccessToken {
    while !Task.isCancelled {
      switch tokens.next(at: time.now()) {
      case .use(let token, let renewal):
        if let renewal { _ = renew(renewal) }
        return token
      case .renew(let renewal): await renew(renewal).value
      case .wait: await renewing?.value
      case .waitUntil(let instant):
        guard await time.sleep(instant) else { throw .cancelled }
      case .refused(let refusal): throw .noToken(refusal, tokens.complaint)
      }
    }
    throw .cancelled
  }

  /// Of its own, so that a call that is given up does not take the others' token with it.
  private func renew(_ renewal: TokenRenewal) -> Task<Void, Never> {
    let task = Task {
      if ratesTokens { try? await permit() }
      await tokens.perform(renewal)
    }
    renewing = task
    return task
  }
}
