import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A PX Insights and a PIM's token endpoint on a local port.
///
/// ```swift
/// let server = EmulatorServer(EmulatorConfiguration(catalog: catalog))
/// async let run: Void = server.run()
/// let url = try await server.url
/// …
/// await server.shutdown()
/// try await run
/// ```
public final class EmulatorServer: Sendable {
  public let configuration: EmulatorConfiguration
  private let core: EmulatorCore
  private let bound = BoundPort()
  private let group: ServiceGroup

  /// `onAccess` is called once for each request of the API or the PIM, from any thread.
  public init(
    _ configuration: EmulatorConfiguration, time: EmulatorTime = .continuous,
    onAccess: (@Sendable (AccessRecord) -> Void)? = nil
  ) {
    self.configuration = configuration
    let core = EmulatorCore(configuration: configuration, time: time)
    self.core = core
    let logger = Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
      responder: EmulatorResponder(core: core, onAccess: onAccess),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), backlog: 1024),
      onServerRunning: { [bound] channel in bound.resolve(.success(channel.localAddress?.port ?? 0)) },
      logger: logger)
    var group = ServiceGroupConfiguration(services: [application], logger: logger)
    // Answers that a fault delays for minutes must not hold up the end.
    group.maximumGracefulShutdownDuration = .seconds(5)
    self.group = ServiceGroup(configuration: group)
  }

  /// Serves until ``shutdown()`` or until the task is cancelled.
  ///
  /// May be called once. Throws ``EmulatorProblem`` where the port cannot be had.
  public func run() async throws {
    let ended = EmulatorProblem("emulator.ended", "the emulator has ended")
    defer { bound.resolve(.failure(ended)) }
    do {
      try await group.run()
    } catch let error as IOError {
      let problem = EmulatorProblem(
        "emulator.port",
        "port \(configuration.port) of \(Quoted.text(configuration.host)) cannot be had: "
          + String(cString: strerror(error.errnoCode)).lowercased())
      bound.resolve(.failure(problem))
      throw problem
    } catch is CancellationError {
      return
    }
  }

  /// The port that the server listens on; waits until it does, throws where it never will.
  public var port: Int {
    get async throws { try await bound.value }
  }

  /// `http://127.0.0.1:49152`: the URL of the emulated PIM.
  public var url: String {
    get async throws {
      let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
      return "http://\(host):\(try await port)"
    }
  }

  /// The base URL of the emulated PX Insights.
  public var apiURL: String {
    get async throws { try await url + configuration.prefix }
  }

  /// Takes no more connections and ends ``run()`` when the requests in flight are answered.
  public func shutdown() async { await group.triggerGracefulShutdown() }

  /// What was counted until now.
  public var snapshot: EmulatorSnapshot { core.snapshot }

  /// The stored reviews, sorted by origin and external id; those of one product where one is given.
  public func reviews(product: String? = nil) -> [StoredReview] { core.reviews(product: product) }

  /// One stored review.
  public func review(origin: String, externalID: String) -> StoredReview? {
    core.review(origin: origin, externalID: externalID)
  }

  /// Forgets reviews and counts and begins the fault plan again; tokens stay valid.
  public func reset() { core.reset() }

  /// Runs a server while `body` does.
  public static func with<Value: Sendable>(
    _ configuration: EmulatorConfiguration, time: EmulatorTime = .continuous,
    _ body: @Sendable (EmulatorServer) async throws -> Value
  ) async throws -> Value {
    let server = EmulatorServer(configuration, time: time)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      let value: Value
      do {
        _ = try await server.port
        value = try await body(server)
      } catch {
        await server.shutdown()
        throw error
      }
      await server.shutdown()
      try await group.waitForAll()
      return value
    }
  }
}

/// A port that becomes known once.
private final class BoundPort: Sendable {
  private enum State {
    case waiting([CheckedContinuation<Int, any Error>])
    case resolved(Result<Int, any Error>)
  }

  private let state = Mutex(State.waiting([]))

  /// The first call counts.
  func resolve(_ result: Result<Int, any Error>) {
    let waiting: [CheckedContinuation<Int, any Error>] = state.withLock { state in
      guard case .waiting(let waiting) = state else { return [] }
      state = .resolved(result)
      return waiting
    }
    for continuation in waiting { continuation.resume(with: result) }
  }

  var value: Int {
    get async throws {
      try await withCheckedThrowingContinuation { continuation in
        let known: Result<Int, any Error>? = state.withLock { state in
          switch state {
          case .resolved(let result): return result
          case .waiting(let waiting):
            state = .waiting(waiting + [continuation])
            return nil
          }
        }
        if let known { continuation.resume(with: known) }
      }
    }
  }
}
