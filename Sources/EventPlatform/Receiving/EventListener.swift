import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Ledger
import Logging
import NIOCore
import Records
import ServiceLifecycle
import Synchronization

/// Receives the events of an HTTPS subscription, and the notifications about it.
///
/// ```swift
/// let listener = EventListener(configuration, store: EventStore(path: "shop.sqlite"))
/// async let run: Void = listener.run()
/// let port = try await listener.port
/// …
/// await listener.shutdown()
/// try await run
/// ```
public final class EventListener: Sendable {
  public let configuration: ListenerConfiguration
  private let intake: EventIntake
  private let metrics = ListenerMetrics()
  private let bound = BoundPort()
  private let group: ServiceGroup

  /// - Parameter report: Called once for each request at its end, from any thread.
  public convenience init(
    _ configuration: ListenerConfiguration, store: EventStore,
    report: @escaping @Sendable (ListenerRecord) -> Void = { _ in }
  ) throws(Problem) {
    try self.init(configuration, report: report) { (arrivals) throws(Problem) in
      arrivals.isEmpty ? try store.probe() : try store.add(arrivals)
    }
  }

  init(
    _ configuration: ListenerConfiguration, report: @escaping @Sendable (ListenerRecord) -> Void,
    store: @escaping EventIntake.Store
  ) throws(Problem) {
    self.configuration = configuration
    let intake = EventIntake(limits: configuration.limits, store: store)
    self.intake = intake
    let logger = Logger(label: "events") { _ in SwiftLogNoOpLogHandler() }
    let responder = EventResponder(configuration, intake: intake, metrics: metrics, report: report)
    let application = Application(
      responder: responder, server: try Self.server(configuration, metrics, report),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.address, port: configuration.port), backlog: 1024,
        availableConnectionsDelegate: .maximum(configuration.limits.connections, logger: logger)),
      onServerRunning: { [bound] channel in bound.resolve(.success(channel.localAddress?.port ?? 0)) },
      logger: logger)
    // The sweeper comes first, because the first ends last.
    var group = ServiceGroupConfiguration(services: [Sweeper(intake: intake), application], logger: logger)
    // No answer takes longer; what a client has not sent by then, it sends again.
    group.maximumGracefulShutdownDuration = configuration.limits.reading + configuration.limits.patience
    self.group = ServiceGroup(configuration: group)
  }

  private static func server(
    _ configuration: ListenerConfiguration, _ metrics: ListenerMetrics,
    _ report: @escaping @Sendable (ListenerRecord) -> Void
  ) throws(Problem) -> HTTPServerBuilder {
    let limits = configuration.limits
    // 16 KiB are eight times what the platform and a proxy send.
    let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
      maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 16 << 10, maxHeaderFieldCount: 100)
    @Sendable func expired() {
      metrics.count(.tooSlow, after: limits.reading)
      report(
        ListenerRecord(
          method: "", path: "", outcome: .tooSlow, problem: ListenerProblem.tooSlow(),
          duration: limits.reading))
    }
    let connections = ConnectionTable(limit: limits.connections, onCut: metrics.noteCut)
    let deadlines = RequestDeadline.Limits(reading: limits.reading, idle: limits.idle)
    let http = HTTPServerBuilder.http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [
          RequestDeadline(deadlines, connections: connections, onExpiry: expired)
        ], httpDecoderConfiguration: decoder))
    guard let certificate = configuration.certificate else { return http }
    do {
      return try .tls(http, tlsConfiguration: certificate.configuration)
    } catch {
      throw ListenerProblem.certificate("")
    }
  }

  /// Serves until ``shutdown()``; may be called once.
  ///
  /// What was answered with 200 is on the disk, also where it is killed.
  public func run() async throws(Problem) {
    defer { bound.resolve(.failure(ListenerProblem.address(configuration))) }
    do {
      try await group.run()
    } catch let error as IOError {
      throw ListenerProblem.port(configuration, error.errnoCode)
    } catch is CancellationError {
    } catch {
      throw ListenerProblem.address(configuration)
    }
    // A store that is stuck has been given up by everyone who waited.
    if !intake.condition.isStuck { await intake.drain() }
  }

  /// The port that it listens on; waits until it does, throws where it never will.
  public var port: Int {
    get async throws { try await bound.value }
  }

  /// Takes no more connections and ends ``run()`` when the requests in flight are answered.
  public func shutdown() async { await group.triggerGracefulShutdown() }

  /// How many requests had each outcome.
  public var counts: [ListenerOutcome: Int] { metrics.counts }
}

/// Gives up, ten times a second, those that have waited too long.
private struct Sweeper: Service {
  let intake: EventIntake

  func run() async throws {
    while !Task.isShuttingDownGracefully, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(100))
      intake.expire()
    }
  }
}
