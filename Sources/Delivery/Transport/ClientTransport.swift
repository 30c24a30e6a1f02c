import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Records

/// Posts over HTTP/1.1 with AsyncHTTPClient, one connection for each request in flight.
///
/// Certificates are verified in full, redirects are not followed, and nothing is sent twice: a request that
/// meets a connection which the server has just closed ends as `cut`, and so does one whose connection
/// breaks. A host that is given by its address is never reached through a proxy, because
/// AsyncHTTPClient would compare the certificate with the proxy's address.
public final class ClientTransport: HTTPTransport {
  /// Of the connection itself, TLS and the proxy included; a shorter timeout of a post comes first.
  static let connectTimeout: TimeAmount = .seconds(10)
  /// Below the shortest time after which common servers and load balancers close an idle connection.
  static let idleTimeout: TimeAmount = .seconds(4)

  private let direct: HTTPClient
  /// Nil without a proxy.
  private let proxied: HTTPClient?
  private let targets: PostTargets

  public init(configuration: TransportConfiguration) throws(Problem) {
    let tls = try TrustRoots.configuration(configuration)
    direct = Self.client(tls, configuration, proxy: nil)
    proxied = configuration.proxy.server.map { Self.client(tls, configuration, proxy: $0) }
    targets = PostTargets(userAgent: configuration.userAgent, proxy: configuration.proxy)
  }

  private static func client(
    _ tls: TLSConfiguration, _ transport: TransportConfiguration, proxy: ProxyServer?
  ) -> HTTPClient {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow, timeout: .init(connect: connectTimeout),
      proxy: proxy.map(Self.proxy), decompression: .disabled)
    configuration.httpVersion = .http1Only
    configuration.tracing.tracer = nil
    configuration.connectionPool.idleTimeout = idleTimeout
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = max(1, transport.maxConnections)
    // When to try again is for the policies.
    configuration.connectionPool.retryConnectionEstablishment = false
    let loop = MultiThreadedEventLoopGroup.singleton.any()
    return HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: configuration)
  }

  private static func proxy(_ server: ProxyServer) -> HTTPClient.Configuration.Proxy {
    let authorization = server.authorization.map {
      HTTPClient.Authorization.basic(username: $0.user.reveal(), password: $0.password.reveal())
    }
    return .server(host: server.host, port: server.port, authorization: authorization)
  }

  public func post(_ post: HTTPPost) async -> AttemptOutcome {
    guard let target = targets[post.url] else { return .failed(.refused) }
    let client = target.isProxied ? proxied ?? direct : direct
    let collector = AnswerCollector()
    let deadline = NIODeadline.now() + Self.timeAmount(post.timeout)
    let task = client.execute(request: target.request(for: post), delegate: collector, deadline: deadline)
    do {
      return .answered(try await withTaskCancellationHandler(operation: task.get, onCancel: task.cancel))
    } catch {
      return Self.outcome(error, collector.answer, isLate: NIODeadline.now() >= deadline)
    }
  }

  /// An answer that was not complete counts where it is no success: a server that refuses a body may close
  /// the connection before it has read all of it, and the status says enough.
  private static func outcome(_ error: any Error, _ answer: Answer?, isLate: Bool) -> AttemptOutcome {
    if let answer, answer.status >= 300 || error is AnswerCollector.LongBody { return .answered(answer) }
    // Of a request that waits for a connection, AsyncHTTPClient tells why the last one before it failed.
    return .failed(isLate ? .timeout : ConnectionFault(error))
  }

  /// Not past a day, so that a deadline never overflows.
  private static func timeAmount(_ timeout: Duration) -> TimeAmount {
    TimeAmount(min(timeout, .seconds(86_400)))
  }

  /// Waits a second at most: a connection that is being made holds AsyncHTTPClient up until it fails.
  public func shutdown() async {
    let loop = direct.eventLoopGroup.any()
    let end = loop.makePromise(of: Void.self)
    EventLoopFuture.andAllComplete([direct, proxied].compactMap { $0?.shutdown() }, on: loop).cascade(to: end)
    let limit = loop.scheduleTask(in: .seconds(1)) { end.succeed() }
    try? await end.futureResult.get()
    limit.cancel()
  }
}
