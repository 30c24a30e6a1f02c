/// The tokens that the emulated PIM has given out.
struct TokenStore: Sendable {
  struct Pair: Sendable, Equatable {
    var access: String
    var refresh: String
  }

  enum Verdict: Equatable, Sendable {
    case valid
    case unknown
    case expired
    /// The token is another client's.
    case otherClient
  }

  private struct Grant {
    var clientID: String
    var end: Duration
  }

  /// Tokens that ended are kept until there are this many, so that "expired" can be told from "unknown".
  private static let limit = 10_000

  private var access: [String: Grant] = [:]
  private var refresh: [String: Grant] = [:]
  private(set) var issued = 0

  mutating func issue(
    clientID: String, at now: Duration, lifetime: Duration, refreshLifetime: Duration
  ) -> Pair {
    if access.count >= Self.limit { access = access.filter { $0.value.end > now } }
    if refresh.count >= Self.limit { refresh = refresh.filter { $0.value.end > now } }
    let pair = Pair(access: Self.random(), refresh: Self.random())
    access[pair.access] = Grant(clientID: clientID, end: now + lifetime)
    refresh[pair.refresh] = Grant(clientID: clientID, end: now + refreshLifetime)
    issued += 1
    return pair
  }

  func check(_ token: String, clientID: String, at now: Duration) -> Verdict {
    Self.verdict(access[token], clientID, now)
  }

  /// Of whichever client.
  func check(_ token: String, at now: Duration) -> Verdict {
    guard let grant = access[token] else { return .unknown }
    return grant.end > now ? .valid : .expired
  }

  /// Takes a refresh token out of use: the PIM accepts each only once.
  mutating func redeem(_ token: String, clientID: String, at now: Duration) -> Verdict {
    let verdict = Self.verdict(refresh[token], clientID, now)
    if verdict == .valid { refresh[token] = nil }
    return verdict
  }

  mutating func expireAll(at now: Duration, includingRefresh: Bool) {
    access = access.mapValues { Grant(clientID: $0.clientID, end: min($0.end, now)) }
    if includingRefresh {
      refresh = refresh.mapValues { Grant(clientID: $0.clientID, end: min($0.end, now)) }
    }
  }

  mutating func resetCount() { issued = 0 }

  private static func verdict(_ grant: Grant?, _ clientID: String, _ now: Duration) -> Verdict {
    guard let grant else { return .unknown }
    guard grant.end > now else { return .expired }
    return grant.clientID == clientID ? .valid : .otherClient
  }

  /// 256 bits from the system's generator, in hexadecimal.
  private static func random() -> String {
    (0..<4).map { _ in
      let digits = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
