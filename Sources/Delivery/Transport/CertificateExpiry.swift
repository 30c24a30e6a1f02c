import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Records

/// Finds out how long a server's certificate is valid.
public enum CertificateExpiry {
  /// Seconds since 1970; nil where there is no certificate that can be looked at.
  ///
  /// By a connection of its own, which says nothing and is closed behind the handshake. A server behind a proxy is
  /// not asked.
  public static func of(
    _ url: ServiceURL, _ configuration: TransportConfiguration, timeout: Duration
  ) async -> Int64? {
    let port = url.port ?? 443
    guard url.scheme == .https, configuration.proxy.server(forHost: url.host, port: port) == nil,
      let tls = try? TrustRoots.configuration(configuration),
      let context = try? NIOSSLContext(configuration: tls)
    else { return nil }
    let host = url.host.hasPrefix("[") ? String(url.host.dropFirst().dropLast()) : url.host
    let origin = Origin(isSecure: true, host: host, port: port, proxy: nil)
    return await look(origin, context, limit: TimeAmount(min(timeout, .seconds(60))))
  }

  private static func look(
    _ origin: Origin, _ context: NIOSSLContext, limit: TimeAmount
  ) async -> Int64? {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let expiry = loop.makePromise(of: Int64?.self)
    ClientBootstrap(group: loop).connectTimeout(limit).connect(host: origin.host, port: origin.port)
      .whenComplete { result in
        do {
          let channel = try result.get()
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(Handshake(expiry))
          try pipeline.addHandler(
            NIOSSLClientHandler(context: context, serverHostname: origin.serverName), position: .first)
          channel.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
        } catch {
          expiry.succeed(nil)
        }
      }
    return try? await expiry.futureResult.get()
  }

  /// Waits for the end of the handshake, and closes.
  private final class Handshake: ChannelInboundHandler {
    typealias InboundIn = NIOCore.ByteBuffer

    private var expiry: EventLoopPromise<Int64?>?

    init(_ expiry: EventLoopPromise<Int64?>) { self.expiry = expiry }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      guard case .handshakeCompleted? = event as? TLSUserEvent else {
        return context.fireUserInboundEventTriggered(event)
      }
      let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
      end(certificate.map { Int64($0.notValidAfter) }, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(nil, context) }

    func channelInactive(context: ChannelHandlerContext) { end(nil, context) }

    private func end(_ value: Int64?, _ context: ChannelHandlerContext) {
      expiry?.succeed(value)
      expiry = nil
      context.close(promise: nil)
    }
  }
}
