import AsyncHTTPClient
import NIOCore
import NIOPosix
import Records

/// Posts over HTTP/1.1 with AsyncHTTPClient, one connection for each request in flight.
///
/// Certificates are verified in full, redirects are not followed, and nothing is sent twice: a request that
/// meets a connection which the server has just closed ends as `cut`, and so does one whose connection
/// breaks. A host that is given by its address is never reached through a proxy, because
/// AsyncHTTPClient would compare the certificate with the proxy's address.
///
/// Tasks that post much run best with one of `executors` as their preference: their posts then cross no
/// thread, which made 1.45 times as many (16 at a time, two cores). It must be shut down before it is given up.
public final class ClientTransport: HTTPTransport {
  /// A request of 20 KB costs about 50 µs: two carry more than any server takes.
  private static let maxLanes = 2

  private let lanes: [TransportLane]
  private let targets: PostTargets

  /// Reads the files of authorities; connects to nothing.
  public init(configuration: TransportConfiguration) throws(Problem) {
    let tls = try TrustRoots.configuration(configuration)
    lanes = MultiThreadedEventLoopGroup.singleton.makeIterator().prefix(Self.maxLanes).map {
      TransportLane($0, tls, configuration)
    }
    targets = PostTargets(userAgent: configuration.userAgent, proxy: configuration.proxy)
  }

  /// The threads that carry connections, one or two: to be dealt out in turn to the tasks that post.
  ///
  /// Each has connections of its own, `maxConnections` to a host at most. What runs there must not block.
  public var executors: [any TaskExecutor] { lanes.map(\.executor) }

  public func post(_ post: HTTPPost) async -> AttemptOutcome {
    guard let target = targets[post.url] else { return .failed(.refused) }
    let collector = AnswerCollector()
    let deadline = NIODeadline.now() + Self.timeAmount(post.timeout)
    let task = lane.client(isProxied: target.isProxied)
      .execute(request: target.request(for: post), delegate: collector, deadline: deadline)
    do {
      return .answered(try await withTaskCancellationHandler(operation: task.get, onCancel: task.cancel))
    } catch {
      return Self.outcome(error, collector.answer, isLate: NIODeadline.now() >= deadline)
    }
  }

  /// Whoever runs on none of the loops gets the first.
  private var lane: TransportLane {
    guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return lanes[0] }
    return lanes.first { $0.loop === loop } ?? lanes[0]
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
    let loop = lanes[0].loop
    let end = loop.makePromise(of: Void.self)
    let ends = lanes.flatMap(\.clients).map { $0.shutdown() }
    EventLoopFuture.andAllComplete(ends, on: loop).cascade(to: end)
    let limit = loop.scheduleTask(in: .seconds(1)) { end.succeed() }
    try? await end.futureResult.get()
    limit.cancel()
  }
}
