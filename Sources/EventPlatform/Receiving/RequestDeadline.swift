import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off clients that do not send their request.
///
/// ```
/// connected ──reading──► head ──reading──► end ──(answer)──► idle ──► head …
/// ```
/// It counts from the connection, so a client that stops in the TLS handshake or drips its headers is met as well.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let reading: TimeAmount
  private let idle: TimeAmount
  private let onExpiry: @Sendable () -> Void
  private var timer: Scheduled<Void>?
  private var isReading = true

  init(reading: Duration, idle: Duration, onExpiry: @escaping @Sendable () -> Void) {
    self.reading = TimeAmount(reading)
    self.idle = TimeAmount(idle)
    self.onExpiry = onExpiry
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { start(reading, context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    start(reading, context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      isReading = true
      start(reading, context)
    case .body: break
    case .end:
      isReading = false
      timer?.cancel()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data), !isReading { start(idle, context) }
    context.write(data, promise: promise)
  }

  private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: time) {
      let (handler, context) = bound.value
      if handler.isReading { handler.refuse(context) }
      context.close(promise: nil)
    }
  }

  /// Nothing of the request was answered yet: answers come at its end.
  private func refuse(_ context: ChannelHandlerContext) {
    onExpiry()
    let head = HTTPResponse(
      status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
