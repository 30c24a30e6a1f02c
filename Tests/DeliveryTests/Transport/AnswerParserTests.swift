import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Delivery

/// What came of bytes that were fed to a parser.
private enum Reading: Equatable {
  case fault
  /// More is needed; the status if it is known.
  case incomplete(Int?)
  case whole(Int, body: String, keeps: Bool)
}

struct AnswerParserTests {
  private static func read(_ pieces: [[UInt8]], ends: Bool = false) -> Reading {
    var parser = AnswerParser()
    for piece in pieces {
      do throws(AnswerParser.Fault) {
        let result = piece.withUnsafeBytes { bytes in
          Result { () throws(AnswerParser.Fault) in try parser.feed(bytes) }
        }
        try result.get()
      } catch {
        return .fault
      }
    }
    if ends { parser.end() }
    guard parser.isComplete, let answer = parser.answer else { return .incomplete(parser.answer?.status) }
    let body = String(decoding: answer.body, as: UTF8.self)
    return .whole(answer.status, body: body, keeps: parser.keepsConnection)
  }

  private static func read(_ text: String, ends: Bool = false) -> Reading {
    read([Array(text.utf8)], ends: ends)
  }

  private static let whole: [(String, Reading)] = [
    ("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}", .whole(202, body: "{}", keeps: true)),
    ("HTTP/1.1 202\r\ncontent-LENGTH:2\t\r\n\r\n{}", .whole(202, body: "{}", keeps: true)),
    ("HTTP/1.1 202 \r\nContent-Length: 0\r\n\r\n", .whole(202, body: "", keeps: true)),
    ("HTTP/1.1 202 é\r\nX: é\r\nContent-Length: 0\r\n\r\n", .whole(202, body: "", keeps: true)),
    ("HTTP/1.1 204 X\r\n\r\n", .whole(204, body: "", keeps: true)),
    ("HTTP/1.1 304 X\r\nContent-Length: 0\r\n\r\n", .whole(304, body: "", keeps: true)),
    // A body that is declared and must not come may come all the same.
    ("HTTP/1.1 304 X\r\nContent-Length: 7\r\n\r\n", .whole(304, body: "", keeps: false)),
    ("HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n", .whole(204, body: "", keeps: false)),
    ("HTTP/1.1 200 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", .whole(200, body: "", keeps: false)),
    (
      "HTTP/1.1 200 X\r\nConnection: a , CLOSE\r\nContent-Length: 0\r\n\r\n",
      .whole(200, body: "", keeps: false)
    ),
    ("HTTP/1.0 200 X\r\nContent-Length: 0\r\n\r\n", .whole(200, body: "", keeps: false)),
    (
      "HTTP/1.0 200 X\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n",
      .whole(200, body: "", keeps: true)
    ),
    (
      "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0a;x=\"y\"\r\n0123456789\r\n0\r\n\r\n",
      .whole(200, body: "ab0123456789", keeps: true)
    ),
    (
      "HTTP/1.1 200 X\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: Chunked\r\n\r\n"
        + "1\r\na\r\n0\r\nT: u\r\n\r\n",
      .whole(200, body: "a", keeps: true)
    ),
    (
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
        + "HTTP/1.1 200 X\r\nContent-Length: 1\r\n\r\na",
      .whole(200, body: "a", keeps: true)
    ),
    ("HTTP/1.1 200 X\r\nContent-Length: 1\r\n\r\nabc", .whole(200, body: "a", keeps: false)),
    (
      "HTTP/1.1 200 X\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 X\r\nContent-Length: 1\r\n\r\nb",
      .whole(200, body: "a", keeps: false)
    ),
  ]

  @Test(arguments: whole) private func anAnswerIsTheSameInOnePieceAndByteByByte(
    _ text: String, _ expected: Reading
  ) {
    #expect(Self.read(text) == expected)
    let bytes = Array(text.utf8)
    #expect(Self.read(bytes.map { [$0] }) == expected)
    for middle in 0...bytes.count {
      #expect(Self.read([Array(bytes[..<middle]), Array(bytes[middle...])]) == expected)
    }
  }

  @Test(arguments: [
    "SSH", "HTTP/2 200\r\n", "HTTP/1.2 200 X\r\n", "HTTP/1.1  200 X\r\n", "HTTP/1.1 99 X\r\n",
    "HTTP/1.1 099 X\r\n", "HTTP/1.1 2000 X\r\n", "HTTP/1.1 200X\r\n", "http/1.1 200 X\r\n",
    "HTTP/1.1 200 X\n", "HTTP/1.1 200 \u{1}\r\n", "HTTP/1.1 101 X\r\n\r\n", "HTTP/1.0 100 X\r\n\r\n",
    "HTTP/1.1 200 X\r\nno colon\r\n", "HTTP/1.1 200 X\r\n: v\r\n",
    "HTTP/1.1 200 X\r\nName : v\r\n", "HTTP/1.1 200 X\r\n folded\r\n", "HTTP/1.1 200 X\r\nA: \0\r\n",
    "HTTP/1.1 200 X\r\nA: b\rc\r\n", "HTTP/1.1 200 X\r\nA: b\n", "HTTP/1.1 200 X\r\nContent-Length: \r\n",
    "HTTP/1.1 200 X\r\nContent-Length: -1\r\n", "HTTP/1.1 200 X\r\nContent-Length: +1\r\n",
    "HTTP/1.1 200 X\r\nContent-Length: 1, 1\r\n", "HTTP/1.1 200 X\r\nContent-Length: 9223372036854775808\r\n",
    "HTTP/1.1 200 X\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
    "HTTP/1.1 200 X\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\r\na\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n1\na",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
    "HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n",
  ])
  func whatIsNoAnswerIsAFault(_ text: String) {
    #expect(Self.read(text) == .fault)
    #expect(Self.read(Array(text.utf8).map { [$0] }) == .fault)
  }

  @Test func aBodyWithoutLengthEndsWithItsConnection() {
    for head in ["HTTP/1.1 200 X\r\n\r\n", "HTTP/1.1 200 X\r\nTransfer-Encoding: gzip\r\n\r\n"] {
      #expect(Self.read(head + "abc") == .incomplete(200))
      #expect(Self.read(head + "abc", ends: true) == .whole(200, body: "abc", keeps: false))
    }
    #expect(Self.read("HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\nabc", ends: true) == .incomplete(200))
    #expect(Self.read("HTTP/1.1 200 X\r\nContent-Le", ends: true) == .incomplete(nil))
  }

  @Test func aHeadHasABound() {
    let line = "X-Long: " + String(repeating: "y", count: 1000) + "\r\n"
    let head = "HTTP/1.1 200 X\r\n"
    let end = "Content-Length: 0\r\n\r\n"
    #expect(Self.read(head + String(repeating: line, count: 60) + end) == .whole(200, body: "", keeps: true))
    #expect(Self.read(head + String(repeating: line, count: 100)) == .fault)
    #expect(Self.read(head + String(repeating: "y", count: 100_000)) == .fault)
    #expect(Self.read(String(repeating: "HTTP/1.1 100 X\r\n\r\n", count: 5000)) == .fault)
    let trailers = "Transfer-Encoding: chunked\r\n\r\n0\r\n" + String(repeating: line, count: 100)
    #expect(Self.read(head + trailers) == .fault)
  }

  @Test func ofATunnelTheHeadersAreTheAnswer() throws {
    var parser = AnswerParser(endsWithHead: true)
    let bytes = Array("HTTP/1.1 200 Connected\r\nContent-Length: 9\r\n\r\n".utf8)
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(AnswerParser.Fault) in try parser.feed(bytes) }
    }
    try result.get()
    #expect(parser.isComplete && parser.answer?.status == 200 && !parser.hasSurplus)
  }

  // MARK: Beside NIO's decoder

  /// What NIO reads: llhttp, which this tool trusted before.
  private static func nioRead(_ text: [UInt8]) -> Reading {
    let channel = EmbeddedChannel()
    defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
    do {
      try channel.pipeline.syncOperations.addHTTPClientHandlers()
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
      let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/")
      try channel.writeOutbound(HTTPClientRequestPart.head(head))
      try channel.writeOutbound(HTTPClientRequestPart.end(nil))
      try channel.writeInbound(ByteBuffer(bytes: text))
      return try whole(channel)
    } catch {
      return .fault
    }
  }

  private static func whole(_ channel: EmbeddedChannel) throws -> Reading {
    var status: Int?
    var body = ""
    while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
      switch part {
      case .head(let head) where head.status.code >= 200: status = Int(head.status.code)
      case .head: break
      case .body(let bytes): body += String(buffer: bytes)
      case .end: if let status { return .whole(status, body: body, keeps: true) }
      }
    }
    return .incomplete(status)
  }

  /// One or two bytes of a good answer are changed: whatever we take whole NIO takes whole too, and as the same.
  @Test func whatIsTakenIsWhatNIOTakes() {
    var random = JitterRandom(seed: 7)
    let alphabet = Array(" \t\r\n:;,0123456789abfxACHT/.-\0\u{7F}".utf8)
    var taken = 0
    // Without tabs and chunk extensions, of which NIO takes fewer.
    let texts = Self.whole.map(\.0).filter { !$0.contains("\t") && !$0.contains(";") }
    for _ in 0..<20_000 {
      var bytes = Array(texts[Int.random(in: 0..<texts.count, using: &random)].utf8)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = alphabet.randomElement(using: &random) ?? 0
      }
      // Surplus bytes are a fault to NIO, and the end of the connection to us.
      guard case .whole(let status, let body, keeps: true) = Self.read([bytes]) else { continue }
      taken += 1
      let text = String(decoding: bytes, as: UTF8.self)
      switch Self.nioRead(bytes) {
      case .whole(let other, let otherBody, _):
        #expect(status == other && body == otherBody, "\(text.debugDescription)")
      case .incomplete, .fault: Issue.record("only we take \(text.debugDescription)")
      }
    }
    #expect(taken > 1000)
  }
}
