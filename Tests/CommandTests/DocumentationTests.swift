import Foundation
import TestSupport
import Testing

@testable import reviewferry

/// Runs what users read.
@Suite struct DocumentationTests {
  /// Commands in the `console` blocks of a page, in order.
  private static func commands(_ page: String) -> [String] {
    let text =
      (try? String(contentsOf: Project.root.appendingPathComponent(page), encoding: .utf8)) ?? ""
    var isInside = false
    var commands: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") { isInside = line == "```console" }
      if isInside, line.hasPrefix("$ ") { commands.append(String(line.dropFirst(2))) }
    }
    return commands
  }

  @Test(arguments: [("README.md", 5), ("docs/quick-start.md", 8)])
  func commandsOfThePageSucceedInOrder(page: String, atLeast count: Int) throws {
    let folder = try TemporaryFolder()
    for name in ["samples", "mappings"] {
      try FileManager.default.createSymbolicLink(
        at: folder.url.appendingPathComponent(name),
        withDestinationURL: Project.root.appendingPathComponent(name))
    }
    let commands = Self.commands(page)
    #expect(commands.count >= count)
    var place = folder.url
    for command in commands {
      if command.hasPrefix("cd ") {
        place.appendPathComponent(String(command.dropFirst(3)))
        continue
      }
      let result = try Shell.run(command, in: place)
      #expect(result.status == 0, "\(command): \(result.errors)")
    }
  }

  /// Examples of configurations are read without a complaint.
  @Test(arguments: ["docs/configuration.md"])
  func examplesOfConfigurationsAreRead(page: String) throws {
    let text = try String(contentsOf: Project.root.appendingPathComponent(page), encoding: .utf8)
    let blocks = text.matches(of: #/(?s)```yaml\n(.*?)```/#).map { String($0.1) }
    #expect(!blocks.isEmpty)
    for block in blocks {
      var reader = ConfigurationReader(file: "reviewferry.yaml")
      #expect(!reader.settings(block).isEmpty && reader.problems.isEmpty, "\(reader.problems)")
    }
  }

  /// The table of what `init` asks for names each of its options that is an answer.
  @Test func everyQuestionOfInitIsInTheQuickStart() throws {
    let text = try String(
      contentsOf: Project.root.appendingPathComponent("docs/quick-start.md"), encoding: .utf8)
    let answers = ["mapping", "pim-url", "output", "credentials-file", "ledger", "schedule"]
    for option in answers { #expect(text.contains("| `--\(option)` |"), "\(option)") }
    let others = ["api-url"] + DiagnosticOptions.optionNames
    #expect(Set(InitCommand.optionNames).subtracting(others) == Set(answers))
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
