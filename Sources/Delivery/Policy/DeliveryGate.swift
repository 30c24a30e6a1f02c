/// The policies that all requests of a run share: rate, concurrency and circuit, as one thing to ask and to
/// tell.
///
/// An attempt begins with a permit and ends with one signal of its state machine.
public struct DeliveryGate: Sendable {
  public enum Permit: Equatable, Sendable {
    case granted
    /// Ask again then.
    case notBefore(RunInstant)
    /// Ask again when an attempt has ended.
    case whenOneEnds
    /// Begin nothing more.
    case stopped(CircuitBreaker.Opening)
  }

  private var limiter: RateLimiter?
  private var concurrency: ConcurrencyPolicy
  private var circuit: CircuitBreaker
  /// Attempts under way.
  public private(set) var inFlight = 0

  /// Without a limiter the rate is the server's affair.
  public init(limiter: RateLimiter?, concurrency: ConcurrencyPolicy, circuit: CircuitBreaker) {
    self.limiter = limiter
    self.concurrency = concurrency
    self.circuit = circuit
  }

  public var concurrencyLimit: Int { concurrency.limit }
  public var opening: CircuitBreaker.Opening? { circuit.opening }

  /// Takes a permit for one attempt, or says when to ask again.
  public mutating func permit(at now: RunInstant) -> Permit {
    if let opening = circuit.opening { return .stopped(opening) }
    guard inFlight < concurrency.limit else { return .whenOneEnds }
    if case .notBefore(let instant) = limiter?.take(at: now) { return .notBefore(instant) }
    inFlight += 1
    return .granted
  }

  /// Takes note of the end of an attempt.
  public mutating func ended(_ signal: SubmissionStateMachine.Signal, at now: RunInstant) {
    let underWay = inFlight
    inFlight = max(0, inFlight - 1)
    switch signal {
    case .accepted(let latency):
      circuit.succeeded()
      concurrency.succeeded(latency: latency, inFlight: underWay)
    case .failed(let cause, let sentAt):
      circuit.failed(cause, at: now)
      if cause.isStrain { concurrency.strained(sentAt: sentAt, at: now) }
    case .gaveUp(let cause, let sentAt):
      circuit.gaveUp(cause, at: now)
      if cause.isStrain { concurrency.strained(sentAt: sentAt, at: now) }
    case .refused(let refusal, let latency):
      circuit.refused(refusal, at: now)
      if refusal.isAboutBody { concurrency.succeeded(latency: latency, inFlight: underWay) }
    case .unauthorized, .abandoned: break
    }
  }

  /// The run has come to its end.
  public mutating func finished() { circuit.ended() }
}
