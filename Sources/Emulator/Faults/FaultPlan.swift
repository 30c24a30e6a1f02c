/// What goes wrong, and when.
///
/// The first fault that strikes a request is done; each fault counts the requests that its path fits from 1,
/// whether another one struck them or not. So a plan, its seed and the order of the requests decide everything.
public struct FaultPlan: Sendable, Equatable {
  public var seed: UInt64
  public var faults: [Fault]

  public init(seed: UInt64 = 0, faults: [Fault] = []) {
    self.seed = seed
    self.faults = faults
  }
}

public struct Fault: Sendable, Equatable {
  /// Shown in the access log and counted in the state.
  public var name: String
  public var match: Match
  public var action: Action

  public init(_ name: String, _ match: Match = Match(), _ action: Action) {
    self.name = name
    self.match = match
    self.action = action
  }

  /// Which requests are struck: all conditions that are given must hold.
  public struct Match: Sendable, Equatable {
    /// A path, or its beginning with `*` behind; nil fits every path but those of the state.
    public var path: String?
    /// Strikes every nth request.
    public var every: Int?
    /// Strikes with this probability, 0…1.
    public var probability: Double?
    /// Strikes only among these requests, counted from 1.
    public var requests: ClosedRange<Int>?

    public init(
      path: String? = nil, every: Int? = nil, probability: Double? = nil, requests: ClosedRange<Int>? = nil
    ) {
      self.path = path
      self.every = every
      self.probability = probability
      self.requests = requests
    }
  }

  public struct Action: Sendable, Equatable {
    /// Waited before anything else happens.
    public var delay: Duration?
    public var effect: Effect?

    public init(_ effect: Effect? = nil, delay: Duration? = nil) {
      self.effect = effect
      self.delay = delay
    }
  }

  public enum Effect: Sendable, Equatable {
    /// Answers with a status; nothing is processed.
    case status(Int, retryAfter: String? = nil, location: String? = nil)
    /// Closes the connection; nothing is processed.
    case cut
    /// Processes the request, then closes the connection instead of answering.
    case dropReply
    /// Processes the request; the answer's body comes in pieces over this time.
    case slowBody(Duration)
    /// Processes the request; the answer's body is cut in the middle, so it is no JSON.
    case wrongJSON
    /// Ends the life of every access token (and refresh token), then processes the request.
    case expireTokens(includingRefresh: Bool = false)
  }
}

extension Fault.Match {
  func fits(path: String) -> Bool {
    guard let pattern = self.path else { return true }
    return pattern.hasSuffix("*") ? path.hasPrefix(pattern.dropLast()) : path == pattern
  }

  /// Whether the `count`th request of this path is struck.
  func strikes(count: Int, random: () -> Double) -> Bool {
    if let requests, !requests.contains(count) { return false }
    if let every, !count.isMultiple(of: every) { return false }
    if let probability, random() >= probability { return false }
    return true
  }
}

/// Plays a plan.
struct FaultSchedule: Sendable {
  let plan: FaultPlan
  /// Requests seen, by fault.
  private var counts: [Int]
  /// Requests struck, by fault.
  private(set) var strikes: [Int]

  init(plan: FaultPlan) {
    self.plan = plan
    counts = plan.faults.map { _ in 0 }
    strikes = counts
  }

  /// The fault of the next request of a path.
  mutating func next(path: String) -> Fault? {
    var struck: Int?
    for (index, fault) in plan.faults.enumerated() where fault.match.fits(path: path) {
      counts[index] += 1
      let count = counts[index]
      if struck == nil, fault.match.strikes(count: count, random: { random(index, count) }) { struck = index }
    }
    guard let struck else { return nil }
    strikes[struck] += 1
    return plan.faults[struck]
  }

  /// In 0..<1; the same for the same seed, fault and count (SplitMix64).
  private func random(_ fault: Int, _ count: Int) -> Double {
    var bits = mix(plan.seed &+ UInt64(fault + 1) &* 0x9E37_79B9_7F4A_7C15)
    bits = mix(bits &+ UInt64(count) &* 0x9E37_79B9_7F4A_7C15)
    return Double(bits >> 11) * 0x1p-53
  }

  private func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
