/// The life of one request, from being ready to being accepted, refused or kept for the next run.
///
/// ```
///  ready ─► awaiting a permit ─► in flight ─► accepted
///                 ▲                 │  ├─────► failed
///                 ├── backing off ◄─┤  └─────► parked
///                 └── renewing ◄────┘
/// ```
/// It decides and does nothing: the driver tells it what happened and does what it says. It cannot be copied,
/// so that a request cannot live twice. Events that come too late (a timer after a cancellation, a second
/// answer) change nothing.
public struct SubmissionStateMachine: ~Copyable, Sendable {
  public enum Event: Equatable, Sendable {
    case ready
    /// The rate and the concurrency allow an attempt.
    case permitted
    /// The attempt begins, with a token that ends then.
    case sent(at: RunInstant, tokenExpiresAt: RunInstant? = nil)
    case answered(Answer, at: RunInstant)
    case failed(ConnectionFault, at: RunInstant)
    /// The time that `waitUntil` named has come.
    case timer(at: RunInstant)
    case tokenRenewed
    case tokenRefused(TokenRefusal)
    /// The run drains: what is in flight ends, nothing begins.
    case cancelled(Cancellation)
    /// The run stops at once.
    case aborted
  }

  public enum Cancellation: Equatable, Sendable {
    /// By a signal.
    case stopping
    /// The circuit is open.
    case circuitOpen
  }

  public enum Action: Equatable, Sendable {
    case none
    /// Ask the rate and the concurrency, then tell `permitted`.
    case acquirePermit
    /// Send the body; attempts count from 1.
    case send(attempt: Int)
    case waitUntil(RunInstant)
    /// Tell the token policy of the 401; then `tokenRenewed` or `tokenRefused`.
    case renewToken
    case accept
    /// To `failed/`, with the answer.
    case fail(Refusal)
    /// Neither accepted nor refused: the next run sends it again.
    case park(ParkReason)
  }

  public enum ParkReason: Equatable, Sendable {
    case gaveUp(RetryCause, RetryPolicy.Limit)
    /// Refused for a reason that is mended elsewhere than in the body.
    case refused(Refusal)
    case tokenRefused(TokenRefusal)
    case cancelled(Cancellation)
    case aborted
  }

  /// What an attempt tells the policies that all requests share.
  public enum Signal: Equatable, Sendable {
    case accepted(latency: Duration)
    case failed(RetryCause, sentAt: RunInstant)
    /// As `failed`, and the request has given up.
    case gaveUp(RetryCause, sentAt: RunInstant)
    case refused(Refusal, latency: Duration)
    /// A 401 that is answered with a new token.
    case unauthorized
    /// The attempt was given up from our side.
    case abandoned
  }

  /// What to do, and what to tell the shared policies.
  ///
  /// Each attempt gives exactly one signal, when it ends.
  public struct Step: Equatable, Sendable {
    public var action: Action
    public var signal: Signal?

    init(_ action: Action, _ signal: Signal? = nil) {
      self.action = action
      self.signal = signal
    }
  }

  private enum State {
    case idle
    case awaitingPermit
    case inFlight(Flight)
    case backingOff(until: RunInstant)
    case renewing
    case done
  }

  private struct Flight {
    var sentAt: RunInstant?
    var tokenExpiresAt: RunInstant?
  }

  private let retry: RetryPolicy
  private let endpoint: IngestEndpoint
  private var state = State.idle
  /// Attempts that have begun.
  public private(set) var attempts = 0
  /// An attempt may have reached the server although no answer says so: the reviews may be stored.
  public private(set) var isUnconfirmed = false
  private var firstSentAt: RunInstant?
  /// One by the refresh token and one by the password: whether both are to no avail is for the token policy.
  private var renewalsLeft = 2
  private var cancellation: Cancellation?

  public init(retry: RetryPolicy, endpoint: IngestEndpoint = .asynchronous) {
    self.retry = retry
    self.endpoint = endpoint
  }

  /// Accepted, failed or parked: nothing more will come of it.
  public var isDone: Bool {
    if case .done = state { true } else { false }
  }

  /// Takes an event and says what to do.
  public mutating func handle(_ event: Event, using random: inout some RandomNumberGenerator) -> Step {
    switch (state, event) {
    case (.done, _): Step(.none)
    case (.idle, .ready): acquirePermit()
    case (.awaitingPermit, .permitted): begin()
    case (.inFlight(let flight), .sent(let now, let expiry)): sent(flight, at: now, tokenExpiresAt: expiry)
    case (.inFlight(let flight), .answered(let answer, let now)):
      ended(flight, .answered(answer), at: now, using: &random)
    case (.inFlight(let flight), .failed(let fault, let now)):
      ended(flight, .failed(fault), at: now, using: &random)
    case (.backingOff(let until), .timer(let now)): now < until ? Step(.waitUntil(until)) : acquirePermit()
    case (.renewing, .tokenRenewed): acquirePermit()
    case (.renewing, .tokenRefused(let refusal)), (.awaitingPermit, .tokenRefused(let refusal)):
      park(.tokenRefused(refusal))
    case (.inFlight(let flight), .tokenRefused(let refusal)) where flight.sentAt == nil:
      finish(.park(.tokenRefused(refusal)), .abandoned)
    case (_, .cancelled(let cancellation)): cancelled(cancellation)
    case (_, .aborted): aborted()
    default: Step(.none)
    }
  }
}

// MARK: - Transitions

extension SubmissionStateMachine {
  private mutating func acquirePermit() -> Step {
    state = .awaitingPermit
    return Step(.acquirePermit)
  }

  private mutating func begin() -> Step {
    attempts += 1
    state = .inFlight(Flight())
    return Step(.send(attempt: attempts))
  }

  private mutating func sent(_ flight: Flight, at now: RunInstant, tokenExpiresAt: RunInstant?) -> Step {
    guard flight.sentAt == nil else { return Step(.none) }
    firstSentAt = firstSentAt ?? now
    state = .inFlight(Flight(sentAt: now, tokenExpiresAt: tokenExpiresAt))
    return Step(.none)
  }

  private mutating func ended(
    _ flight: Flight, _ outcome: AttemptOutcome, at now: RunInstant,
    using random: inout some RandomNumberGenerator
  ) -> Step {
    // A token that ended on the way says nothing of the credentials: such a 401 may be renewed again.
    let hasTokenExpired = flight.tokenExpiresAt.map { now >= $0 } ?? false
    let mayRenew = attempts < retry.maxAttempts && (renewalsLeft > 0 || hasTokenExpired)
    let latency = flight.sentAt.map { $0.duration(to: now) } ?? .zero
    switch ResponseVerdict(outcome, endpoint: endpoint, mayRenew: mayRenew) {
    case .success: return finish(.accept, .accepted(latency: latency))
    case .refuse(let refusal): return refused(refusal, latency: latency)
    case .renewCredentials: return renew(hasTokenExpired: hasTokenExpired)
    case .retry(let cause, let retryAfter):
      isUnconfirmed = isUnconfirmed || cause.mayHaveArrived
      return failed(cause, retryAfter, sentAt: flight.sentAt ?? now, at: now, using: &random)
    }
  }

  private mutating func refused(_ refusal: Refusal, latency: Duration) -> Step {
    let signal = Signal.refused(refusal, latency: latency)
    return finish(refusal.isMendedElsewhere ? .park(.refused(refusal)) : .fail(refusal), signal)
  }

  private mutating func renew(hasTokenExpired: Bool) -> Step {
    if let cancellation { return finish(.park(.cancelled(cancellation)), .unauthorized) }
    if !hasTokenExpired { renewalsLeft -= 1 }
    state = .renewing
    return Step(.renewToken, .unauthorized)
  }

  private mutating func failed(
    _ cause: RetryCause, _ retryAfter: RetryAfter, sentAt: RunInstant, at now: RunInstant,
    using random: inout some RandomNumberGenerator
  ) -> Step {
    let signal = Signal.failed(cause, sentAt: sentAt)
    if let cancellation { return finish(.park(.cancelled(cancellation)), signal) }
    let elapsed = (firstSentAt ?? now).duration(to: now)
    switch retry.decide(after: attempts, elapsed: elapsed, retryAfter: retryAfter.wait, using: &random) {
    case .giveUp(let limit): return finish(.park(.gaveUp(cause, limit)), .gaveUp(cause, sentAt: sentAt))
    case .wait(let wait):
      let until = now.advanced(by: wait)
      state = .backingOff(until: until)
      return Step(.waitUntil(until), signal)
    }
  }

  /// What is in flight is waited for; all else is kept for the next run.
  private mutating func cancelled(_ reason: Cancellation) -> Step {
    cancellation = cancellation ?? reason
    if case .inFlight = state { return Step(.none) }
    return park(.cancelled(cancellation ?? reason))
  }

  private mutating func aborted() -> Step {
    guard case .inFlight = state else { return park(.aborted) }
    isUnconfirmed = true
    return finish(.park(.aborted), .abandoned)
  }

  private mutating func park(_ reason: ParkReason) -> Step { finish(.park(reason)) }

  private mutating func finish(_ action: Action, _ signal: Signal? = nil) -> Step {
    state = .done
    return Step(action, signal)
  }
}
