import Records
import TestSupport
import Testing

@testable import Delivery

/// Certificates and proxies.
@Suite(.timeLimit(.minutes(2))) struct TransportSecurityTests {
  let work: TemporaryFolder
  let caFile: String

  init() throws {
    work = try TemporaryFolder()
    caFile = try work.write("ca.pem", TestCertificates.authority + "\n")
  }

  // MARK: Certificates

  @Test func anAuthorityOfOurOwnIsTrusted() async throws {
    let server = try await WireServer.answering(WireServer.accepted, tls: TestCertificates.server)
    try await withTransport(to: server, caFile: caFile) { transport in
      #expect(await transport.post(.to(server.secureURL)) == .status(202, "{}"))
      #expect(await transport.post(.to("https://127.0.0.1:\(server.port)/")) == .status(202, "{}"))
    }
    #expect(server.requests.count == 2)
  }

  @Test(arguments: [
    TestCertificates.server, TestCertificates.other, TestCertificates.expired, TestCertificates.selfSigned,
  ])
  func withoutItNothingIsTrustedAndNothingSent(certificate: String) async throws {
    let server = try await WireServer.answering(WireServer.accepted, tls: certificate)
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.secureURL)) == .failed(.certificate))
    }
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: [TestCertificates.other, TestCertificates.expired, TestCertificates.selfSigned])
  func evenThenTheNameAndTheDatesCount(certificate: String) async throws {
    let server = try await WireServer.answering(WireServer.accepted, tls: certificate)
    try await withTransport(to: server, caFile: caFile) { transport in
      #expect(await transport.post(.to(server.secureURL)) == .failed(.certificate))
    }
    #expect(server.requests.isEmpty)
  }

  @Test func theAddressMustBeInTheCertificateToo() async throws {
    let server = try await WireServer.answering(WireServer.accepted, tls: TestCertificates.selfSigned)
    let own = try work.write("own.pem", TestCertificates.selfSigned)
    try await withTransport(to: server, caFile: own) { transport in
      #expect(await transport.post(.to(server.secureURL)) == .status(202, "{}"))
      #expect(await transport.post(.to("https://127.0.0.1:\(server.port)/")) == .failed(.certificate))
    }
  }

  @Test(arguments: ["SSL_CERT_FILE", "both"]) func theSystemsRootsMayBeElsewhere(variable: String)
    async throws
  {
    let server = try await WireServer.answering(WireServer.accepted, tls: TestCertificates.server)
    var environment = ["SSL_CERT_FILE": caFile]
    if variable == "both" { environment["SSL_CERT_DIR"] = "\(work.path):/elsewhere" }
    try await withTransport(to: server, systemRoots: SystemRoots(environment: environment)) { transport in
      #expect(await transport.post(.to(server.secureURL)) == .status(202, "{}"))
    }
  }

  /// Neither of them is a matter of certificates.
  @Test(arguments: [WireServer.Moment.connected, .head]) func aServerWithoutTLSIsNoMatterOfCertificates(
    _ moment: WireServer.Moment
  ) async throws {
    let server = try await WireServer(at: .connected) { _ in
      moment == .connected ? [.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")] : [.close]
    }
    try await withTransport(to: server, caFile: caFile) { transport in
      let expected = AttemptOutcome.failed(moment == .connected ? .notHTTP : .cut)
      #expect(await transport.post(.to(server.secureURL)) == expected)
    }
  }

  @Test func aServerThatIsSilentInTheHandshakeIsATimeout() async throws {
    let server = try await WireServer(at: .connected) { _ in [] }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.secureURL, timeout: .milliseconds(50))) == .failed(.timeout))
    }
  }

  /// An attacker can cut a connection but not end the session.
  @Test func anAnswerWithoutLengthIsCutWhereTheSessionIsNotEnded() async throws {
    let server = try await WireServer(tls: TestCertificates.server) { _ in
      [.send("HTTP/1.1 202 X\r\nContent-Length: 9\r\n\r\nno"), .reset]
    }
    try await withTransport(to: server, caFile: caFile) { transport in
      #expect(await transport.post(.to(server.secureURL)) == .failed(.cut))
    }
  }

  @Test(
    arguments: [
      ("missing.pem", nil, "cannot read"), ("empty.pem", "", "holds no certificate"),
      ("text.pem", "hello\n", "holds no certificate"),
      ("key.pem", TestCertificates.key, "holds no certificate"),
      (
        "broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificate"
      ),
    ] as [(String, String?, String)])
  func aFileWithoutAuthoritiesIsNamed(name: String, content: String?, words: String) throws {
    if let content { try work.write(name, content) }
    for roots in [SystemRoots(), SystemRoots(file: work.path(name))] {
      let problem = #expect(throws: Problem.self) {
        try ClientTransport(
          configuration: TransportConfiguration(
            userAgent: "x", maxConnections: 1, caFile: roots.file == nil ? work.path(name) : nil,
            systemRoots: roots))
      }
      #expect(problem?.code == "tls.ca-file")
      #expect(problem?.words.contains(words) == true)
      #expect(problem?.field == (roots.file == nil ? "--ca-file" : "SSL_CERT_FILE"))
    }
  }

  @Test func aFolderOfAuthoritiesMustBeOne() {
    let problem = #expect(throws: Problem.self) {
      try ClientTransport(
        configuration: TransportConfiguration(
          userAgent: "x", maxConnections: 1, systemRoots: SystemRoots(folder: caFile)))
    }
    #expect(problem?.code == "tls.ca-file")
  }

  // MARK: Proxies

  private static func proxy(_ port: Int, user: String = "", except: String = "") throws -> ProxySettings {
    try ProxySettings(environment: ["HTTPS_PROXY": "http://\(user)127.0.0.1:\(port)", "NO_PROXY": except])
  }

  @Test(
    arguments: [
      ("", nil), ("us%65r:p%40ss%3A%2F@", "Proxy-Authorization: Basic dXNlcjpwQHNzOi8="),
      ("user@", "Proxy-Authorization: Basic dXNlcjo="),
    ] as [(String, String?)])
  func aProxyConnectsAndSeesNothing(user: String, header: String?) async throws {
    let server = try await WireServer.answering(WireServer.accepted, tls: TestCertificates.server)
    let proxy = try await WireServer { _ in [.tunnel(server.port)] }
    try await withTransport(
      to: server, proxy, caFile: caFile, proxy: Self.proxy(proxy.port, user: user)
    ) { transport in
      for _ in 0..<2 {
        let post = HTTPPost.to("https://insights.test/a", headers: [("X-PIM-TOKEN", "abc")])
        #expect(await transport.post(post) == .status(202, "{}"))
      }
    }
    let expected =
      ["CONNECT insights.test:443 HTTP/1.1", "Host: insights.test:443"] + (header.map { [$0] } ?? [])
    #expect(proxy.requests.map(\.head) == [expected.joined(separator: "\r\n")])
    #expect(server.requests.allSatisfy { $0.head.contains("Host: insights.test\r\n") })
    #expect(server.requests.allSatisfy { !$0.head.lowercased().contains("proxy-authorization") })
  }

  @Test func behindAProxyCertificatesCountAsWell() async throws {
    let server = try await WireServer.answering(WireServer.accepted, tls: TestCertificates.server)
    let proxy = try await WireServer { _ in [.tunnel(server.port)] }
    try await withTransport(to: server, proxy, proxy: Self.proxy(proxy.port)) { transport in
      #expect(await transport.post(.to("https://insights.test/")) == .failed(.certificate))
    }
    #expect(server.requests.isEmpty)
  }

  @Test(arguments: [
    (
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
      ConnectionFault.proxyCredentials
    ),
    ("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", .proxy),
    ("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", .proxy), ("SSH-2.0-x\r\n\r\n", .proxy),
    ("HTTP/1.1 200 Connected\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", .proxy),
  ])
  func aProxyThatIsUnwilling(answer: String, fault: ConnectionFault) async throws {
    let proxy = try await WireServer.answering(answer)
    try await withTransport(to: proxy, proxy: Self.proxy(proxy.port)) { transport in
      #expect(await transport.post(.to("https://insights.test/")) == .failed(fault))
      try await proxy.waitForEnd(ofConnection: 0)
    }
    #expect(proxy.requests.count == 1)
  }

  @Test func aProxyThatHangsUpIsCutAndOneThatIsNotThereRefuses() async throws {
    let proxy = try await WireServer { _ in [.close] }
    try await withTransport(to: proxy, proxy: Self.proxy(proxy.port)) { transport in
      #expect(await transport.post(.to("https://insights.test/")) == .failed(.cut))
      await proxy.stop()
      #expect(await transport.post(.to("https://insights.test/")) == .failed(.refused))
    }
  }

  /// Also after a failure of another kind.
  @Test(arguments: [[], [.send("HTTP/1.1 200")]] as [[WireServer.Step]])
  func aProxyThatDoesNotConnectIsATimeout(steps: [WireServer.Step]) async throws {
    let proxy = try await WireServer { $0.number == 0 ? [.close] : steps }
    try await withTransport(to: proxy, proxy: Self.proxy(proxy.port)) { transport in
      #expect(await transport.post(.to("https://insights.test/")) == .failed(.cut))
      let post = HTTPPost.to("https://insights.test/", timeout: .milliseconds(50))
      #expect(await transport.post(post) == .failed(.timeout))
    }
  }

  @Test func thisMachineIsNeverBehindAProxy() async throws {
    let server = try await WireServer.answering(WireServer.accepted, tls: TestCertificates.server)
    let plain = try await WireServer.answering(WireServer.accepted)
    let proxy = try await WireServer { _ in [.close] }
    try await withTransport(
      to: server, plain, proxy, caFile: caFile, proxy: Self.proxy(proxy.port)
    ) { transport in
      #expect(await transport.post(.to(server.secureURL)) == .status(202, "{}"))
      #expect(await transport.post(.to("https://127.0.0.1:\(server.port)/")) == .status(202, "{}"))
      #expect(await transport.post(.to(plain.url)) == .status(202, "{}"))
    }
    #expect(proxy.connections == 0)
  }

  @Test func anExceptionGoesDirectly() async throws {
    let proxy = try await WireServer { _ in [.close] }
    try await withTransport(to: proxy, proxy: Self.proxy(proxy.port, except: ".invalid")) { transport in
      #expect(await transport.post(.to("https://host.invalid/")) == .failed(.unresolved))
      #expect(await transport.post(.to("https://insights.test/")) == .failed(.cut))
    }
    #expect(proxy.connections == 1)
  }
}
