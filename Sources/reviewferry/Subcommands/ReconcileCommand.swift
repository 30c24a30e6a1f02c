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

      The exit status is 1 where more reviews than --max-unmatched find no product, or more than one.
      """)

  static let optionNames =
    ["mapping", "format", "limit", "max-unmatched"] + LedgerLocation.optionNames
    + ConversionOptions.optionNames

  /// Products that are listed where nothing else is asked for.
  static let defaultLimit = 20

  @Argument(help: "Files, folders or globs; '-' is standard input.")
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A mapping file, or the name of a shipped one.", valueName: "mapping"))
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

  @OptionGroup(title: "Conversion")
  var conversion: ConversionOptions

  @OptionGroup(title: "Diagnostics")
  var diagnostics: DiagnosticOptions

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is \(limit), but it must not be below 0") }
  }

  func run() throws {
    let printer = diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      try ReconcileRun(command: self, printer: printer).run()
    }
  }
}
