import Foundation
import TestSupport

/// The built tool.
enum Tool {
  /// The folder of the built tool: the one that the test bundle lies in.
  static let products: URL = {
    let arguments = CommandLine.arguments
    if let bundle = arguments.first(where: { $0.hasSuffix(".xctest") }) {
      return URL(fileURLWithPath: bundle).deletingLastPathComponent()
    }
    return URL(fileURLWithPath: arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
  }()
}

/// What a finished command left behind.
struct CommandResult {
  var status: Int32
  var output: String
  var errors: String
}

/// Runs shell commands with the built tool on the path.
enum Shell {
  static func run(
    _ script: String, in folder: URL, environment extra: [String: String] = [:]
  ) throws -> CommandResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = folder
    process.environment = environment.merging(extra) { $1 }
    // Files, not pipes: a pipe that nobody drains would stop a talkative command.
    let outputFile = temporaryFile()
    let errorFile = temporaryFile()
    defer {
      try? FileManager.default.removeItem(at: outputFile)
      try? FileManager.default.removeItem(at: errorFile)
    }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    let isSignal = process.terminationReason == .uncaughtSignal
    return CommandResult(
      status: isSignal ? 128 + process.terminationStatus : process.terminationStatus,
      output: try text(outputFile), errors: try text(errorFile))
  }

  static var environment: [String: String] {
    let inherited = ProcessInfo.processInfo.environment
    return [
      "PATH": Tool.products.path + ":" + (inherited["PATH"] ?? "/usr/bin:/bin"),
      "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "COLUMNS": "100", "TZ": "UTC",
      "PROJECT": Project.root.path, "SHARED": Project.shared.path,
    ]
  }

  private static func temporaryFile() -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "reviewferry-\(UUID().uuidString)")
    _ = FileManager.default.createFile(atPath: url.path, contents: nil)
    return url
  }

  private static func text(_ file: URL) throws -> String {
    String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }
}
