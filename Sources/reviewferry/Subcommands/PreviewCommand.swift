import ArgumentParser
import Foundation
import Pipeline
import Records

struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show the first mapped reviews of an export file.",
    discussion: """
        reviewferry preview export.csv --mapping judgeme-csv
        reviewferry preview export.csv --mapping judgeme-csv --format json --records 1
      """)

  static let optionNames = ["mapping", "records", "format", "as-of"]

  @Argument(
    help: ArgumentHelp(
      "Files, folders, ZIP archives or globs; '-' is standard input; none where the mapping's own program is the "
        + "source."),
    completion: .file())
  var files: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A mapping file, or the name of a shipped one.", valueName: "mapping"),
    completion: MappingCompletion.kind)
  var mapping: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Reviews to show.", valueName: "n"))
  var records = 10

  @Option(help: ArgumentHelp("table or json.", valueName: "format"))
  var format: PreviewFormat = .table

  @Option(
    help: ArgumentHelp("The moment 'newer_than' counts from (default: now).", valueName: "date"),
    transform: Moment.value)
  var asOf: Int64?

  @OptionGroup var commands: CommandOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard records > 0 else { throw ValidationError("--records is \(records), but it must be at least 1") }
  }

  func run() throws {
    try PreviewRun(command: self).run()
  }
}

/// How a preview is written to standard output.
enum PreviewFormat: String, CaseIterable, ExpressibleByArgument {
  case table
  case json
}
