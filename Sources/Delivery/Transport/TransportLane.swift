import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

/// One event loop with connections of its own, so that a request is never handed from thread to thread.
struct TransportLane: Sendable {
  /// Of the connection itself, TLS and the proxy included; a shorter timeout of a post comes first.
  private static let connectTimeout: TimeAmount = .seconds(10)
  /// Below the shortest time after which common servers close an idle connection: 5 s (Apache, Node).
  private static let idleTimeout: TimeAmount = .seconds(4)

  let loop: any EventLoop
  let executor: LoopExecutor
  private let direct: HTTPClient
  /// Nil without a proxy.
  private let proxied: HTTPClient?

  init(_ loop: any EventLoop, _ tls: TLSConfiguration, _ transport: TransportConfiguration) {
    self.loop = loop
    executor = LoopExecutor(loop)
    var configuration = Self.configuration(tls, maxConnections: transport.maxConnections)
    direct = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
    configuration.proxy = transport.proxy.server.map(Self.proxy)
    let hasProxy = configuration.proxy != nil
    proxied = hasProxy ? HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration) : nil
  }

  func client(isProxied: Bool) -> HTTPClient { isProxied ? proxied ?? direct : direct }

  var clients: [HTTPClient] { [direct, proxied].compactMap { $0 } }

  private static func configuration(
    _ tls: TLSConfiguration, maxConnections: Int
  ) -> HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow, timeout: .init(connect: connectTimeout),
      decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.tracing.tracer = nil
    configuration.connectionPool.idleTimeout = idleTimeout
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, maxConnections)
    // When to try again is for the policies.
    configuration.connectionPool.retryConnectionEstablishment = false
    // The only way to a connection's pipeline; there is nothing of debugging in it.
    configuration.http1_1ConnectionDebugInitializer = { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(FlushMerger(), position: .first)
      }
    }
    return configuration
  }

  private static func proxy(_ server: ProxyServer) -> HTTPClient.Configuration.Proxy {
    let authorization = server.authorization.map {
      HTTPClient.Authorization.basic(username: $0.user.reveal(), password: $0.password.reveal())
    }
    return .server(host: server.host, port: server.port, authorization: authorization)
  }
}

/// Runs tasks on an event loop.
final class LoopExecutor: TaskExecutor {
  private let loop: any EventLoop

  init(_ loop: any EventLoop) { self.loop = loop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
