import Emulator
import Foundation
import TestSupport
import Testing

extension SubmitTests {
  /// What can stand in the way of a whole run: each has its status and its sentence, and nothing is lost by it.
  @Suite struct FailureTests {
    struct Failure: CustomTestStringConvertible, Sendable {
      var name: String
      var status: Int32
      /// The code of a problem that is printed.
      var code: String
      var faults: [Fault] = []
      /// In place of the server's own; `PORT` is that of the server, `CLOSED` one where nothing listens.
      var apiURL: String?
      var pimURL: String?
      var password: String?

      var testDescription: String { name }
    }

    private static let failures = [
      Failure(
        name: "a 401 that stays", status: 77, code: "credentials.refused",
        faults: [Fault("401", Fault.Match(path: LargeSubmission.ingestion), Fault.Action(.status(401)))]),
      Failure(
        name: "a 403", status: 77, code: "delivery.permission",
        faults: [Fault("403", Fault.Match(path: LargeSubmission.ingestion), Fault.Action(.status(403)))]),
      Failure(
        name: "a wrong password", status: 77, code: "credentials.refused", password: "not-the-password"),
      Failure(
        name: "a PIM that gives no tokens", status: 69, code: "delivery.token-unavailable",
        faults: [
          Fault("503", Fault.Match(path: EmulatorConfiguration.tokenPath), Fault.Action(.status(503)))
        ]),
      Failure(
        name: "a wrong path", status: 78, code: "delivery.address", apiURL: "http://127.0.0.1:PORT/api/v2"),
      Failure(
        name: "a redirect", status: 78, code: "delivery.redirect",
        faults: [
          Fault(
            "moved", Fault.Match(path: LargeSubmission.ingestion),
            Fault.Action(.status(308, location: "https://elsewhere.example/reviews")))
        ]),
      Failure(
        name: "a name without address", status: 69, code: "delivery.gave-up",
        apiURL: "https://host.invalid/api/v1"),
      Failure(
        name: "nothing listens", status: 69, code: "delivery.gave-up",
        apiURL: "http://127.0.0.1:CLOSED/api/v1"),
      Failure(
        name: "a PIM that is not there", status: 69, code: "delivery.token-unavailable",
        pimURL: "http://127.0.0.1:CLOSED"),
      Failure(
        name: "no TLS where TLS is expected", status: 78, code: "delivery.protocol",
        apiURL: "https://127.0.0.1:PORT/api/v1"),
      Failure(
        name: "plain http to another machine", status: 78, code: "credentials.plain-http",
        apiURL: "http://px-insights.example/api/v1"),
    ]

    private static let corpus = ReviewCorpus(reviews: 60, products: 12)

    @Test(arguments: failures)
    func hasItsStatusAndSentenceAndLosesNothing(_ failure: Failure) async throws {
      let folder = try TemporaryFolder()
      try Self.corpus.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(Self.configuration(failure.faults)) { server in
        var tool = Self.tool(server, url)
        tool.more += try Self.urls(failure, server)
        tool.environment["REVIEWFERRY_PASSWORD"] =
          failure.password ?? tool.environment["REVIEWFERRY_PASSWORD"]
        let result = try await tool.run()
        #expect(result.status == failure.status, "\(result.errors)")
        #expect(result.errors.contains("error[\(failure.code)]: "), "\(result.errors)")
        #expect(server.emulator.reviews() == [])
      }
      try await Self.expectAllArrive(from: url)
    }

    @Test func aRunThatCannotBeginIsNoKilledOne() async throws {
      let folder = try TemporaryFolder()
      try Self.corpus.write(to: folder)
      try folder.write("mine/notes.txt")
      let url = folder.url
      try await SubmitServer.with(Self.configuration([])) { server in
        var tool = Self.tool(server, url)
        tool.more += ["--output", "mine"]
        let refused = try await tool.run()
        #expect(refused.status == 73, "\(refused.errors)")
        tool.more = []
        let result = try await tool.run()
        #expect(result.status == 0 && !result.errors.contains("ledger.interrupted"), "\(result.errors)")
      }
    }

    /// What lies in `failed/` is as old as its run.
    @Test func aRetryDoesNotOverwriteWhatALaterRunHasSent() async throws {
      let folder = try TemporaryFolder()
      try Self.corpus.write(to: folder)
      let url = folder.url
      let refusing = [
        Fault("400", Fault.Match(path: LargeSubmission.ingestion), Fault.Action(.status(400)))
      ]
      try await SubmitServer.with(Self.configuration(refusing)) { server in
        let result = try await Self.tool(server, url).run()
        #expect(result.status == 1, "\(result.errors)")
      }
      try Self.corpus.write(to: folder, changed: Set(0..<Self.corpus.reviewCount))
      try await SubmitServer.with(Self.configuration([])) { server in
        let tool = Self.tool(server, url)
        #expect(try await tool.run().status == 0)
        let stored = server.emulator.reviews()
        let retry = """
          reviewferry rejects retry --run 1 --ledger \(SubmitTool.ledger) --pim-url \(server.url) \
            --api-url \(server.apiURL) --quiet
          """
        let result = try await tool.shell(retry)
        #expect(result.status == 0, "\(result.errors)")
        #expect(
          result.errors.contains("warning[retry.superseded]: \(Self.corpus.reviewCount) reviews of run 1"),
          "\(result.errors)")
        #expect(stored.count == Self.corpus.reviewCount && server.emulator.reviews() == stored)
        let resent = try await tool.shell(retry + " --resend")
        #expect(resent.status == 0 && server.emulator.reviews() != stored, "\(resent.errors)")
      }
    }

    // MARK: TLS

    private static let hasOpenSSL = (try? Shell.run("openssl version", in: Project.root).status) == 0

    /// Takes every body, behind a certificate that nobody knows.
    private static let secureServer = """
      import http.server, ssl
      class Handler(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"
          def do_POST(self):
              self.rfile.read(int(self.headers["Content-Length"]))
              self.send_response(202)
              self.send_header("Content-Length", "2")
              self.end_headers()
              self.wfile.write(b"{}")
          def log_message(self, *arguments):
              pass
      server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain("cert.pem", "key.pem")
      server.socket = context.wrap_socket(server.socket, server_side=True)
      print(server.server_address[1], flush=True)
      server.serve_forever()
      """

    @Test(.enabled(if: hasOpenSSL, "openssl is not installed"))
    func aCertificateIsTrustedOnlyWhenItsAuthorityIsNamed() async throws {
      let folder = try TemporaryFolder()
      try Self.corpus.write(to: folder)
      try folder.write("server.py", Self.secureServer)
      let url = folder.url
      try await SubmitServer.with(Self.configuration([])) { server in
        var tool = Self.tool(server, url)
        tool.more += ["--api-url", "https://localhost:$port/api/v1"]
        let result = try await tool.shell(
          """
          openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost \\
            -addext subjectAltName=DNS:localhost,IP:127.0.0.1 2> /dev/null || exit 1
          python3 server.py > port &
          until port=$(cat port) && [ -n "$port" ]; do kill -0 $! || exit 1; done
          \(tool.commandLine)
          echo "untrusted $?"
          SSL_CERT_FILE=cert.pem \(tool.commandLine)
          echo "trusted $?"
          \(tool.commandLine) --ca-file cert.pem --resend
          echo "trusted $?"
          # Threads of a test process block signals, and so do the programs that they start.
          kill -9 $!
          """)
        #expect(result.output == "untrusted 69\ntrusted 0\ntrusted 0\n", "\(result.errors)")
        #expect(result.errors.contains("error[delivery.certificate]: "), "\(result.errors)")
      }
    }

    // MARK: The ledger and the disk

    private static let isRoot = geteuid() == 0

    struct Obstacle: CustomTestStringConvertible, Sendable {
      var name: String
      /// A shell script; `SUBMIT` is the command, which it calls once.
      var script: String
      var status: Int32
      var code: String

      var testDescription: String { name }
    }

    private static let obstacles = [
      Obstacle(
        name: "files may not grow", script: "(ulimit -f 1; SUBMIT)", status: 73, code: "ledger."),
      Obstacle(
        name: "another process holds the ledger",
        script: "mkdir -p here && flock \(SubmitTool.ledger).lock SUBMIT", status: 75, code: "ledger.in-use"),
      Obstacle(
        name: "a ledger of another program",
        script: "cp shop.yaml other.sqlite; SUBMIT --ledger other.sqlite",
        status: 78, code: "ledger."),
      Obstacle(
        name: "a ledger in a file", script: "SUBMIT --ledger shop.yaml/ledger.sqlite", status: 73,
        code: "ledger.file"),
    ]

    /// These need a file system of their own, which only root can mount; the mounts go with their process.
    private static let mounted = [
      Obstacle(
        name: "the disk is full",
        script: """
          mkdir disk
          unshare --mount sh -c 'mount -t tmpfs -o size=64k none disk && SUBMIT --ledger disk/shop.sqlite'
          """, status: 73, code: "ledger.write"),
      Obstacle(
        name: "the ledger is read-only",
        script: """
          mkdir disk
          unshare --mount sh -c 'mount --bind disk disk && mount -o remount,ro,bind disk && \
          SUBMIT --ledger disk/shop.sqlite'
          """, status: 73, code: "ledger.read-only"),
    ]

    @Test(arguments: obstacles + (isRoot ? mounted : []))
    func isToldBeforeAnythingIsLost(_ obstacle: Obstacle) async throws {
      let folder = try TemporaryFolder()
      try Self.corpus.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(Self.configuration([])) { server in
        let tool = Self.tool(server, url)
        let script = obstacle.script.replacingOccurrences(of: "SUBMIT", with: tool.commandLine)
        let result = try await tool.shell(script)
        #expect(result.status == obstacle.status, "\(result.errors)")
        #expect(result.errors.contains("error[\(obstacle.code)"), "\(result.errors)")
      }
      try await Self.expectAllArrive(from: url)
    }

    /// The disk fills while requests are accepted: what was not noted is sent again once there is room.
    @Test(.enabled(if: isRoot, "only root can mount"))
    func aDiskThatFillsOnTheWayLosesNothing() async throws {
      let folder = try TemporaryFolder()
      let corpus = ReviewCorpus(reviews: 4000, products: 400)
      try corpus.write(to: folder)
      let url = folder.url
      try await SubmitServer.with(LargeSubmission.configuration(for: corpus)) { server in
        var tool = Self.tool(server, url)
        tool.more += ["--ledger", "disk/shop.sqlite", "--output", "run-$n"]
        let result = try await tool.shell(
          """
          mkdir disk
          unshare --mount sh -c 'mount -t tmpfs -o size=300k none disk
          n=1
          \(tool.commandLine)
          echo $?
          mount -o remount,size=64m disk
          n=2
          \(tool.commandLine)
          echo $?'
          """)
        #expect(result.output == "73\n0\n", "\(result.errors)")
        #expect(result.errors.contains("there is no space left"), "\(result.errors)")
        #expect(corpus.differences(from: server.emulator.reviews()) == [])
        #expect(server.emulator.snapshot.repeated > 0)
      }
    }

    // MARK: Support

    private static func configuration(_ faults: [Fault]) -> EmulatorConfiguration {
      var configuration = LargeSubmission.configuration(for: corpus)
      configuration.faults = FaultPlan(faults: faults)
      return configuration
    }

    /// Gives up soon: the tests of the policies have the waiting.
    private static func tool(_ server: SubmitServer, _ folder: URL) -> SubmitTool {
      var tool = SubmitTool(server: server, folder: folder)
      tool.more = ["--max-attempts", "2", "--retry-delay", "1ms"]
      return tool
    }

    private static func urls(_ failure: Failure, _ server: SubmitServer) throws -> [String] {
      let port = server.url.split(separator: ":").last.map(String.init) ?? ""
      func text(_ url: String) throws -> String {
        try url.replacingOccurrences(of: "PORT", with: port)
          .replacingOccurrences(of: "CLOSED", with: String(ClosedPort.find()))
      }
      return try (failure.apiURL.map { ["--api-url", try text($0)] } ?? [])
        + (failure.pimURL.map { ["--pim-url", try text($0)] } ?? [])
    }

    /// The next night, when all is well.
    private static func expectAllArrive(from folder: URL) async throws {
      try await SubmitServer.with(configuration([])) { server in
        let result = try await tool(server, folder).run()
        #expect(result.status == 0, "\(result.errors)")
        #expect(corpus.differences(from: server.emulator.reviews()) == [])
      }
    }
  }
}

/// A port of this machine where nothing listens.
enum ClosedPort {
  struct NoPort: Error {}

  /// The system gives a port to a socket that never listens; it does not give it again soon.
  static func find() throws -> UInt16 {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw NoPort() }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 ? getsockname(socket, $0, &length) : -1
      }
    }
    guard status == 0 else { throw NoPort() }
    return UInt16(bigEndian: address.sin_port)
  }
}
