import Foundation
import NIOCore
import NIOSSL

/// Asks a proxy for a way to the origin, then gives its place to TLS (RFC 9110 §9.3.6).
final class ProxyTunnel: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The proxy would not; nil where it speaks no HTTP.
  struct Refused: Error {
    var status: Int?
  }

  private let request: String
  private let makeTLS: () throws -> NIOSSLClientHandler
  private var parser = AnswerParser(endsWithHead: true)
  private var isOver = false

  init(
    to origin: Origin, through proxy: ProxyServer, makeTLS: @escaping () throws -> NIOSSLClientHandler
  ) {
    let target = "\(origin.host):\(origin.port)"
    var request = "CONNECT \(target) HTTP/1.1\r\nHost: \(target)\r\n"
    if let authorization = proxy.authorization {
      let pair = "\(authorization.user.reveal()):\(authorization.password.reveal())"
      request += "Proxy-Authorization: Basic \(Data(pair.utf8).base64EncodedString())\r\n"
    }
    self.request = request + "\r\n"
    self.makeTLS = makeTLS
  }

  func handlerAdded(context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    do {
      try unwrapInboundIn(data).withUnsafeReadableBytes { bytes in try parser.feed(bytes) }
      guard parser.isComplete, let answer = parser.answer else { return }
      isOver = true
      // Nothing is to come before our side has begun with TLS.
      guard answer.isSuccess, !parser.hasSurplus else { throw Refused(status: answer.status) }
      try context.pipeline.syncOperations.addHandler(makeTLS(), position: .after(self))
      context.pipeline.syncOperations.removeHandler(self, promise: nil)
    } catch {
      isOver = true
      context.fireErrorCaught(error is AnswerParser.Fault ? Refused() : error)
    }
  }
}
