import Emulator
import Foundation
import Synchronization
import TestSupport

/// A `submit` of a test: what it is called with, and a folder with its input, mapping and ledger.
struct SubmitTool: Sendable {
  var server: SubmitServer
  var folder: URL
  var input = "reviews.csv"
  /// Requests in flight, and reviews in a request, at most.
  var maxConcurrency = 8
  var maxReviews = 20
  var maxRate = 1000
  var environment = SubmitTool.connection(.rehearsal)
  var more: [String] = []

  static let ledger = "shop.sqlite"

  /// The variables of a connection.
  static func connection(_ credentials: EmulatorCredentials) -> [String: String] {
    [
      "REVIEWFERRY_CLIENT_ID": credentials.clientID, "REVIEWFERRY_CLIENT_SECRET": credentials.secret,
      "REVIEWFERRY_USERNAME": credentials.username, "REVIEWFERRY_PASSWORD": credentials.password,
    ]
  }

  /// The variables of an App.
  static func app(_ credentials: EmulatorCredentials) -> [String: String] {
    [
      "REVIEWFERRY_CLIENT_ID": credentials.clientID, "REVIEWFERRY_TOKEN": credentials.appToken ?? "",
    ]
  }

  /// Later ones win, so `more` may name any of them again.
  var arguments: [String] {
    [
      "submit", input, "--mapping", "shop.yaml", "--ledger", Self.ledger, "--pim-url", server.url,
      "--api-url", server.apiURL, "--max-rate", String(maxRate), "--max-concurrency", String(maxConcurrency),
      "--max-reviews", String(maxReviews), "--quiet",
    ] + more
  }

  /// The command line for a shell.
  var commandLine: String { (["reviewferry"] + arguments).joined(separator: " ") }

  func start() throws -> RunningTool {
    try RunningTool(arguments, in: folder, environment: environment)
  }

  func run() async throws -> CommandResult { try await start().result() }

  /// Runs again while the run can be resumed, as a cron job would the next night.
  func runToTheEnd(nights: Int = 5) async throws -> CommandResult {
    var result = try await run()
    for _ in 1..<nights where result.status == 69 { result = try await run() }
    return result
  }

  /// A shell script in the folder, with the credentials; the server goes on meanwhile.
  func shell(_ script: String) async throws -> CommandResult {
    try await RunningTool(
      executable: "/bin/sh", ["-c", script], in: folder, environment: environment
    ).result()
  }
}

/// A process that a test may send signals to while it runs.
final class RunningTool: Sendable {
  private let process: Process
  private let exit: AsyncStream<Int32>
  private let output: URL
  private let errors: URL

  /// The tool itself, without a shell that would get the signals.
  convenience init(_ arguments: [String], in folder: URL, environment: [String: String]) throws {
    try self.init(
      executable: Tool.products.appendingPathComponent("reviewferry").path, arguments, in: folder,
      environment: environment)
  }

  init(
    executable: String, _ arguments: [String], in folder: URL, environment: [String: String]
  ) throws {
    process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = Shell.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: a pipe that nobody drains would stop a talkative command.
    output = try Self.newFile("output")
    errors = try Self.newFile("errors")
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    let (exit, ending) = AsyncStream.makeStream(of: Int32.self)
    self.exit = exit
    process.terminationHandler = { process in
      let isSignal = process.terminationReason == .uncaughtSignal
      ending.yield(isSignal ? 128 + process.terminationStatus : process.terminationStatus)
      ending.finish()
    }
    try process.run()
  }

  deinit {
    try? FileManager.default.removeItem(at: output)
    try? FileManager.default.removeItem(at: errors)
  }

  var processID: Int32 { process.processIdentifier }

  /// Sends a signal, unless the process has ended.
  func signal(_ number: Int32) { if process.isRunning { kill(processID, number) } }

  /// Returns when the process has ended; may be called once.
  func result() async throws -> CommandResult {
    var status: Int32 = -1
    for await ended in exit { status = ended }
    return CommandResult(status: status, output: try Self.text(output), errors: try Self.text(errors))
  }

  private static func newFile(_ name: String) throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "reviewferry-\(UUID().uuidString)-\(name)")
    try Data().write(to: url)
    return url
  }

  private static func text(_ file: URL) throws -> String {
    String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }
}
