import Records

/// Which proxy stands before which host, as the environment says.
///
/// As curl reads it: `https_proxy` before `HTTPS_PROXY` before `all_proxy` before `ALL_PROXY`; `no_proxy`
/// before `NO_PROXY`. Empty variables are as if not set. Other than with curl, a port must be written, since
/// programs disagree on the default, and this machine's own names never go through a proxy, whose
/// `localhost` is another machine.
public struct ProxySettings: Sendable {
  /// Everything directly.
  public static let none = ProxySettings()

  let server: ProxyServer?
  let exceptions: ProxyExceptions

  private init() {
    server = nil
    exceptions = ProxyExceptions("")
  }

  public init(environment: [String: String]) throws(Problem) {
    let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    if let (name, text) = Self.first(of: names, in: environment) {
      server = try ProxyServer(text, name: name)
    } else {
      server = nil
    }
    exceptions = ProxyExceptions(Self.first(of: ["no_proxy", "NO_PROXY"], in: environment)?.value ?? "")
  }

  /// What must never be shown: for `SecretRedactor`.
  public var secrets: [SecretText] { server?.authorization.map { [$0.password] } ?? [] }

  private static func first(
    of names: [String], in environment: [String: String]
  ) -> (name: String, value: String)? {
    for name in names {
      if let value = environment[name], !value.isEmpty { return (name, value) }
    }
    return nil
  }

  /// For https; `host` as in `ServiceURL`.
  func server(forHost host: String, port: Int) -> ProxyServer? {
    guard !ServiceURL.isLoopback(host), !exceptions.contain(host: host, port: port) else { return nil }
    return server
  }
}
