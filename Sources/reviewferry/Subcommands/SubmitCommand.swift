import ArgumentParser
import Pipeline

struct SubmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Send reviews to PX Insights: those of export files, or a set that 'convert' wrote.",
    discussion: """
      Sends what 'convert' would write. A ledger keeps what was accepted: the next run sends only what is new \
      or has changed, and a run that was stopped, by whatever, goes on where it was. \
      Where the ledger has a whole catalog, reviews of products that it does not know are parked and sent once it knows \
      them, by the next run or 'reviewferry ledger release'; 'reviewferry status' shows them. \
      Rejected records and refused requests are kept in the run's folder ('reviewferry rejects').

        reviewferry submit reviews.csv -m judgeme-csv --rehearse
        reviewferry submit reviews.csv -m judgeme-csv --pim-url https://pim.example
        reviewferry submit out/ --pim-url https://pim.example
        tap-yotpo --config tap.json | reviewferry submit - -m tap-yotpo --pim-url https://pim.example > state.json

      Credentials come from REVIEWFERRY_CLIENT_ID, REVIEWFERRY_CLIENT_SECRET, REVIEWFERRY_USERNAME and \
      REVIEWFERRY_PASSWORD, or REVIEWFERRY_CLIENT_ID and REVIEWFERRY_TOKEN (an App's token), or \
      --credentials-file; there are no options for them.
      """)

  static let optionNames = ["mapping", "catalog", "unmatched", "max-parked"] + SubmissionOptions.optionNames
  static let flagNames = ["rehearse"] + CommandOptions.flagNames + SubmissionOptions.flagNames

  @Argument(
    help:
      """
      Files, ZIP archives, folders of exports or globs, '-' for standard input; or one converted set; none where the       mapping's own program is the source.
      """,
    completion: .file())
  var files: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A mapping file, or the name of a shipped one; none for a converted set.", valueName: "mapping"),
    completion: MappingCompletion.kind)
  var mapping: String?

  @Flag(help: "Send to an emulator inside this process, and tell what PIM users would see. No network.")
  var rehearse = false

  @Option(
    help: ArgumentHelp(
      "With --rehearse: the products of the PIM, as 'emulate' reads them.", valueName: "file"),
    completion: .file())
  var catalog: String?

  @Option(help: UnmatchedFate.help)
  var unmatched: UnmatchedFate?

  @Option(
    help: ArgumentHelp(
      "Reviews that may be parked for the first time and still count as a success, as 500 or 25%. "
        + "(default: \(ParkedBudget.usualPercent)%, or \(ParkedBudget.usualCount) where that is more)",
      valueName: "n|p%"),
    transform: RejectBudget.value)
  var maxParked: RejectBudget?

  @OptionGroup var commands: CommandOptions

  @OptionGroup var submission: SubmissionOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard catalog == nil || rehearse else { throw ValidationError("--catalog goes with --rehearse") }
    guard !rehearse || (submission.delivery.ledger == nil && !submission.delivery.sync) else {
      throw ValidationError("--rehearse has a ledger of its own and no synchronous endpoint")
    }
    guard !rehearse || submission.delivery.metricsFile == nil else {
      throw ValidationError("--metrics-file is about real runs; it does not go with --rehearse")
    }
    guard (unmatched == nil && maxParked == nil) || (!rehearse && !submission.delivery.noLedger) else {
      let name = unmatched == nil ? "--max-parked" : "--unmatched"
      throw ValidationError("\(name) asks the catalog of a ledger, and this run has none")
    }
    if !rehearse { try submission.check() }
  }

  func run() throws {
    try SubmitRun(command: self).run()
  }
}
