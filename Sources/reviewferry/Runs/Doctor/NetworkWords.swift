import Delivery
import Records

/// What was seen of the network, in words.
struct NetworkWords {
  let now: Int64
  let pim: ServiceURL
  let api: ServiceURL

  func findings(_ seen: NetworkLook.Seen) -> [Finding] {
    [server("pim", pim, "--pim-url", seen.pim)] + (seen.token.map { [token($0)] } ?? [])
      + [server("api", api, "--api-url", seen.api)] + clock([seen.pim, seen.api])
  }

  // MARK: Servers

  private func server(
    _ name: String, _ url: ServiceURL, _ option: String, _ server: NetworkLook.Server
  ) -> Finding {
    let host = Quotation.quote(url.host)
    switch server.reach {
    case .failed(let fault, let words):
      return .problem(name, "\(host) \(words)", fix: Self.fix(fault, option), .unavailable)
    case .answered(let status, _) where (500..<600).contains(status):
      return .warning(
        name, "\(host) answers, but with \(status)", fix: "wait until it is well, or check '\(option)'")
    case .answered:
      return certificate(name, host, url, server.expiry)
    }
  }

  private func certificate(_ name: String, _ host: String, _ url: ServiceURL, _ expiry: Int64?) -> Finding {
    guard url.scheme == .https else { return .ok(name, "\(host) answers, without TLS, on this machine") }
    guard let expiry else { return .ok(name, "\(host) answers, its certificate is trusted") }
    let days = (expiry - now) / 86_400
    let words = "\(host) answers, its certificate is trusted for \(Numerals.counted(Int(days), "day")) more"
    guard days < NetworkCheck.certificateDays else { return .ok(name, words) }
    return .warning(name, words, fix: "have it renewed: runs end with 69 from then on")
  }

  private static func fix(_ fault: ConnectionFault, _ option: String) -> String {
    switch fault {
    case .unresolved: "check '\(option)' and the name server"
    case .certificate: "if the certificate is your own, name its authority with '--ca-file'"
    case .proxy: "check 'https_proxy' and what the proxy allows"
    case .proxyCredentials: "write the proxy as 'http://user:password@host:port', as it knows them"
    case .timeout, .refused, .cut, .notHTTP: "check '\(option)', firewalls and 'https_proxy'"
    }
  }

  // MARK: Tokens

  private func token(_ answer: ServiceCheck.TokenAnswer) -> Finding {
    switch answer {
    case .given(let lifetime):
      let minutes = lifetime.map {
        ", good for \(Numerals.counted(Int($0.components.seconds / 60), "minute"))"
      }
      return .ok("token", "the PIM gives one\(minutes ?? "")")
    case .taken(mayRead: true): return .ok("token", "the PIM takes the App's")
    case .taken(mayRead: false):
      return .ok("token", "the PIM takes the App's, but not for reading products, which 'catalog pull' does")
    case .refused(let words):
      return .problem(
        "token", "the PIM gives or takes none for these credentials: it \(words)",
        fix: "check the client ID and secret, the user name and password, or the App's token",
        .credentialsRefused)
    case .misdirected(let words):
      return .problem(
        "token", "the PIM gives no tokens at this address: it \(words)", fix: "check '--pim-url'",
        .mappingWrong)
    case .unavailable(let words):
      return .problem(
        "token", "no token could be had from the PIM: it \(words)", fix: "try again when the PIM is well",
        .unavailable)
    }
  }

  // MARK: Clocks

  /// By the first server that tells the time, to a second or two.
  private func clock(_ servers: [NetworkLook.Server]) -> [Finding] {
    for server in servers {
      guard case .answered(_, let date?) = server.reach else { continue }
      let ahead = server.answeredAt - date
      guard abs(ahead) > NetworkCheck.clockTolerance else {
        return [.ok("clock", "within \(NetworkCheck.clockTolerance) seconds of the server's")]
      }
      return [
        .warning(
          "clock",
          "\(Numerals.counted(Int(abs(ahead)), "second")) \(ahead > 0 ? "ahead of" : "behind") the server's",
          fix: "set it, with NTP: times of the catalog, of events and 'newer_than' depend on it")
      ]
    }
    return []
  }
}
