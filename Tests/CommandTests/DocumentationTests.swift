import Foundation
import TestSupport
import Testing

/// Runs what users read.
@Suite struct DocumentationTests {
  /// Commands in the README's `console` blocks, in order.
  private static let commands: [String] = {
    let text =
      (try? String(contentsOf: Project.root.appendingPathComponent("README.md"), encoding: .utf8)) ?? ""
    var isInside = false
    var commands: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isInside = line == "```console" }
      if isInside, line.hasPrefix("$ ") { commands.append(String(line.dropFirst(2))) }
    }
    return commands
  }()

  @Test func readmeCommandsSucceedInOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["samples", "mappings"] {
      try FileManager.default.createSymbolicLink(
        at: folder.url.appendingPathComponent(name),
        withDestinationURL: Project.root.appendingPathComponent(name))
    }
    #expect(Self.commands.count >= 5)
    for command in Self.commands {
      let result = try Shell.run(command, in: folder.url)
      #expect(result.status == 0, "\(command): \(result.errors)")
    }
  }

  @Test(arguments: [
    ("schema", "docs/mapping.schema.json"), ("reference", "docs/mapping-reference.md"),
  ])
  func generatedDocumentIsWhatTheCodeSays(subcommand: String, path: String) throws {
    let result = try Shell.run("reviewferry mappings \(subcommand)", in: Project.root)
    let committed = try String(contentsOf: Project.root.appendingPathComponent(path), encoding: .utf8)
    #expect(result.output == committed, "run 'make docs'")
  }

  @Test func everyMappingHasASampleAndIsNamedAfterItsFile() throws {
    let manager = FileManager.default
    let mappings = try manager.contentsOfDirectory(
      atPath: Project.root.appendingPathComponent("mappings").path)
    for mapping in mappings where mapping.hasSuffix(".yaml") {
      let name = String(mapping.dropLast(5))
      let samples = Project.root.appendingPathComponent("samples/\(name)").path
      #expect(try !manager.contentsOfDirectory(atPath: samples).isEmpty, "\(samples)")
      let text = try String(
        contentsOf: Project.root.appendingPathComponent("mappings/\(mapping)"), encoding: .utf8)
      #expect(text.contains("\nname: \(name)\n"), "\(mapping)")
    }
  }
}
