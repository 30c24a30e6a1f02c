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

    static let optionNames =
      ["product", "output"] + DeliveryOptions.optionNames + RequestOptions.optionNames
      + DiagnosticOptions.optionNames
    static let flagNames =
      ["all", "dry-run", "force"] + DeliveryOptions.flagNames + DiagnosticOptions.flagNames

    @Option(
      help: ArgumentHelp(
        "Only those of a product: its SKU or other metadata, UUID or model code, or the whole object.",
        valueName: "id|json"))
    var product: String?

    @Flag(help: "Also those whose product the catalog does not have: PX Insights may drop them.")
    var all = false

    @Flag(help: "Only list what would be sent; needs no credentials.")
    var dryRun = false

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "The run's folder: refused requests, summary. (default: a new one beside the ledger)",
        valueName: "dir"), completion: .directory)
    var output: String?

    @Flag(help: "Replace a run's folder that reviewferry wrote.")
    var force = false

    @OptionGroup(title: "Delivery") var delivery: DeliveryOptions

    @OptionGroup(title: "Requests") var requests: RequestOptions

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    /// The options of `submit` that have a meaning here; nothing is read or converted.
    func submission() throws -> SubmissionOptions {
      var options = try SubmissionOptions.parse([])
      (options.output, options.force, options.delivery) = (output, force, delivery)
      options.conversion.requests = requests
      return options
    }

    func validate() throws {
      guard !delivery.noLedger else {
        throw ValidationError("parked reviews lie in a ledger; --no-ledger has none")
      }
      guard dryRun && delivery.ledger != nil else { return try submission().check() }
    }

    func run() throws {
      let stop = SubmitStop()
      let printer = diagnostics.makePrinter()
      let submission = try submission()
      try printer.concluding { () throws(RunFailure) in
        let run = LedgerReleaseRun(command: self, submission: submission, printer: printer, stop: stop)
        let status = try run.run()
        if stop.isRequested { stop.exitAsSignalled() }
        return status
      }
    }
  }
}
