import Foundation
import TestSupport
import Testing

/// What shells offer and `--help` shows; `Cases/usage/completions` asks bash.
@Suite struct CommandDescriptionTests {
  private struct Dump: Decodable {
    struct Command: Decodable {
      var commandName: String
      var discussion: String?
      var subcommands: [Command]?
      var arguments: [Argument]?
    }
    struct Argument: Decodable {
      struct Completion: Decodable {}
      var valueName: String?
      var kind: String
      var completionKind: Completion?
    }
    var command: Command
  }

  /// Who presses the tabulator where a file is asked for gets files: without a kind, shells offer nothing.
  @Test func wherePathsAreTypedShellsOfferThem() throws {
    let folder = try TemporaryFolder()
    let result = try Shell.run("reviewferry --experimental-dump-help", in: folder.url)
    let dump = try JSONDecoder().decode(Dump.self, from: Data(result.output.utf8))
    let silent = Self.silent(dump.command)
    #expect(silent == [])
  }

  @Test func everyCommandTeachesByExample() throws {
    let folder = try TemporaryFolder()
    let result = try Shell.run("reviewferry --experimental-dump-help", in: folder.url)
    let dump = try JSONDecoder().decode(Dump.self, from: Data(result.output.utf8))
    #expect(Self.withoutExample(dump.command, below: "") == [])
  }

  /// Commands whose text has no line that begins with them.
  private static func withoutExample(_ command: Dump.Command, below path: String) -> [String] {
    let name = (path + " " + command.commandName).trimmingCharacters(in: .whitespaces)
    let hasExample = (command.discussion ?? "").contains("  \(name) ") || name == "reviewferry"
    return (hasExample ? [] : [name])
      + (command.subcommands ?? []).filter { $0.commandName != "help" }
      .flatMap { withoutExample($0, below: name) }
  }

  private static let paths: Set<String> = ["file", "files", "dir", "folder", "mapping"]

  private static func silent(_ command: Dump.Command) -> [String] {
    let own = (command.arguments ?? []).filter { argument in
      argument.kind != "flag" && paths.contains(argument.valueName ?? "") && argument.completionKind == nil
    }
    return own.map { "\(command.commandName) \($0.valueName ?? "")" }
      + (command.subcommands ?? []).filter { $0.commandName != "help" }.flatMap(silent)
  }
}
