import Records

/// What became of the requests that were handed to a submitter.
///
/// `accepted + refused + unsent` are all of them.
public struct SubmissionOutcome: Sendable {
  /// Requests, and the reviews in them.
  public struct Amount: Sendable, Equatable {
    public var requests = 0
    public var reviews = 0

    public init(requests: Int = 0, reviews: Int = 0) {
      self.requests = requests
      self.reviews = reviews
    }
  }

  /// Answered with a 2xx, and in the ledger if there is one.
  public var accepted = Amount()
  /// Refused for good: in `failed/`.
  public var refused = Amount()
  /// Neither: the next run sends them.
  public var unsent = Amount()
  /// Requests posted, each attempt of the same body and each part of a bisected one counted.
  public var attempts = 0
  /// Attempts that failed, by cause (`429`, `500`, `timeout`, `cut` …).
  public var failedAttempts: [String: Int] = [:]
  /// Tokens that the PIM gave.
  public var tokens = 0
  /// How it went over time.
  public var timeline = DeliveryTimeline()
  /// Why requests are unsent, the first problem of each kind.
  public var problems: [Problem] = []
  public var stop: Stop?

  public init() {}

  /// Why a submitter took no more requests before the end.
  public enum Stop: Sendable {
    case circuit(CircuitBreaker.Opening)
    case token(TokenRefusal)
    /// The ledger or the folder for failures could not be written; comes before all others.
    case writing(Problem)
    /// A signal: what was in flight has ended.
    case drained
  }

  /// Whether all that kept a request from being sent is about credentials: a token refused, a 401 that stays, a
  /// 403 while nothing was accepted.
  public var isAboutCredentials: Bool {
    switch stop {
    case .circuit(.refused(let refusal, _)) where refusal.kind == .permission: hasAcceptedNothing
    case .circuit(let opening): opening.isAboutCredentials
    case .token(let refusal): refusal.isAboutCredentials
    case .writing, .drained, nil: false
    }
  }

  /// Whether an address is wrong: what answers there is not the API, or not the PIM.
  ///
  /// Once something was accepted the address is right, and the API not available.
  public var isAboutAddress: Bool {
    switch stop {
    case .circuit(let opening): opening.isAboutAddress && hasAcceptedNothing
    case .token(let refusal): refusal == .address
    case .writing, .drained, nil: false
    }
  }

  private var hasAcceptedNothing: Bool { accepted == Amount() }
}
