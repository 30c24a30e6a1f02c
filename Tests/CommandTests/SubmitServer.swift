import Emulator
import Synchronization

/// An emulated PX Insights and PIM that tells a test of every request as it ends.
struct SubmitServer: Sendable {
  let emulator: EmulatorServer
  let meter: RequestMeter
  let url: String

  var apiURL: String { url + EmulatorConfiguration.defaultPrefix }

  /// Runs a server while `body` does.
  static func with<Value: Sendable>(
    _ configuration: EmulatorConfiguration, _ body: @Sendable (SubmitServer) async throws -> Value
  ) async throws -> Value {
    let meter = RequestMeter()
    let emulator = EmulatorServer(configuration, onAccess: { meter.count($0) })
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await emulator.run() }
      let value: Result<Value, any Error>
      do {
        let server = SubmitServer(emulator: emulator, meter: meter, url: try await emulator.url)
        value = .success(try await body(server))
      } catch {
        value = .failure(error)
      }
      await emulator.shutdown()
      try await group.waitForAll()
      return try value.get()
    }
  }
}

/// Counts the requests that a server has ended, and calls back when there were so many.
final class RequestMeter: Sendable {
  private struct State {
    var requests = 0
    var ingestions = 0
    var droppedReviews = 0
    var first: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
    var alarm: (at: Int, call: @Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Requests of the ingestion endpoints.
  var ingestions: Int { state.withLock { $0.ingestions } }
  /// Reviews in requests that were processed and not answered.
  var droppedReviews: Int { state.withLock { $0.droppedReviews } }

  /// Ingestion requests in a second, from the first to the last.
  var rate: Double {
    state.withLock { state in
      guard let first = state.first, let last = state.last, first < last else { return 0 }
      let (seconds, attoseconds) = first.duration(to: last).components
      return Double(state.ingestions - 1) / (Double(seconds) + Double(attoseconds) / 1e18)
    }
  }

  /// Calls when so many more requests have ended; a later call replaces an earlier one.
  func arm(after requests: Int, _ call: @escaping @Sendable () -> Void) {
    state.withLock { $0.alarm = ($0.requests + requests, call) }
  }

  func disarm() { state.withLock { $0.alarm = nil } }

  func count(_ record: AccessRecord) {
    let due: (@Sendable () -> Void)? = state.withLock { state in
      state.requests += 1
      if record.path.contains("/reviews/ingest") {
        let now = ContinuousClock.now
        state.ingestions += 1
        state.first = state.first ?? now
        state.last = now
      }
      if record.outcome == "dropped" { state.droppedReviews += record.reviews }
      guard let alarm = state.alarm, state.requests >= alarm.at else { return nil }
      state.alarm = nil
      return alarm.call
    }
    due?()
  }
}
