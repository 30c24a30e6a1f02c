import ArgumentParser
import Foundation

struct GuessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "guess",
    abstract: "Find out what an export file is, and draft a mapping for it.",
    discussion: """
      Looks at the first 4 MiB. Where a shipped mapping reads the file, that is the mapping; otherwise one is drafted \
      from the names and values of its fields, with how sure each guess is and why. The mapping goes to standard \
      output or to --output, what was found to standard error.

        reviewferry guess export.csv
        reviewferry guess export.json.gz --output my-shop.yaml
        reviewferry guess export.zip
        zcat export.gz | reviewferry guess -

      The status is 78 where a field that every mapping needs was not found: the mapping then says what is missing.
      """)

  static let optionNames = ["output"]
  static let flagNames = ["force", "no-vendor", "json"]

  @Argument(help: "The export file; '-' is standard input.", completion: .file())
  var file: String

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the mapping to this file.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Replace the file of --output if it exists.")
  var force = false

  @Flag(help: "Do not try the shipped mappings: draft one in any case.")
  var noVendor = false

  @Flag(help: "Write an account of the guess as JSON to standard output; the mapping is part of it.")
  var json = false

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func run() throws {
    try GuessRun(command: self).run()
  }
}
