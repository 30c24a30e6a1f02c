import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Cuts off clients that do not send their request, and closes connections that nobody is to use again.
///
/// ```
/// connected ──reading──► head ──reading──► end ──(answer)──► idle ──► head …
///                                                └─(last answer)──► the rest of the request ──► closed
/// ```
/// It counts from the connection, so a client that stops in the TLS handshake or drips its headers is met as well.
/// An answer with `Connection: close` is the last. Who is still sending then would miss it if the connection ended
/// at once; so the rest is read, but no more of it than one body may have, and not beyond the deadline.
final class RequestDeadline: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// How long a client may take, and how much of a request is read that was answered already.
  struct Limits {
    var reading: Duration
    var idle: Duration
    var rest = EventLimits.maxBytes
  }

  private let reading: TimeAmount
  private let idle: TimeAmount
  private let maxRest: Int
  private let connections: ConnectionTable
  private let onExpiry: @Sendable () -> Void
  private var number: Int?
  private var timer: Scheduled<Void>?
  private var isReading = true
  /// The answer is the last.
  private var isLast = false
  /// The last answer has been sent.
  private var isOver = false
  /// Bytes of the request that came after that.
  private var rest = 0

  init(_ limits: Limits, connections: ConnectionTable, onExpiry: @escaping @Sendable () -> Void) {
    reading = TimeAmount(limits.reading)
    idle = TimeAmount(limits.idle)
    maxRest = limits.rest
    self.connections = connections
    self.onExpiry = onExpiry
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  private func begin(_ context: ChannelHandlerContext) {
    let channel = context.channel
    if number == nil { number = connections.add { channel.close(promise: nil) } }
    start(reading, context)
  }

  private func end() {
    timer?.cancel()
    if let number { connections.remove(number) }
  }

  // MARK: Requests

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head:
      isReading = true
      if !isLast { start(reading, context) }
    case .body(let part):
      if isOver { pass(part.readableBytes, context) }
    case .end:
      isReading = false
      timer?.cancel()
      if isOver { return context.close(promise: nil) }
      if let number { connections.answers(number) }
    }
    context.fireChannelRead(data)
  }

  private func pass(_ bytes: Int, _ context: ChannelHandlerContext) {
    rest += bytes
    if rest > maxRest { context.close(promise: nil) }
  }

  private func start(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: time) {
      let (handler, context) = bound.value
      if handler.isReading && !handler.isLast { handler.refuse(context) }
      context.close(promise: nil)
    }
  }

  /// Nothing of the request was answered yet.
  private func refuse(_ context: ChannelHandlerContext) {
    onExpiry()
    let head = HTTPResponse(
      status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head): isLast = head.headerFields[.connection] == "close"
    case .body: break
    case .end where isLast: return close(context, data, promise)
    case .end: goOn(context)
    }
    context.write(data, promise: promise)
  }

  /// Only signed requests are answered so.
  private func goOn(_ context: ChannelHandlerContext) {
    if let number { connections.waits(number, isTrusted: true) }
    if !isReading { start(idle, context) }
  }

  private func close(_ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?) {
    if let number { connections.waits(number, isTrusted: false) }
    let sent = promise ?? context.eventLoop.makePromise()
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    sent.futureResult.whenComplete { _ in
      let (handler, context) = bound.value
      handler.isOver = true
      if !handler.isReading { context.close(promise: nil) }
    }
    context.write(data, promise: sent)
  }
}
