import ArgumentParser
import Pipeline

struct ReconcileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "Tell which reviews of an export find a product of the catalog, and which would be lost.",
    discussion: """
      Reads and maps as 'convert' does, and looks each product up in the catalog: by UUID, by the code of a product \
      model, then by the keys of 'metadata', 'sku' first. PX Insights drops reviews whose product it cannot \
      identify, and tells nobody.

        reviewferry reconcile reviews.csv -m judgeme-csv --ledger shop.sqlite
        reviewferry reconcile reviews.csv -m judgeme-csv --ledger shop.sqlite --format csv --limit 1000 > lost.csv
        reviewferry reconcile reviews.csv -m judgeme-csv --ledger shop.sqlite --max-unmatched 2%

      Without a catalog at hand, --probe asks the API itself, by its synchronous endpoint and its low rate, for the \
      products with the most reviews. It has no question without a review: one review of each product is sent, stored \
      where the API finds the product, and noted in the ledger as accepted.

        reviewferry reconcile reviews.csv -m judgeme-csv --pim-url https://shop.cloud.akeneo.com --probe 20

      The exit status is 1 where more reviews than --max-unmatched find no product, or more than one.
      """)

  static let optionNames =
    ["mapping", "format", "limit", "max-unmatched"] + ReportOptions.optionNames + LedgerLocation.optionNames
    + ProbeOptions.optionNames + ConversionOptions.optionNames

  /// Products that are listed where nothing else is asked for.
  static let defaultLimit = 20

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

  @OptionGroup var location: LedgerLocation

  @Option(help: ArgumentHelp("table, json or csv.", valueName: "format"))
  var format: RejectsFormat = .table

  @Option(
    help: ArgumentHelp(
      "How many of the products that are not matched to list, by lost reviews.", valueName: "n"))
  var limit = Self.defaultLimit

  @Option(
    help: ArgumentHelp(
      "Reviews without a product, or with several, that still count as a success, as 20 or 2%. (default: 0)",
      valueName: "n|p%"),
    transform: RejectBudget.value)
  var maxUnmatched = RejectBudget.count(0)

  @OptionGroup var reporting: ReportOptions

  @OptionGroup(title: "Asking the API")
  var probing: ProbeOptions

  @OptionGroup var commands: CommandOptions

  @OptionGroup(title: "Conversion")
  var conversion: ConversionOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is \(limit), but it must not be below 0") }
    if probing.probe != nil, location.pimURL == nil {
      throw ValidationError("--probe needs --pim-url: the PIM gives the tokens")
    }
    guard probing.probe == nil || reporting.report == nil else {
      throw ValidationError("--report is about what the catalog finds; it does not go with --probe")
    }
  }

  func run() throws {
    // Before any thread is started, so that all leave the signals to the watch.
    let stop = probing.probe == nil ? nil : CallStop()
    let printer = diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      try ReconcileRun(command: self, printer: printer, stop: stop).run()
    }
  }
}

/// The options of `--probe`.
struct ProbeOptions: ParsableArguments {
  static let optionNames = ["probe", "probe-rate", "api-url", "credentials-file", "ca-file"]

  /// Products that may be asked for: at one a second that is most of three hours.
  static let most = 10_000

  @Option(
    help: ArgumentHelp(
      "Ask the API for so many products; sends a review of each, which is stored where the product is found.",
      valueName: "n"))
  var probe: Int?

  @Option(
    help: ArgumentHelp(
      "Questions a second, 1 to 100; 0 for no limit, to this machine only. The API's own limit is not published.",
      valueName: "n"))
  var probeRate = DeliveryOptions.synchronousRate

  @Option(
    help: ArgumentHelp(
      "Base URL of PX Insights. (default: \(DeliveryOptions.productionURL))", valueName: "url"))
  var apiURL: String?

  @Option(help: ArgumentHelp("As for 'submit'.", valueName: "file"), completion: .file())
  var credentialsFile: String?

  @Option(
    help: ArgumentHelp("More certificate authorities to trust, PEM.", valueName: "file"), completion: .file())
  var caFile: String?

  func validate() throws {
    if let probe, !(1...Self.most).contains(probe) {
      throw ValidationError("--probe is \(probe), but it must be between 1 and \(Self.most)")
    }
    guard (0...CallOptions.highestRate).contains(probeRate) else {
      throw ValidationError(
        "--probe-rate is \(probeRate), but it must be between 0 and \(CallOptions.highestRate)")
    }
  }
}
