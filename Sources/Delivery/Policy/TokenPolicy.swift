/// Counts the tokens of a run, from 1; 0 is the one that a run begins with: an App's token, or none.
public typealias TokenGeneration = Int

/// How a new token is asked for.
public enum TokenRenewal: Equatable, Sendable {
  case refreshToken
  case password
}

/// Why no token can be had.
public enum TokenRefusal: Equatable, Sendable {
  /// A fixed token was answered with 401.
  case fixedToken
  /// The token endpoint refused the user name and password, or the client.
  case password
  /// The endpoint gives tokens, and the API answers them with 401.
  case newToken
  /// The token endpoint did not answer until the retries were used up, or is not to be trusted.
  case unavailable
  /// Nothing at this address gives tokens.
  case address

  /// Whether the credentials are to blame: status 77.
  public var isAboutCredentials: Bool { self != .unavailable && self != .address }
}

/// When to get a new token and by what: for the whole run, with one renewal under way at most.
///
/// A token is renewed ahead of its end by a margin of a fifth of its life, 60 s at most, and by up to a tenth
/// more at random, so that many runs that began together do not renew together. Until its end the old one is
/// used on. The refresh token is tried first, then the password. A 401 makes a token unusable, once: answers
/// that come later for requests sent with it find a newer one. The run ends when new tokens
/// are refused before one was ever accepted, twice in a row, the last one got by the password.
///
/// Values are no business of the policy: the driver keeps the tokens, by generation.
public struct TokenPolicy: Sendable {
  public enum Step: Equatable, Sendable {
    /// Send with this token.
    case use(TokenGeneration)
    /// Send with this token, and start a renewal beside it.
    case useAndRenew(TokenGeneration, TokenRenewal)
    /// Start a renewal, and ask again when it has ended.
    case renew(TokenRenewal)
    /// A renewal is under way: ask again when it has ended.
    case wait
    /// The token endpoint is not well: ask again then.
    case waitUntil(RunInstant)
    case refused(TokenRefusal)
  }

  private enum Kind: Sendable { case fixed, granted }

  /// One may be an accident of a server that is just being restarted.
  private static let maxUnprovenRejections = 2

  private let kind: Kind
  private let retry: RetryPolicy
  public private(set) var generation: TokenGeneration = 0
  private var isUsable: Bool
  private var isProven = false
  private var unprovenRejections = 0
  private var hasRefreshToken = false
  private var renewAt: RunInstant?
  /// Of the current token; nil where it is not known.
  public private(set) var expiresAt: RunInstant?
  private var underWay: TokenRenewal?
  private var lastRenewal: TokenRenewal?
  private var failures = 0
  private var firstAttempt = RunInstant.start
  private var notBefore = RunInstant.start
  /// Set once and for all; a token that still serves is used to its end.
  public private(set) var refusal: TokenRefusal?
  /// Why there is no token, nil where there is one or may be one.
  public var refusalInForce: TokenRefusal? { isUsable ? nil : refusal }

  /// For an App's token, which is used as it is.
  public static func fixed() -> TokenPolicy { TokenPolicy(kind: .fixed, retry: RetryPolicy(maxAttempts: 1)) }

  /// For a connection, which begins without a token.
  public static func granted(retry: RetryPolicy = RetryPolicy()) -> TokenPolicy {
    TokenPolicy(kind: .granted, retry: retry)
  }

  private init(kind: Kind, retry: RetryPolicy) {
    self.kind = kind
    self.retry = retry
    isUsable = kind == .fixed
  }

  /// What to do for a request that is about to be sent.
  public mutating func next(at now: RunInstant) -> Step {
    if let expiresAt, now >= expiresAt { isUsable = false }
    if isUsable {
      guard let renewAt, now >= renewAt, underWay == nil, now >= notBefore, refusal == nil else {
        return .use(generation)
      }
      return .useAndRenew(generation, begin(at: now))
    }
    if let refusal { return .refused(refusal) }
    if underWay != nil { return .wait }
    return now < notBefore ? .waitUntil(notBefore) : .renew(begin(at: now))
  }

  private mutating func begin(at now: RunInstant) -> TokenRenewal {
    let renewal: TokenRenewal = hasRefreshToken ? .refreshToken : .password
    if failures == 0 { firstAttempt = now }
    underWay = renewal
    return renewal
  }
}

// MARK: - What became of a renewal

extension TokenPolicy {
  /// A new token came; its life counts from when it was asked for, as the server's clock began no later.
  ///
  /// - Parameter lifetime: nil where the server did not say: the token is then used until a 401.
  public mutating func renewed(
    askedAt: RunInstant, lifetime: Duration?, hasRefreshToken: Bool,
    using random: inout some RandomNumberGenerator
  ) {
    generation += 1
    lastRenewal = underWay
    (isUsable, isProven, failures, notBefore) = (true, false, 0, .start)
    underWay = nil
    self.hasRefreshToken = hasRefreshToken
    expiresAt = lifetime.map(askedAt.advanced)
    renewAt = lifetime.map { askedAt.advanced(by: Self.age(toRenewAt: $0, using: &random)) }
  }

  /// At which age a token is renewed.
  private static func age(
    toRenewAt lifetime: Duration, using random: inout some RandomNumberGenerator
  ) -> Duration {
    let margin = min(.seconds(60), lifetime / 5)
    return max(.zero, lifetime - margin - PolicyTime.random(upTo: lifetime / 10, using: &random))
  }

  /// The token endpoint refused: a refresh token may be too old, a password is then wrong.
  public mutating func renewalRefused() {
    guard let renewal = underWay else { return }
    underWay = nil
    hasRefreshToken = false
    if renewal == .password { refusal = .password }
  }

  /// The token endpoint was not found, or redirects: the address is wrong, unless it gave a token before.
  public mutating func renewalMisdirected(at now: RunInstant, using random: inout some RandomNumberGenerator)
  {
    guard generation == 0 else { return renewalFailed(at: now, using: &random) }
    endRenewals(.address)
  }

  /// The token endpoint's certificate is not trusted, or its proxy is not content, which no retry mends.
  public mutating func renewalUntrusted() { endRenewals(.unavailable) }

  private mutating func endRenewals(_ reason: TokenRefusal) {
    guard underWay != nil else { return }
    underWay = nil
    refusal = refusal ?? reason
  }

  /// The token endpoint gave no usable answer; it is tried again as requests are.
  public mutating func renewalFailed(
    at now: RunInstant, retryAfter: Duration? = nil, using random: inout some RandomNumberGenerator
  ) {
    guard underWay != nil else { return }
    underWay = nil
    failures += 1
    switch retry.decide(
      after: failures, elapsed: firstAttempt.duration(to: now), retryAfter: retryAfter, using: &random)
    {
    case .wait(let wait): notBefore = now.advanced(by: wait)
    case .giveUp: refusal = .unavailable
    }
  }
}

// MARK: - What became of a token

extension TokenPolicy {
  /// The API accepted a request with this token.
  public mutating func accepted(_ used: TokenGeneration) {
    guard used == generation else { return }
    isProven = true
    unprovenRejections = 0
  }

  /// The API answered 401 to a request with this token.
  ///
  /// Whether the request may be sent again is then known from `next(at:)`: it gives a token or a refusal.
  public mutating func rejected(_ used: TokenGeneration, at now: RunInstant) {
    guard used == generation, isUsable else { return }
    isUsable = false
    // No renewal is to come, or it is known already why not.
    guard refusal == nil else { return }
    let hasExpired = expiresAt.map { now >= $0 } ?? false
    if kind == .fixed {
      refusal = .fixedToken
    } else if !isProven && !hasExpired {
      unprovenRejections += 1
      if lastRenewal == .password && unprovenRejections >= Self.maxUnprovenRejections { refusal = .newToken }
      hasRefreshToken = false
    }
  }
}
