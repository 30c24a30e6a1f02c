import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

@testable import Delivery

/// A server of bytes on this machine that does what a test tells it, as wrong as need be.
final class WireServer: Sendable {
  /// When the script is asked what to do.
  enum Moment: Sendable, Equatable {
    case connected
    /// Before the body was read.
    case head
    case request
  }

  enum Step: Sendable {
    case send(String)
    /// Waits for the bytes before to be out.
    case close
    /// With a reset instead of an end.
    case reset
    /// Sends no more, and goes on listening.
    case halfClose
    /// The same bytes again and again, until the client goes.
    case endless(String)
    /// To a port of this machine, for good: what a proxy does after `CONNECT`.
    case tunnel(Int)
  }

  struct Request: Sendable, Equatable {
    /// From 0, in the order of connecting.
    var connection: Int
    /// From 0, in the order of coming, over all connections.
    var number: Int
    /// Up to the empty line.
    var head = ""
    var body = ""
  }

  typealias Script = @Sendable (Request) -> [Step]

  private struct State {
    var channels: [any Channel] = []
    var requests: [Request] = []
  }

  private let state = Mutex(State())
  private let listener: any Channel
  let port: Int

  /// With `tls`, the certificate that it shows; the key is the tests'.
  init(tls: String? = nil, at moment: Moment = .request, _ script: @escaping Script) async throws {
    let context = try tls.map(Self.context)
    let owner = Mutex<WireServer?>(nil)
    let box = OwnerBox(owner: owner)
    listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let server = box.owner.withLock({ $0 }) else { throw ChannelError.eof }
          if let context {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
          }
          try channel.pipeline.syncOperations.addHandler(
            WireHandler(server: server, connection: server.add(channel), moment: moment, script: script))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    port = listener.localAddress?.port ?? 0
    box.owner.withLock { $0 = self }
  }

  private final class OwnerBox: Sendable {
    let owner: Mutex<WireServer?>
    init(owner: consuming Mutex<WireServer?>) { self.owner = owner }
  }

  private static func context(_ certificate: String) throws -> NIOSSLContext {
    try NIOSSLContext(
      configuration: .makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
        privateKey: .privateKey(NIOSSLPrivateKey(bytes: Array(TestCertificates.key.utf8), format: .pem))))
  }

  private func add(_ channel: any Channel) -> Int {
    state.withLock {
      $0.channels.append(channel)
      return $0.channels.count - 1
    }
  }

  /// Returns it with its number.
  fileprivate func add(_ request: Request) -> Request {
    state.withLock {
      var request = request
      request.number = $0.requests.count
      $0.requests.append(request)
      return request
    }
  }

  var requests: [Request] { state.withLock { $0.requests } }
  var connections: Int { state.withLock { $0.channels.count } }

  /// Returns when the connection is closed by whichever side.
  func waitForEnd(ofConnection index: Int) async throws {
    guard let channel = state.withLock({ $0.channels.indices.contains(index) ? $0.channels[index] : nil })
    else { return }
    try await channel.closeFuture.get()
  }

  func stop() async {
    try? await listener.close()
    for channel in state.withLock({ $0.channels }) { channel.close(promise: nil) }
  }
}

/// One connection of a `WireServer`.
private final class WireHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let server: WireServer
  private let connection: Int
  private let moment: WireServer.Moment
  private let script: WireServer.Script
  private var bytes = ByteBuffer()
  private var request: WireServer.Request?
  private var missingBody = 0
  private var peer: (any Channel)?

  init(
    server: WireServer, connection: Int, moment: WireServer.Moment, script: @escaping WireServer.Script
  ) {
    self.server = server
    self.connection = connection
    self.moment = moment
    self.script = script
  }

  func channelActive(context: ChannelHandlerContext) {
    guard moment == .connected else { return }
    run(script(WireServer.Request(connection: connection, number: 0)), context)
  }

  func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var part = unwrapInboundIn(data)
    if let peer { return peer.writeAndFlush(part, promise: nil) }
    bytes.writeBuffer(&part)
    while takeRequest(context) {}
  }

  /// Whether one was complete.
  private func takeRequest(_ context: ChannelHandlerContext) -> Bool {
    if request == nil { takeHead(context) }
    guard var whole = request, bytes.readableBytes >= missingBody else { return false }
    whole.body = bytes.readString(length: missingBody) ?? ""
    request = nil
    missingBody = 0
    let numbered = server.add(whole)
    if moment == .request { run(script(numbered), context) }
    return peer == nil
  }

  private func takeHead(_ context: ChannelHandlerContext) {
    let view = bytes.readableBytesView
    guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
    let head = bytes.readString(length: end.lowerBound - view.startIndex) ?? ""
    bytes.moveReaderIndex(forwardBy: 4)
    let length = head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
    missingBody = length.flatMap { Int($0.dropFirst(16)) } ?? 0
    let new = WireServer.Request(connection: connection, number: 0, head: head)
    request = new
    if moment == .head { run(script(new), context) }
  }

  private func run(_ steps: [WireServer.Step], _ context: ChannelHandlerContext) {
    for step in steps {
      switch step {
      case .send(let text): context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
      case .close: context.close(promise: nil)
      case .reset: reset(context)
      case .halfClose: context.close(mode: .output, promise: nil)
      case .endless(let text): Self.repeat(ByteBuffer(string: text), context.channel)
      case .tunnel(let port): tunnel(to: port, context)
      }
    }
  }

  private func reset(_ context: ChannelHandlerContext) {
    let channel = context.channel
    guard let socket = channel as? any SocketOptionProvider else { return }
    socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
  }

  private static func `repeat`(_ bytes: ByteBuffer, _ channel: any Channel) {
    channel.writeAndFlush(bytes).whenSuccess { Self.repeat(bytes, channel) }
  }

  private func tunnel(to port: Int, _ context: ChannelHandlerContext) {
    let channel = context.channel
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    ClientBootstrap(group: context.eventLoop)
      .channelInitializer { peer in
        peer.eventLoop.makeCompletedFuture {
          try peer.pipeline.syncOperations.addHandler(TunnelEnd(channel: channel))
        }
      }
      .connect(host: "127.0.0.1", port: port)
      .whenComplete { result in
        guard case .success(let peer) = result else { return channel.close(promise: nil) }
        let handler = bound.value
        handler.peer = peer
        channel.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 Connected\r\n\r\n"), promise: nil)
        if handler.bytes.readableBytes > 0 { peer.writeAndFlush(handler.bytes, promise: nil) }
      }
  }
}

private final class TunnelEnd: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let channel: any Channel
  init(channel: any Channel) { self.channel = channel }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    channel.writeAndFlush(unwrapInboundIn(data), promise: nil)
  }
  func channelInactive(context: ChannelHandlerContext) { channel.close(promise: nil) }
}
