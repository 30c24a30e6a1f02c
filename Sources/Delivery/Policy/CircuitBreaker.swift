/// Stops a run in which nothing succeeds any more, so that it can be resumed when the server is well again.
///
/// Failures are counted in the order in which attempts end, over all requests. `threshold` of them in a row
/// open the circuit, provided that they took `minimumSpan`: when a server restarts, all requests under way
/// fail in the same instant, and that is one failure, not sixty. A success closes the count, as does a
/// refused body, which only a server that is well can refuse. A 429 is neither: the server lives but accepts
/// nothing.
///
/// A run in which nothing was accepted yet is stopped sooner, because a hundred thousand files in `failed/`
/// help nobody: at once where the address is wrong, after `maxPermissionRefusalsAtStart` 403s in a row, and
/// after `maxRefusalsAtStart` refused bodies, which have the wrong shape or the wrong mapping.
public struct CircuitBreaker: Sendable {
  /// Why the circuit is open.
  public enum Opening: Equatable, Sendable {
    /// So many attempts failed in a row, the last one for this reason.
    case unavailable(RetryCause, failures: Int)
    /// So many requests were refused in a row for a reason that is not their body's.
    case refused(Refusal, failures: Int)
    /// The first answers of the run were all refusals of bodies.
    case nothingAccepted(Refusal, refusals: Int)

    /// Whether the credentials are to blame: status 77; else the API is not available: status 69.
    public var isAboutCredentials: Bool {
      guard case .refused(let refusal, _) = self else { return false }
      return refusal.kind == .credentials || refusal.kind == .permission
    }

    /// Whether something other than the API answers: where nothing was ever accepted the address is wrong,
    /// status 78.
    public var isAboutAddress: Bool {
      guard case .refused(let refusal, _) = self else { return false }
      return refusal.isAboutAddress
    }
  }

  public let threshold: Int
  private let minimumSpan: Duration
  private let maxRefusalsAtStart: Int
  private let maxPermissionRefusalsAtStart: Int

  /// Set once and for all.
  public private(set) var opening: Opening?
  private var failures = 0
  private var firstFailure = RunInstant.start
  private var hasSucceeded = false
  private var refusalsAtStart = 0
  /// In a row, while nothing was accepted.
  private var permissionRefusals = 0
  private var lastPermissionRefusal: Refusal?

  public init(
    threshold: Int = 20, minimumSpan: Duration = .seconds(10), maxRefusalsAtStart: Int = 100,
    maxPermissionRefusalsAtStart: Int = 5
  ) {
    self.threshold = max(1, threshold)
    self.minimumSpan = minimumSpan
    self.maxRefusalsAtStart = max(1, maxRefusalsAtStart)
    self.maxPermissionRefusalsAtStart = max(1, maxPermissionRefusalsAtStart)
  }

  public var isOpen: Bool { opening != nil }

  public mutating func succeeded() {
    failures = 0
    hasSucceeded = true
  }

  /// Takes note of an attempt that is worth repeating.
  public mutating func failed(_ cause: RetryCause, at now: RunInstant) {
    guard cause != .tooManyRequests else { return }
    count(at: now) { .unavailable(cause, failures: $0) }
  }

  /// Takes note of a request that used up all its attempts, a 429 on the last one included.
  public mutating func gaveUp(_ cause: RetryCause, at now: RunInstant) {
    count(at: now) { .unavailable(cause, failures: $0) }
  }

  public mutating func refused(_ refusal: Refusal, at now: RunInstant) {
    switch refusal.kind {
    case .body, .product: refusedBody(refusal)
    case .certificate, .credentials, .proxyCredentials:
      opening = opening ?? .refused(refusal, failures: failures + 1)
    case .address, .redirect, .protocolError:
      if !hasSucceeded { opening = opening ?? .refused(refusal, failures: failures + 1) }
      count(at: now) { .refused(refusal, failures: $0) }
    case .permission:
      if !hasSucceeded { refusedPermission(refusal) }
      count(at: now) { .refused(refusal, failures: $0) }
    }
  }

  /// The run has come to its end: one so short that its few 403s opened nothing was not permitted either.
  public mutating func ended() {
    guard !hasSucceeded, let refusal = lastPermissionRefusal else { return }
    opening = opening ?? .refused(refusal, failures: permissionRefusals)
  }

  private mutating func refusedBody(_ refusal: Refusal) {
    failures = 0
    (permissionRefusals, lastPermissionRefusal) = (0, nil)
    guard !hasSucceeded, refusal.kind == .body else { return }
    refusalsAtStart += 1
    guard refusalsAtStart >= maxRefusalsAtStart else { return }
    opening = opening ?? .nothingAccepted(refusal, refusals: refusalsAtStart)
  }

  private mutating func refusedPermission(_ refusal: Refusal) {
    permissionRefusals += 1
    lastPermissionRefusal = refusal
    guard permissionRefusals >= maxPermissionRefusalsAtStart else { return }
    opening = opening ?? .refused(refusal, failures: permissionRefusals)
  }

  private mutating func count(at now: RunInstant, _ reason: (Int) -> Opening) {
    if failures == 0 { firstFailure = now }
    failures += 1
    guard failures >= threshold, firstFailure.duration(to: now) >= minimumSpan else { return }
    opening = opening ?? reason(failures)
  }
}
