import NIOCore
import Records

@testable import Delivery

/// A transport that is shut down at the end, and with it its servers.
func withTransport(
  to servers: WireServer..., caFile: String? = nil, proxy: ProxySettings = .none,
  systemRoots: SystemRoots = SystemRoots(), _ body: (ClientTransport) async throws -> Void
) async throws {
  var configuration = TransportConfiguration(
    userAgent: "reviewferry/1.2.3", maxConnections: 4, caFile: caFile, proxy: proxy, systemRoots: systemRoots)
  // On a machine under load more than the usual time may pass between two requests of a test.
  configuration.idleTimeout = .minutes(5)
  let transport = try ClientTransport(configuration: configuration)
  let result: (any Error)?
  do {
    try await body(transport)
    result = nil
  } catch {
    result = error
  }
  await transport.shutdown()
  for server in servers { await server.stop() }
  if let result { throw result }
}

extension HTTPPost {
  /// The timeout is there for the machine that hangs: no test waits for it.
  static func to(
    _ url: String, headers: [(String, String)] = [], _ body: String = "{}", timeout: Duration = .seconds(60)
  ) -> HTTPPost {
    HTTPPost(
      url: url, headers: headers.map { ($0.0, SecretText($0.1)) }, body: Array(body.utf8), timeout: timeout)
  }
}

extension WireServer {
  var url: String { "http://127.0.0.1:\(port)/reviews" }
  var secureURL: String { "https://localhost:\(port)/reviews" }

  /// Answers all with the same bytes.
  static func answering(_ text: String, tls: String? = nil) async throws -> WireServer {
    try await WireServer(tls: tls) { _ in [.send(text)] }
  }

  static let accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}"
}

extension AttemptOutcome {
  static func status(_ status: Int, _ body: String = "") -> AttemptOutcome {
    .answered(Answer(status: status, body: Array(body.utf8)))
  }

  var answer: Answer? {
    guard case .answered(let answer) = self else { return nil }
    return answer
  }
}
