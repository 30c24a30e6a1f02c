import NIOCore
import NIOPosix
import Records
import Testing

@testable import Delivery

/// Against servers of bytes, in the clear.
@Suite(.timeLimit(.minutes(2))) struct ClientTransportTests {
  // MARK: What is sent and read

  @Test func theRequestIsExactlyWhatWasAsked() async throws {
    let server = try await WireServer.answering(WireServer.accepted)
    try await withTransport(to: server) { transport in
      let headers = [
        ("Content-Type", "application/json"), ("X-PIM-TOKEN", "abc"), ("X-PIM-CLIENT-ID", "1_x"),
      ]
      let outcome = await transport.post(.to(server.url + "/ingest", headers: headers, #"{"a":"é"}"#))
      #expect(outcome == .status(202, "{}"))
    }
    let head = """
      POST /reviews/ingest HTTP/1.1
      Host: 127.0.0.1:\(server.port)
      User-Agent: reviewferry/1.2.3
      Content-Type: application/json
      X-PIM-TOKEN: abc
      X-PIM-CLIENT-ID: 1_x
      Content-Length: 10
      """
    #expect(server.requests.map(\.body) == [#"{"a":"é"}"#])
    #expect(server.requests.map(\.head) == [head.split(separator: "\n").joined(separator: "\r\n")])
  }

  @Test(arguments: [200, 202, 204, 301, 302, 304, 307, 308, 400, 401, 404, 408, 429, 500, 503, 599, 600, 999])
  func aStatusIsReadAndNothingFollows(_ status: Int) async throws {
    let body = status == 204 || status == 304 ? "" : "Content-Length: 2\r\n"
    let end = body.isEmpty ? "" : "no"
    let server = try await WireServer.answering(
      "HTTP/1.1 \(status) X\r\nLocation: http://127.0.0.1:1/elsewhere\r\n\(body)\r\n\(end)")
    try await withTransport(to: server) { transport in
      let outcome = await transport.post(.to(server.url))
      #expect(outcome.answer?.status == status)
      #expect(outcome.answer?.location == "http://127.0.0.1:1/elsewhere")
      #expect(outcome.answer?.body == Array(end.utf8))
    }
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [
    ("Retry-After: 7\r\n", RetryAfter.wait(.seconds(7))), ("retry-after:  0 \r\n", .wait(.zero)),
    ("Retry-After: soon\r\n", .unreadable), ("Retry-After: 99999999\r\n", .capped), ("", .absent),
    ("Retry-After: Mon, 01 Jan 2001 00:00:00 GMT\r\n", .wait(.zero)),
  ])
  func theServersWaitIsRead(header: String, expected: RetryAfter) async throws {
    let server = try await WireServer.answering("HTTP/1.1 503 X\r\n\(header)Content-Length: 0\r\n\r\n")
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)).answer?.retryAfter == expected)
    }
  }

  @Test func anAnswerMayComeInPiecesAfterAnInterimOne() async throws {
    let server = try await WireServer { _ in
      [
        .send("HTTP/1.1 100 Continue\r\n\r\n"), .send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHT"),
        .send("TP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r"),
        .send("\n2\r\nbc\r\n0\r\n\r\n"),
      ]
    }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .status(202, "abc"))
    }
  }

  @Test func aBodyThatIsPackedStaysSo() async throws {
    let server = try await WireServer.answering(
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd")
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .status(200, "abcd"))
    }
    #expect(server.requests.allSatisfy { !$0.head.lowercased().contains("accept-encoding") })
  }

  // MARK: Connections

  @Test func oneConnectionServesOneRequestAfterTheOther() async throws {
    let server = try await WireServer.answering(WireServer.accepted)
    try await withTransport(to: server) { transport in
      for number in 0..<5 {
        #expect(await transport.post(.to(server.url, "\(number)")) == .status(202, "{}"))
      }
    }
    #expect(server.requests.map(\.body) == ["0", "1", "2", "3", "4"])
    #expect(server.connections == 1)
  }

  @Test func manyAtOnceKeepToTheirConnections() async throws {
    let server = try await WireServer.answering(WireServer.accepted)
    try await withTransport(to: server) { transport in
      let statuses = await withTaskGroup(of: Int?.self) { group in
        for number in 0..<64 {
          group.addTask { await transport.post(.to(server.url, "\(number)")).answer?.status }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 202, count: 64))
    }
    #expect(Set(server.requests.map(\.body)).count == 64)
    #expect(server.connections <= 4)
  }

  @Test func tasksMayRunOnTheThreadsOfTheConnections() async throws {
    let server = try await WireServer.answering(WireServer.accepted)
    try await withTransport(to: server) { transport in
      let executors = transport.executors
      #expect((1...2).contains(executors.count))
      let statuses = await withTaskGroup(of: Int?.self) { group in
        for number in 0..<64 {
          group.addTask(executorPreference: executors[number % executors.count]) {
            await transport.post(.to(server.url, "\(number)")).answer?.status
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(statuses == Array(repeating: 202, count: 64))
      #expect(server.connections <= 4 * executors.count)
    }
    #expect(Set(server.requests.map(\.body)).count == 64)
  }

  @Test func aConnectionThatTheServerGivesUpIsNotUsedAgain() async throws {
    let server = try await WireServer.answering(
      "HTTP/1.1 202 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    try await withTransport(to: server) { transport in
      for _ in 0..<3 { #expect(await transport.post(.to(server.url)) == .status(202)) }
    }
    #expect(server.connections == 3)
  }

  @Test func aRequestOnAStaleConnectionIsCutAndNotSentAgain() async throws {
    let server = try await WireServer { request in
      request.number == 1 ? [.close] : [.send(WireServer.accepted)]
    }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url, "a")) == .status(202, "{}"))
      #expect(await transport.post(.to(server.url, "b")) == .failed(.cut))
      #expect(await transport.post(.to(server.url, "c")) == .status(202, "{}"))
    }
    #expect(server.requests.map(\.body) == ["a", "b", "c"])
    #expect(server.requests.map(\.connection) == [0, 0, 1])
  }

  /// The server closes without saying so, and the next request meets the closing at any point.
  @Test func noRequestArrivesTwiceWhereConnectionsGoStale() async throws {
    let server = try await WireServer { _ in [.send(WireServer.accepted), .close] }
    try await withTransport(to: server) { transport in
      for number in 0..<100 {
        let outcome = await transport.post(.to(server.url, "\(number)"))
        #expect(outcome == .status(202, "{}") || outcome == .failed(.cut))
      }
    }
    let bodies = server.requests.map(\.body)
    #expect(Set(bodies).count == bodies.count)
  }

  /// Whatever else comes with an answer, or behind it, belongs to no request.
  @Test(arguments: [
    [WireServer.accepted + "x"], [WireServer.accepted + WireServer.accepted], [WireServer.accepted, "x"],
  ])
  func whatNobodyAskedForEndsTheConnection(pieces: [String]) async throws {
    let server = try await WireServer { request in
      request.number == 0 ? pieces.map { .send($0) } : [.send(WireServer.accepted)]
    }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .status(202, "{}"))
      try await server.waitForEnd(ofConnection: 0)
      #expect(await transport.post(.to(server.url)) == .status(202, "{}"))
    }
    #expect(server.connections == 2)
  }

  @Test func anAnswerMayComeByteByByte() async throws {
    let server = try await WireServer { _ in WireServer.accepted.map { .send(String($0)) } }
    try await withTransport(to: server) { transport in
      for _ in 0..<3 { #expect(await transport.post(.to(server.url)) == .status(202, "{}")) }
    }
    #expect(server.connections == 1)
  }

  /// A server that sends no more can take no more requests either.
  @Test(arguments: [true, false]) func aConnectionThatIsHalfClosedIsGivenUp(hasAnswer: Bool) async throws {
    let server = try await WireServer { request in
      let isFirst = request.number == 0
      return (!isFirst || hasAnswer ? [.send(WireServer.accepted)] : []) + (isFirst ? [.halfClose] : [])
    }
    try await withTransport(to: server) { transport in
      let expected: AttemptOutcome = hasAnswer ? .status(202, "{}") : .failed(.cut)
      #expect(await transport.post(.to(server.url)) == expected)
      try await server.waitForEnd(ofConnection: 0)
      #expect(await transport.post(.to(server.url)) == .status(202, "{}"))
    }
    #expect(server.connections == 2)
  }

  @Test func whoWaitsForAConnectionMayWaitTooLong() async throws {
    let server = try await WireServer { _ in [] }
    try await withTransport(to: server) { transport in
      let outcomes = await withTaskGroup(of: AttemptOutcome.self) { group in
        for _ in 0..<10 {
          group.addTask { await transport.post(.to(server.url, timeout: .milliseconds(50))) }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      #expect(outcomes == Array(repeating: .failed(.timeout), count: 10))
    }
    // A connection that is given up makes room for another try until the time is up for that one, too.
    #expect(server.connections <= 10)
  }

  // MARK: Faults

  @Test(arguments: [WireServer.Moment.connected, .request])
  func aServerThatIsSilentIsATimeout(_ moment: WireServer.Moment) async throws {
    let server = try await WireServer(at: moment) { _ in [] }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url, timeout: .milliseconds(50))) == .failed(.timeout))
      try await server.waitForEnd(ofConnection: 0)
    }
  }

  @Test func timeIsUpInTheMiddleOfAnAnswer() async throws {
    let server = try await WireServer.answering("HTTP/1.1 202 X\r\nContent-Length: 10\r\n\r\nabc")
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url, timeout: .milliseconds(50))) == .failed(.timeout))
      try await server.waitForEnd(ofConnection: 0)
    }
  }

  @Test func aTimeoutOfNothingIsATimeout() async throws {
    let server = try await WireServer { _ in [] }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url, timeout: .zero)) == .failed(.timeout))
      #expect(await transport.post(.to(server.url, timeout: .seconds(-1))) == .failed(.timeout))
    }
  }

  @Test func aPortWhereNobodyListensRefuses() async throws {
    let server = try await WireServer { _ in [] }
    await server.stop()
    try await withTransport { transport in
      #expect(await transport.post(.to(server.url)) == .failed(.refused))
      #expect(await transport.post(.to("http://localhost:\(server.port)/")) == .failed(.refused))
    }
  }

  /// Secrets go there in the clear, so no resolver is asked.
  @Test func localhostIsThisMachineAndNothingElse() async throws {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let resolver = LoopbackResolver(loop)
    let first = try await resolver.initiateAQuery(host: "localhost", port: 8080).get()
    let second = try await resolver.initiateAAAAQuery(host: "localhost", port: 8080).get()
    #expect(first.map(\.ipAddress) == ["127.0.0.1"] && second.map(\.ipAddress) == ["::1"])
    #expect((first + second).map(\.port) == [8080, 8080])
    let server = try await WireServer.answering(WireServer.accepted)
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to("http://LocalHost:\(server.port)/")) == .status(202, "{}"))
    }
  }

  @Test func aNameWithoutAddressIsUnresolved() async throws {
    try await withTransport { transport in
      #expect(await transport.post(.to("https://host.invalid/api")) == .failed(.unresolved))
    }
  }

  @Test(arguments: [
    "http://example.com/", "ftp://localhost/", "localhost", "", "http://u:p@localhost/",
    "http://localhost/?a=b",
  ])
  func anAddressThatCredentialsMayNotGoToIsNotConnectedTo(_ url: String) async throws {
    try await withTransport { transport in
      #expect(await transport.post(.to(url)) == .failed(.refused))
    }
  }

  /// What the server does, and what it looks like.
  @Test(arguments: [
    (WireServer.Moment.connected, [WireServer.Step.close]), (.connected, [.reset]), (.head, [.close]),
    (.head, [.reset]), (.request, [.close]), (.request, [.reset]),
    (.request, [.send("HTTP/1.1 202 Acc"), .close]),
    (.request, [.send("HTTP/1.1 202 Accepted\r\nX: y"), .close]),
    (.request, [.send("HTTP/1.1 202 X\r\nContent-Length: 5\r\n\r\nabc"), .close]),
    (.request, [.send("HTTP/1.1 202 X\r\nContent-Length: 5\r\n\r\nabc"), .reset]),
    (.request, [.send("HTTP/1.1 202 X\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"), .close]),
    (.request, [.send("HTTP/1.1 100 Continue\r\n\r\n"), .close]),
  ])
  func whateverEndsEarlyIsCut(moment: WireServer.Moment, steps: [WireServer.Step]) async throws {
    let server = try await WireServer(at: moment) { _ in steps }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .failed(.cut))
    }
    #expect(server.requests.count <= 1)
  }

  /// Without a length the end of the connection is the end of the body (RFC 9112 §6.3).
  @Test func anAnswerWithoutLengthEndsWithItsConnection() async throws {
    let server = try await WireServer { _ in [.send("HTTP/1.0 400 X\r\n\r\nno"), .close] }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .status(400, "no"))
    }
  }

  @Test(arguments: [
    "SSH-2.0-OpenSSH_9.2\r\n", "220 mail ESMTP\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
    "HTTP/1.1 2x2 OK\r\n\r\n", "<html></html>\r\n\r\n", "\0\u{1}\u{2}\u{3}\r\n\r\n",
    "HTTP/1.1 202 OK\r\nContent-Length: abc\r\n\r\n", "HTTP/1.1 202 OK\r\nno colon\r\n\r\n",
    "HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    "HTTP/1.1 202 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
  ])
  func whateverIsNoHTTPIsSaidSo(_ text: String) async throws {
    let server = try await WireServer.answering(text)
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .failed(.notHTTP))
    }
    #expect(server.requests.count == 1)
  }

  @Test func headersWithoutEndAreNotRead() async throws {
    let server = try await WireServer { _ in
      [.send("HTTP/1.1 202 OK\r\n"), .endless("X-Long: " + String(repeating: "y", count: 10_000) + "\r\n")]
    }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .failed(.notHTTP))
      try await server.waitForEnd(ofConnection: 0)
    }
  }

  @Test func oneHugeHeaderIsNotRead() async throws {
    let server = try await WireServer { _ in
      [.send("HTTP/1.1 202 OK\r\nX: "), .endless(String(repeating: "y", count: 10_000))]
    }
    try await withTransport(to: server) { transport in
      #expect(await transport.post(.to(server.url)) == .failed(.notHTTP))
      try await server.waitForEnd(ofConnection: 0)
    }
  }

  // MARK: Long bodies

  @Test func ofALongBodyTheStartIsKeptAndTheConnectionToo() async throws {
    let length = 300_000
    let answer = "HTTP/1.1 400 X\r\nContent-Length: \(length)\r\n\r\n" + String(repeating: "z", count: length)
    let server = try await WireServer.answering(answer)
    try await withTransport(to: server) { transport in
      for _ in 0..<2 {
        let outcome = await transport.post(.to(server.url))
        #expect(outcome.answer?.status == 400)
        #expect(outcome.answer?.body == Array(repeating: UInt8(ascii: "z"), count: ErrorAnswer.maxBytes))
      }
    }
    #expect(server.connections == 1)
  }

  @Test(arguments: ["", "Transfer-Encoding: chunked\r\n", "Content-Length: 99999999999\r\n"])
  func ofAnEndlessBodyTheStartIsKeptAndTheConnectionDropped(framing: String) async throws {
    let chunk = String(repeating: "z", count: 4096)
    let server = try await WireServer { _ in
      [
        .send("HTTP/1.1 400 X\r\n\(framing)\r\n"),
        .endless(framing.hasPrefix("T") ? "1000\r\n\(chunk)\r\n" : chunk),
      ]
    }
    try await withTransport(to: server) { transport in
      let outcome = await transport.post(.to(server.url))
      #expect(outcome.answer?.status == 400)
      #expect(outcome.answer?.body.count == ErrorAnswer.maxBytes)
      try await server.waitForEnd(ofConnection: 0)
    }
  }

  /// A server may refuse a body before it has read it, and hang up.
  @Test(arguments: [2, 20_000, 8 << 20]) func anAnswerBeforeTheBodyWasReadIsTaken(size: Int) async throws {
    let server = try await WireServer(at: .head) { _ in
      [.send("HTTP/1.1 413 X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")]
    }
    try await withTransport(to: server) { transport in
      let outcome = await transport.post(.to(server.url, String(repeating: "x", count: size)))
      #expect(outcome.answer?.status == 413)
    }
  }

  /// Whether it hangs up, resets or just goes on listening, the answer is told and the connection given up.
  @Test(arguments: [[], [.close], [.halfClose]] as [[WireServer.Step]], ["", "Connection: close\r\n"])
  func anEarlyAnswerIsNoBrokenPipe(end: [WireServer.Step], header: String) async throws {
    let server = try await WireServer(at: .head) { _ in
      [.send("HTTP/1.1 413 X\r\nContent-Length: 2\r\n\(header)\r\nno")] + end
    }
    try await withTransport(to: server) { transport in
      let outcome = await transport.post(.to(server.url, String(repeating: "x", count: 8 << 20)))
      #expect(outcome == .status(413, "no"))
      try await server.waitForEnd(ofConnection: 0)
    }
  }

  /// Of a success it does not: the server may not have come to its end.
  @Test(arguments: [WireServer.Step.close, .reset]) func aRefusalCountsThoughItIsNotComplete(
    end: WireServer.Step
  ) async throws {
    let server = try await WireServer { request in
      [.send("HTTP/1.1 \(request.body) X\r\nRetry-After: 7\r\nContent-Length: 9\r\n\r\nno"), end]
    }
    try await withTransport(to: server) { transport in
      for status in [301, 400, 429, 503] {
        let answer = await transport.post(.to(server.url, "\(status)")).answer
        #expect(answer?.status == status && answer?.retryAfter == .wait(.seconds(7)))
      }
      #expect(await transport.post(.to(server.url, "202")) == .failed(.cut))
    }
  }

  // MARK: The end

  @Test func aTaskThatIsCancelledWaitsNoLonger() async throws {
    let server = try await WireServer { _ in [] }
    try await withTransport(to: server) { transport in
      let task = Task { await transport.post(.to(server.url)) }
      task.cancel()
      #expect(await task.value == .failed(.cut))
    }
  }

  @Test func nothingIsPostedAfterwards() async throws {
    let server = try await WireServer.answering(WireServer.accepted)
    try await withTransport(to: server) { transport in
      await transport.shutdown()
      #expect(await transport.post(.to(server.url)) == .failed(.cut))
    }
    #expect(server.requests.isEmpty)
  }

  @Test func theHostHeaderKeepsTheBracketsOfAnAddress() {
    let targets = PostTargets(userAgent: "x", proxy: .none)
    func line(_ url: String) -> String? {
      let text = targets[PostHead(url: url, headers: [])].map { String(decoding: $0.bytes, as: UTF8.self) }
      return text?.split(separator: "\r\n").first { $0.hasPrefix("Host: ") }.map(String.init)
    }
    #expect(line("http://[::1]:8080/a") == "Host: [::1]:8080")
    #expect(line("https://example.com/a") == "Host: example.com")
    #expect(line("https://example.com:8443/a") == "Host: example.com:8443")
  }
}
