import NIOCore
import NIOTLS

/// A connection that carries one request after the other, each answered before the next one is sent.
///
/// Belongs to the event loop of its lane. It is made for one exchange and tells the lane when it is free and,
/// once, when it has ended, which is when the lane lets it go. It ends with whatever is not as it should be: bytes
/// that nobody asked for, an answer before all of the request was sent, more of a body than is read.
final class LaneConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// A buffer that has grown beyond this is given up after its request.
  private static let maxKeptBuffer = 64 << 10

  /// When it has been connected at the latest, and how long it may rest.
  private(set) var deadline: NIODeadline
  let pool: ConnectionPool
  private let lane: TransportLane
  private(set) var exchange: Exchange?
  /// What is tried while it is being made: a name may have several addresses.
  private var attempts: [any Channel] = []
  private var context: ChannelHandlerContext?
  private var parser = AnswerParser()
  private var buffer = ByteBuffer()
  private(set) var isOver = false

  init(for exchange: Exchange, pool: ConnectionPool, lane: TransportLane, deadline: NIODeadline) {
    self.exchange = exchange
    self.lane = lane
    self.deadline = deadline
    self.pool = pool
    exchange.connection = self
  }

  var origin: Origin { pool.origin }

  // MARK: Exchanges

  /// Sends the request of an exchange; of a connection that is free.
  func send(_ exchange: Exchange) {
    guard let context, !isOver else { return exchange.end(.failed(.cut)) }
    self.exchange = exchange
    exchange.connection = self
    deadline = .distantFuture
    parser = AnswerParser(maxBody: exchange.head.maxBody)
    fill(exchange)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  /// Head and body in one piece: one call of the system, and a server that wakes up once.
  private func fill(_ exchange: Exchange) {
    buffer.clear(minimumCapacity: exchange.head.bytes.count + exchange.body.count + 24)
    buffer.writeBytes(exchange.head.bytes)
    guard exchange.head.maxBody == nil else { return }
    buffer.writeString("\(exchange.body.count)\r\n\r\n")
    buffer.writeBytes(exchange.body)
  }

  /// Gives an exchange up, and the connection with it.
  func abandon(_ outcome: AttemptOutcome) {
    let exchange = exchange
    self.exchange = nil
    close()
    // A refusal counts though the rest of its body was too slow.
    exchange?.end(Self.partial(parser.answer) ?? outcome)
  }

  /// An answer that was not complete counts where it is no success: a server that refuses a body may close
  /// the connection before it has read all of it, and the status says enough.
  private static func partial(_ answer: Answer?) -> AttemptOutcome? {
    answer.flatMap { $0.status >= 300 ? .answered($0) : nil }
  }

  private func answered() {
    guard let exchange, let answer = parser.answer else { return }
    self.exchange = nil
    if parser.keepsConnection && !isOver && isWritten(exchange) { rest() } else { close() }
    exchange.end(.answered(answer))
  }

  /// Whether the whole request has left; asking costs a microsecond, and a short one has.
  private func isWritten(_ exchange: Exchange) -> Bool {
    exchange.body.count <= Self.maxKeptBuffer
      || (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) == 0
  }

  private func rest() {
    if buffer.capacity > Self.maxKeptBuffer { buffer = ByteBuffer() }
    deadline = lane.loop.now + lane.idleTimeout
    lane.isFree(self)
  }

  // MARK: Ends

  /// Ends it without a word to the exchange.
  func close() {
    guard !isOver else { return }
    isOver = true
    lane.hasEnded(self)
    for attempt in attempts { attempt.close(promise: nil) }
    attempts = []
    context?.close(promise: nil)
    context = nil
  }

  /// It could not be made, or has broken.
  func fail(_ fault: ConnectionFault) { abandon(.failed(fault)) }

  /// When it has said goodbye; nil while it is being made.
  var closeFuture: EventLoopFuture<Void>? { context?.channel.closeFuture }
}

// MARK: - The channel

extension LaneConnection {
  /// Another address is tried.
  func tries(_ channel: any Channel) { attempts.append(channel) }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    attempts = []
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { isReady() }
  }

  /// It can carry requests; once.
  func isReady() {
    if let exchange { send(exchange) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard exchange != nil else { return close() }
    do throws(AnswerParser.Fault) {
      let result = unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
        Result { () throws(AnswerParser.Fault) in try parser.feed(bytes) }
      }
      try result.get()
    } catch {
      return fail(.notHTTP)
    }
    if parser.isComplete || parser.isTooLong { answered() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    parser.end()
    if parser.isComplete && exchange != nil { answered() }
    fail(.cut)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(ConnectionFault(error)) }
}
