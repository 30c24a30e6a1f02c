import ArgumentParser

struct RejectsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the rejected records and the refused requests of a run.",
    discussion: """
      Shows where and why, not the records: 'show' has these. Sentences tell the length of private texts \
      only, unless --show-values is given.

        reviewferry rejects list out/
        reviewferry rejects list --ledger shop.sqlite --count
        reviewferry rejects list --pim-url https://pim.example --format json
      """)

  static let optionNames =
    ["format", "code", "limit"] + RunChoiceOptions.optionNames + DiagnosticOptions.optionNames
  static let flagNames = ["count"] + DiagnosticOptions.flagNames

  /// Rows of a table, which is kept in memory to be measured, unless `--limit` says otherwise.
  static let defaultTableRows = 1000

  @Argument(
    help: "The folder of a run, or one that 'convert' wrote (default: the latest run).",
    completion: .directory)
  var folder: String?

  @Option(help: ArgumentHelp("table, json (one object a line) or csv.", valueName: "format"))
  var format: RejectsFormat = .table

  @Option(help: ArgumentHelp("Only those with this code, such as score.range.", valueName: "code"))
  var code: String?

  @Flag(help: "Only how many there are of each code.")
  var count = false

  @Option(
    help: ArgumentHelp(
      "How many to list (default: all; in a table \(defaultTableRows)).", valueName: "n"))
  var limit: Int?

  @OptionGroup(title: "Which run")
  var which: RunChoiceOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    try which.validate(folder: folder)
    guard limit ?? 1 > 0 else { throw ValidationError("--limit is \(limit ?? 0), but it must be at least 1") }
  }

  func run() throws {
    let printer = diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      try RejectsListRun(command: self, printer: printer).run()
    }
  }
}

/// How a list of rejects is written to standard output.
enum RejectsFormat: String, CaseIterable, ExpressibleByArgument {
  case table
  case json
  case csv
}
