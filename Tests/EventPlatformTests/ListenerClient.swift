import Crypto
import Foundation
import NIOCore
import NIOPosix

/// One connection on which bytes are sent as they are.
struct ListenerClient: Sendable {
  private let channel: any Channel
  private let handler: NIOLoopBound<AnswerHandler>

  init(port: Int) async throws {
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    (channel, handler) = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
      channel.eventLoop.makeCompletedFuture {
        let handler = AnswerHandler()
        try channel.pipeline.syncOperations.addHandler(handler)
        return (channel, NIOLoopBound(handler, eventLoop: channel.eventLoop))
      }
    }
  }

  /// Sends bytes; the status of the next answer, nil where the connection ends without one.
  func send(_ text: String) async throws -> Int? {
    let promise = channel.eventLoop.makePromise(of: Int?.self)
    channel.eventLoop.execute { handler.value.wait(for: promise) }
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    return try await promise.futureResult.get()
  }

  /// Sends bytes; all that comes until the connection is closed.
  func all(_ text: String) async throws -> String {
    let promise = channel.eventLoop.makePromise(of: String.self)
    channel.eventLoop.execute { handler.value.waitForEnd(promise) }
    channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
    return try await promise.futureResult.get()
  }

  /// Sends bytes and waits for no answer.
  func post(_ text: String) async { try? await channel.writeAndFlush(ByteBuffer(string: text)) }

  /// Returns when the other side has closed the connection.
  func untilClosed() async throws { try await channel.closeFuture.get() }

  func close() async { try? await channel.close() }

  /// A request with its signature.
  static func request(
    _ method: String = "POST", _ path: String = "/events", _ body: [UInt8] = [], secret: String? = nil,
    header: String = "X-AKENEO-SIGNATURE-PRIMARY", more: String = ""
  ) -> String {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(body.count)\r\n\(more)"
    if let secret { head += "\(header): \(signature(body, secret))\r\n" }
    return head + "\r\n" + String(decoding: body, as: UTF8.self)
  }

  static func signature(_ body: [UInt8], _ secret: String) -> String {
    HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// Takes whole answers out of what comes.
private final class AnswerHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var waiting: EventLoopPromise<Int?>?
  private var ending: EventLoopPromise<String>?
  private var text = ""
  /// Nothing comes any more, not even for those who have not said yet that they wait.
  private var hasEnded = false

  /// Answers that came before anybody said to wait for one.
  private var early: [Int] = []

  func wait(for promise: EventLoopPromise<Int?>) {
    if !early.isEmpty {
      promise.succeed(early.removeFirst())
    } else if hasEnded {
      promise.succeed(nil)
    } else {
      waiting = promise
    }
  }

  func waitForEnd(_ promise: EventLoopPromise<String>) {
    if hasEnded { promise.succeed(text) } else { ending = promise }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    text += String(buffer: unwrapInboundIn(data))
    if ending != nil { return }
    guard let end = text.range(of: "\r\n\r\n"), let status = Int(text.dropFirst(9).prefix(3)) else { return }
    let length =
      text[..<end.lowerBound].firstMatch(of: #/(?i)content-length: (\d+)/#).flatMap { Int($0.1) } ?? 0
    guard text[end.upperBound...].utf8.count >= length else { return }
    text = String(text[end.upperBound...].utf8.dropFirst(length)) ?? ""
    if waiting == nil { early.append(status) }
    waiting?.succeed(status)
    waiting = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelInactive(context: ChannelHandlerContext) {
    hasEnded = true
    ending?.succeed(text)
    ending = nil
    waiting?.succeed(nil)
    waiting = nil
  }
}
