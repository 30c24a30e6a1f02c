import Dispatch
import Emulator
import Records

/// An emulator inside this process, for `submit --rehearse`.
final class Rehearsal: Sendable {
  private let server: EmulatorServer
  private let ended = DispatchSemaphore(value: 0)
  let pimURL: String
  let apiURL: String

  /// Starts the server; blocks until it listens.
  init(catalog: String?) throws(RunFailure) {
    do throws(EmulatorProblems) {
      server = EmulatorServer(
        EmulatorConfiguration(
          catalog: try catalog.map { path throws(EmulatorProblems) in try EmulatorCatalog(path: path) },
          // A rehearsal is about the reviews: the rate is the real API's business.
          requestsPerSecond: .max))
    } catch {
      throw RunFailure(problems: error.problems.map { Problem($0) }, status: .inputMissing)
    }
    let (server, ended) = (server, ended)
    Task {
      try? await server.run()
      ended.signal()
    }
    let url = Blocking.run { try? await server.url }
    guard let url else {
      throw RunFailure(
        Problem("rehearsal.start", .error, "the emulator cannot listen on 127.0.0.1; nothing was rehearsed"),
        .unavailable)
    }
    pimURL = url
    apiURL = url + server.configuration.prefix
  }

  /// What stands for the variables of real credentials.
  var credentials: [String: String] {
    let usual = EmulatorCredentials.rehearsal
    return [
      "REVIEWFERRY_CLIENT_ID": usual.clientID, "REVIEWFERRY_CLIENT_SECRET": usual.secret,
      "REVIEWFERRY_USERNAME": usual.username, "REVIEWFERRY_PASSWORD": usual.password,
    ]
  }

  /// Ends the server and tells what it has come to.
  func finish() -> EmulatorSnapshot {
    let server = server
    Blocking.run { await server.shutdown() }
    ended.wait()
    return server.snapshot
  }
}
