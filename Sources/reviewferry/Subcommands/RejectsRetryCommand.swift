import ArgumentParser
import Pipeline

/// What of a run is sent again, beside the options of sending, which are those of `submit`.
struct RetryOptions: ParsableArguments {
  static let optionNames = ["mapping", "input", "run", "unmatched"]
  static let flagNames = ["skip-failed", "dry-run"]

  @Argument(
    help: "The folder of a run, or one that 'convert' wrote (default: the latest run).",
    completion: .directory)
  var folder: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The mended mapping, or the name of a shipped one (default: the run's own, as it is now).",
      valueName: "mapping"), completion: MappingCompletion.kind)
  var mapping: String?

  @Option(
    help: ArgumentHelp(
      "A mended or moved file, with its records in the same order; 'NAME=FILE' says for which input of the run. "
        + "May be given again.",
      valueName: "file"), completion: .file())
  var input: [String] = []

  @Option(help: ArgumentHelp("The number of the run (default: the latest).", valueName: "n"))
  var run: Int?

  @Option(help: UnmatchedFate.help)
  var unmatched: UnmatchedFate?

  @Flag(help: "Leave the refused requests alone; without it they are sent as they lie in 'failed/'.")
  var skipFailed = false

  @Flag(help: "Only say what would be read and sent again.")
  var dryRun = false
}

struct RejectsRetryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Send the rejected records again, with a mended mapping or file, and the refused requests.",
    discussion: """
      Only these are read, mapped and sent; everything else of the inputs is passed over. The inputs must be \
      as the run read them, unless a mended or moved one is named with --input.

        reviewferry rejects retry --ledger shop.sqlite --mapping mended.yaml
        reviewferry rejects retry --run 12 --input mended.csv --ledger shop.sqlite
      """)

  static let optionNames =
    RetryOptions.optionNames + SubmissionOptions.optionNames + DiagnosticOptions.optionNames
  static let flagNames = RetryOptions.flagNames + SubmissionOptions.flagNames + DiagnosticOptions.flagNames

  @OptionGroup var retry: RetryOptions

  @OptionGroup var submission: SubmissionOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  /// The ledger that is written is the one whose run is retried.
  var choice: RunChoice {
    RunChoice(run: retry.run, ledger: submission.delivery.ledger, pimURL: submission.delivery.pimURL)
  }

  func validate() throws {
    try choice.validate(folder: retry.folder)
    guard retry.unmatched == nil || !submission.delivery.noLedger else {
      throw ValidationError("--unmatched asks the catalog of a ledger, and this run has none")
    }
    if !retry.dryRun { try submission.check() }
  }

  func run() throws {
    let stop = SubmitStop()
    let printer = diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      let status = try RejectsRetryRun(command: self, printer: printer, stop: stop).run()
      if stop.isRequested { stop.exitAsSignalled() }
      return status
    }
  }
}
