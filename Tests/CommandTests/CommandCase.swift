import Foundation
import TestSupport
import Testing

/// A folder `Cases/<feature>/<case>` that describes one command and all that it must do.
///
/// ```
/// command           a shell script; runs in a copy of the folder, $PROJECT is the repository
/// expected.stdout   exact standard output (absent: empty)
/// expected.stderr   exact standard error (absent: empty)
/// expected.status   exit status (absent: 0)
/// expected/         files that must stand below the working folder afterwards, byte for byte
/// …                 any other file is input
/// ```
/// `make golden` records the expected files again; whoever does it reads the diff.
struct CommandCase: CustomTestStringConvertible, Sendable {
  var feature: String
  var name: String
  var folder: URL

  var testDescription: String { "\(feature)/\(name)" }

  static let root = Project.root.appendingPathComponent("Tests/CommandTests/Cases")

  static let all: [CommandCase] = folders(in: root).flatMap { feature in
    folders(in: feature).map {
      CommandCase(feature: feature.lastPathComponent, name: $0.lastPathComponent, folder: $0)
    }
  }

  func run(in copy: URL) throws -> CommandResult {
    for entry in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where !entry.lastPathComponent.hasPrefix("expected") {
      try FileManager.default.copyItem(at: entry, to: copy.appendingPathComponent(entry.lastPathComponent))
    }
    var result = try Shell.run(try text("command") ?? "", in: copy)
    result.output = Self.neutral(result.output, copy)
    result.errors = Self.neutral(result.errors, copy)
    return result
  }

  /// Paths differ from machine to machine.
  private static func neutral(_ text: String, _ copy: URL) -> String {
    text.replacingOccurrences(of: copy.path, with: "WORK")
      .replacingOccurrences(of: Project.root.path, with: "PROJECT")
  }

  var expectedStatus: Int32 {
    get throws {
      let digits = try text("expected.status")?.trimmingCharacters(in: .whitespacesAndNewlines)
      return digits.flatMap { Int32($0) } ?? 0
    }
  }

  func text(_ name: String) throws -> String? {
    let url = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }

  /// Paths below `expected/`, relative to it.
  var expectedFiles: [String] {
    let base = folder.appendingPathComponent("expected").path
    return (FileManager.default.subpaths(atPath: base) ?? []).filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(base)/\(path)", isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  private static func folders(in url: URL) -> [URL] {
    let entries = try? FileManager.default.contentsOfDirectory(
      at: url, includingPropertiesForKeys: [.isDirectoryKey])
    return (entries ?? []).filter(\.hasDirectoryPath).sorted { $0.path < $1.path }
  }
}
