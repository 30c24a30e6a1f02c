import NIOCore
import NIOPosix
import Records

/// Posts over HTTP/1.1, one connection for each request in flight.
///
/// Certificates are verified in full, redirects are not followed, and nothing is sent twice: a request that
/// meets a connection which the server has just closed ends as `cut`, and so does one whose connection
/// breaks. A host that is given by its address is never reached through a proxy.
///
/// Tasks that post much run best with one of `executors` as their preference: their posts then cross no
/// thread. It must be shut down before it is given up.
public final class ClientTransport: HTTPTransport {
  /// Two cores are busy with one lane, who reads the requests and, on a machine of its own, the server: a second
  /// lane cost them a fifth of the rate.
  private static let laneCount = System.coreCount > 2 ? 2 : 1

  private let lanes: [TransportLane]
  private let targets: PostTargets

  /// Reads the files of authorities; connects to nothing.
  public init(configuration: TransportConfiguration) throws(Problem) {
    let connector = Connector(try TrustRoots.configuration(configuration))
    lanes = MultiThreadedEventLoopGroup.singleton.makeIterator().prefix(Self.laneCount).map {
      TransportLane(
        $0, connector, maxConnections: configuration.maxConnections, idleTimeout: configuration.idleTimeout)
    }
    targets = PostTargets(userAgent: configuration.userAgent, proxy: configuration.proxy)
  }

  /// The threads that carry connections, one or two: to be dealt out in turn to the tasks that post.
  ///
  /// Each has connections of its own, `maxConnections` to a host at most. What runs there must not block.
  public var executors: [any TaskExecutor] { lanes.map(\.executor) }

  public func post(_ post: HTTPPost) async -> AttemptOutcome {
    guard let head = targets[post.head] else { return .failed(.refused) }
    let deadline = NIODeadline.now() + Self.timeAmount(post.timeout)
    let exchange = Exchange(head: head, body: post.body, deadline: deadline)
    let lane = lane
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        lane.run {
          exchange.awaited(by: continuation)
          lane.start(exchange)
        }
      }
    } onCancel: {
      lane.loop.execute { lane.cancel(exchange, .failed(.cut)) }
    }
  }

  /// Whoever runs on none of the loops gets the first.
  private var lane: TransportLane {
    guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return lanes[0] }
    return lanes.first { $0.loop === loop } ?? lanes[0]
  }

  /// Not past a day, so that a deadline never overflows.
  private static func timeAmount(_ timeout: Duration) -> TimeAmount {
    TimeAmount(min(timeout, .seconds(86_400)))
  }

  /// Waits a second at most for connections to say goodbye.
  public func shutdown() async {
    let loop = lanes[0].loop
    let end = loop.makePromise(of: Void.self)
    let ends = lanes.map { lane in lane.loop.flatSubmit { lane.shutdown() } }
    EventLoopFuture.andAllComplete(ends, on: loop).cascade(to: end)
    let limit = loop.scheduleTask(in: .seconds(1)) { end.succeed() }
    try? await end.futureResult.get()
    limit.cancel()
  }
}
