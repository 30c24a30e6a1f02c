import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Makes connections.
protocol Connecting: Sendable {
  /// Makes the connection ready, or tells it why it cannot be made; on the loop of the connection.
  func connect(_ connection: LaneConnection, on loop: any EventLoop)
}

/// Makes connections: the name, the proxy, TLS.
final class Connector: Connecting {
  private let tls: TLSConfiguration
  /// Made for the first connection that needs it: the authorities of a system are some hundred files, and a
  /// machine that sends to itself alone may have none.
  private let context = Mutex<NIOSSLContext?>(nil)

  init(_ tls: TLSConfiguration) { self.tls = tls }

  func connect(_ connection: LaneConnection, on loop: any EventLoop) {
    let origin = connection.origin
    let bound = NIOLoopBound(connection, eventLoop: loop)
    bootstrap(origin, loop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if bound.value.isOver { throw ChannelError.ioOnClosedChannel }
          bound.value.tries(channel)
        }
      }
      .connect(host: origin.proxy?.host ?? origin.host, port: origin.proxy?.port ?? origin.port)
      .whenComplete { result in
        do {
          try self.take(result.get(), bound.value)
        } catch {
          bound.value.fail(ConnectionFault(error))
        }
      }
  }

  private func bootstrap(_ origin: Origin, _ loop: any EventLoop) -> ClientBootstrap {
    let bootstrap = ClientBootstrap(group: loop).connectTimeout(TransportLane.connectTimeout)
    guard origin.proxy == nil, origin.host == LoopbackResolver.name else { return bootstrap }
    return bootstrap.resolver(LoopbackResolver(loop))
  }

  private func take(_ channel: any Channel, _ connection: LaneConnection) throws {
    guard !connection.isOver else { return channel.close(promise: nil) }
    let origin = connection.origin
    let pipeline = channel.pipeline.syncOperations
    // What is added first is nearer to the network, and tells those behind it what happens.
    try pipeline.addHandler(connection)
    if let proxy = origin.proxy {
      try pipeline.addHandler(
        ProxyTunnel(to: origin, through: proxy) { try self.client(of: origin) }, position: .first)
    } else if origin.isSecure {
      try pipeline.addHandler(client(of: origin), position: .first)
    } else {
      connection.isReady()
    }
  }

  private func client(of origin: Origin) throws -> NIOSSLClientHandler {
    let context = try context.withLock { known in
      let context = try known ?? NIOSSLContext(configuration: tls)
      known = context
      return context
    }
    return try NIOSSLClientHandler(context: context, serverHostname: origin.serverName)
  }
}

/// Knows one name: `localhost` is this machine, whatever a resolver says.
///
/// Secrets go to it in the clear.
final class LoopbackResolver: Resolver, Sendable {
  static let name = "localhost"

  private let loop: any EventLoop

  init(_ loop: any EventLoop) { self.loop = loop }

  func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
    address("127.0.0.1", port)
  }

  func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> { address("::1", port) }

  func cancelQueries() {}

  private func address(_ text: String, _ port: Int) -> EventLoopFuture<[SocketAddress]> {
    loop.makeCompletedFuture { [try SocketAddress(ipAddress: text, port: port)] }
  }
}
