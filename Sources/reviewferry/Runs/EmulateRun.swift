import Dispatch
import Emulator
import Foundation
import Records
import Synchronization

/// One `emulate`.
struct EmulateRun {
  let command: EmulateCommand

  func run() throws(RunFailure) {
    // First of all, so that every thread of the server leaves the signals to the watch.
    let stop = Stop()
    let signals = SignalWatch { stop.request() }
    let server = EmulatorServer(try configuration(), onAccess: command.verbose ? AccessLog.write : nil)
    stop.watch(server)
    try serve(server)
    if !command.diagnostics.quiet { Terminal.writeError(EmulatorText.summary(server.snapshot)) }
    try writeState(server.snapshot)
    // Only a signal ends the server in peace.
    signals.exitAsSignalled()
  }

  private func configuration() throws(RunFailure) -> EmulatorConfiguration {
    do throws(EmulatorProblems) {
      return EmulatorConfiguration(
        host: command.host, port: command.port,
        catalog: try command.catalog.map { path throws(EmulatorProblems) in try EmulatorCatalog(path: path) },
        credentials: [EmulatorText.credentials()], requestsPerSecond: command.rateLimit,
        accessTokenLifetime: .seconds(command.tokenLifetime),
        shapes: command.body,
        faults: try command.faults.map { path throws(EmulatorProblems) in try FaultPlan(path: path) }
          ?? FaultPlan())
    } catch {
      let isCatalog = error.problems.first?.code.hasPrefix("emulator.catalog") == true
      throw RunFailure(
        problems: error.problems.map { Problem($0) }, status: isCatalog ? .inputMissing : .mappingWrong)
    }
  }

  /// Blocks this thread, on which nothing of the server runs, until the server has ended.
  private func serve(_ server: EmulatorServer) throws(RunFailure) {
    let ended = DispatchSemaphore(value: 0)
    let announcement = Task {
      let url = try await server.url
      Terminal.writeError("PIM \(url), API \(url)\(server.configuration.prefix), state \(url)/_state\n")
    }
    let failure = Failure()
    Task {
      defer { ended.signal() }
      do {
        try await server.run()
      } catch {
        failure.error.withLock { $0 = error }
      }
      _ = try? await announcement.value
    }
    ended.wait()
    guard let error = failure.error.withLock({ $0 }) else { return }
    let problem =
      error as? EmulatorProblem ?? EmulatorProblem("emulator.ended", "the emulator has ended: \(error)")
    throw RunFailure(Problem(problem), .usage)
  }

  private func writeState(_ snapshot: EmulatorSnapshot) throws(RunFailure) {
    guard let path = command.stateFile else { return }
    do {
      try Data((snapshot.json + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      let problem = Problem(
        "emulator.state-file", .error, "\(quoted: path) cannot be written; the state is lost")
      throw RunFailure(problem, .cannotWrite)
    }
  }
}

/// Ends the server when a signal asks for it, also where the signal came before there was a server.
private final class Stop: Sendable {
  private struct State {
    var server: EmulatorServer?
    var isRequested = false
  }

  private let state = Mutex(State())

  func request() {
    state.withLock { $0.isRequested = true }
    end()
  }

  func watch(_ server: EmulatorServer) {
    state.withLock { $0.server = server }
    end()
  }

  private func end() {
    guard let server = state.withLock({ $0.isRequested ? $0.server : nil }) else { return }
    Task { await server.shutdown() }
  }
}

/// The error with which the server ended.
private final class Failure: Sendable {
  let error = Mutex<(any Error)?>(nil)
}
