/// Stops a run in which nothing succeeds any more, so that it can be resumed when the server is well again.
///
/// Failures are counted in the order in which attempts end, over all requests. `threshold` of them in a row
/// open the circuit, provided that they took `minimumSpan`: when a server restarts, all requests under way
/// fail in the same instant, and that is one failure, not sixty. A success closes the count, as does a
/// refused body, which only a server that is well can refuse. A 429 is neither: the server lives but accepts
/// nothing.
///
/// A run whose every body is refused from the start is stopped as well, after `maxRefusalsAtStart`: it has
/// the wrong shape or the wrong mapping, and a hundred thousand files in `failed/` help nobody.
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
  }

  public let threshold: Int
  private let minimumSpan: Duration
  private let maxRefusalsAtStart: Int

  /// Set once and for all.
  public private(set) var opening: Opening?
  private var failures = 0
  private var firstFailure = RunInstant.start
  private var hasSucceeded = false
  private var refusalsAtStart = 0

  public init(
    threshold: Int = 20, minimumSpan: Duration = .seconds(10), maxRefusalsAtStart: Int = 100
  ) {
    self.threshold = max(1, threshold)
    self.minimumSpan = minimumSpan
    self.maxRefusalsAtStart = max(1, maxRefusalsAtStart)
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
    case .certificate, .credentials: opening = opening ?? .refused(refusal, failures: failures + 1)
    case .permission, .address, .redirect, .protocolError:
      count(at: now) { .refused(refusal, failures: $0) }
    }
  }

  private mutating func refusedBody(_ refusal: Refusal) {
    failures = 0
    guard !hasSucceeded, refusal.kind == .body else { return }
    refusalsAtStart += 1
    guard refusalsAtStart >= maxRefusalsAtStart else { return }
    opening = opening ?? .nothingAccepted(refusal, refusals: refusalsAtStart)
  }

  private mutating func count(at now: RunInstant, _ reason: (Int) -> Opening) {
    if failures == 0 { firstFailure = now }
    failures += 1
    guard failures >= threshold, firstFailure.duration(to: now) >= minimumSpan else { return }
    opening = opening ?? reason(failures)
  }
}
