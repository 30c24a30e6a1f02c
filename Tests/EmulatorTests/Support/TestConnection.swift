import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// What came back over the wire.
struct Reply: Sendable {
  var status: Int
  var headers: HTTPHeaders
  var body: String

  /// The body as an object; empty where it is none.
  var object: [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
  }

  func header(_ name: String) -> String? { headers.first(name: name) }

  var errors: [String] { object["errors"] as? [String] ?? [] }
}

/// The server closed the connection instead of answering.
struct ConnectionClosed: Error {}

/// One HTTP/1.1 connection; requests go one after another.
///
/// Unlike most clients it never sends a request twice, so faults are seen as they are.
struct TestConnection: Sendable {
  private let channel: any Channel

  init(port: Int) async throws {
    channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(ReplyHandler())
        }
      }
      .connect(host: "127.0.0.1", port: port).get()
  }

  func send(
    _ method: String, _ path: String, headers: [(String, String)] = [], body: String = ""
  ) async throws -> Reply {
    var head = HTTPRequestHead(
      version: .http1_1, method: HTTPMethod(rawValue: method), uri: path, headers: HTTPHeaders(headers))
    head.headers.add(name: "Host", value: "127.0.0.1")
    if method != "GET" { head.headers.replaceOrAdd(name: "Content-Length", value: String(body.utf8.count)) }
    let promise = channel.eventLoop.makePromise(of: Reply.self)
    let call = ReplyHandler.Call(head: head, body: ByteBuffer(string: body), promise: promise)
    // A failed write is a closed connection, which the handler tells the promise.
    channel.writeAndFlush(call, promise: nil)
    return try await promise.futureResult.get()
  }

  func close() async { try? await channel.close() }
}

private final class ReplyHandler: ChannelDuplexHandler {
  struct Call: Sendable {
    var head: HTTPRequestHead
    var body: ByteBuffer
    var promise: EventLoopPromise<Reply>
  }

  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = Call
  typealias OutboundOut = HTTPClientRequestPart

  private var waiting: EventLoopPromise<Reply>?
  private var reply: Reply?
  private var isClosed = false

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let call = unwrapOutboundIn(data)
    guard !isClosed else { return call.promise.fail(ConnectionClosed()) }
    waiting = call.promise
    context.write(wrapOutboundOut(.head(call.head)), promise: nil)
    if call.body.readableBytes > 0 {
      context.write(wrapOutboundOut(.body(.byteBuffer(call.body))), promise: nil)
    }
    context.write(wrapOutboundOut(.end(nil)), promise: promise)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      reply = Reply(status: Int(head.status.code), headers: head.headers, body: "")
    case .body(let bytes):
      reply?.body += String(buffer: bytes)
    case .end:
      if let reply { waiting?.succeed(reply) }
      waiting = nil
      reply = nil
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelInactive(context: ChannelHandlerContext) {
    isClosed = true
    waiting?.fail(ConnectionClosed())
    waiting = nil
    context.fireChannelInactive()
  }
}
