import ArgumentParser

extension LedgerCommand {
  struct Release: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release",
      abstract: "Send the parked reviews whose product the catalog knows by now.",
      discussion: """
        'submit' does the same behind its own inputs; this is for the time after 'catalog import' or 'events import'. \
        A review stays parked until the API has accepted it: one that is refused lies in the run's 'failed/' too, \
        and is offered again by the next run. An older text than what was accepted since is not sent. Where nothing is due, no run is made. A metrics file of \
        'submit' is left as it is; give the --body that 'submit' was given.

          reviewferry ledger release --pim-url https://shop.cloud.akeneo.com --dry-run
          reviewferry ledger release --pim-url https://shop.cloud.akeneo.com --product KTL-900 --all
        """)

    static let optionNames = ["product"] + SubmissionOptions.optionNames + DiagnosticOptions.optionNames
    static let flagNames =
      ["all", "dry-run"] + SubmissionOptions.flagNames + DiagnosticOptions.flagNames

    @Option(
      help: ArgumentHelp(
        "Only those of a product: its SKU or other metadata, UUID or model code, or the whole object.",
        valueName: "id|json"))
    var product: String?

    @Flag(help: "Also those whose product the catalog does not have: PX Insights may drop them.")
    var all = false

    @Flag(help: "Only list what would be sent; needs no credentials.")
    var dryRun = false

    @OptionGroup var submission: SubmissionOptions

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func validate() throws {
      guard !submission.delivery.noLedger else {
        throw ValidationError("parked reviews lie in a ledger; --no-ledger has none")
      }
      guard dryRun && submission.delivery.ledger != nil else { return try submission.check() }
    }

    func run() throws {
      let stop = SubmitStop()
      let printer = diagnostics.makePrinter()
      try printer.concluding { () throws(RunFailure) in
        let status = try LedgerReleaseRun(command: self, printer: printer, stop: stop).run()
        if stop.isRequested { stop.exitAsSignalled() }
        return status
      }
    }
  }
}
