import ArgumentParser

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Make the HTML report of a run from its summary.",
    discussion: """
      Makes the page that '--report' of 'convert' and 'submit' makes, from the summary.json that the run left. A run with \
      '--report' counts scores, dates and products and keeps examples of what was rejected; of another run \
      the page has what its summary says.

        reviewferry report out/ -o report.html
        reviewferry report --ledger shop.sqlite -o last-night.html
        reviewferry report --ledger shop.sqlite --run 12 | mail -a 'Content-Type: text/html' shop@example.com

      Without --output the page goes to standard output, if that is no terminal.
      """)

  static let optionNames = ["output"] + RunChoiceOptions.optionNames + DiagnosticOptions.optionNames
  static let flagNames = DiagnosticOptions.flagNames

  @Argument(
    help: ArgumentHelp(
      "A summary.json, '-' for standard input, or the folder of a run or of 'convert' (default: the latest run of a ledger).",
      valueName: "summary"), completion: .file())
  var summary: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file to write, or '-' for standard output; a report that is there is replaced.", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup(title: "Which run")
  var which: RunChoiceOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    try which.validate(folder: summary)
    if let output, output.isEmpty || output.hasSuffix("/") {
      throw ValidationError("--output is '\(output)', but it must name a file")
    }
  }

  func run() throws {
    let printer = diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      try ReportRun(command: self, printer: printer).run()
    }
  }
}
