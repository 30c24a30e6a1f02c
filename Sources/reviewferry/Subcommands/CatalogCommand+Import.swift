import ArgumentParser
import Catalog
import Pipeline

extension CatalogCommand {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Read exports of products and product models into the catalog.",
      discussion: """
        Reads what the PIM exports as CSV (';', ',' or tab), and JSON: an array, JSON Lines, or pages of the REST API; \
        plain or gzipped. A row with a 'uuid' is a product; one with a 'code' and no identifier is a product model; \
        one with an identifier alone is a product of a PIM without UUIDs.

        A key is what a review's product may be found by: the name that 'metadata' has, the column where that differs, \
        and which differences do not count: exact, trim (white space at the ends), fold (case), nospace (white \
        space anywhere), gtin (GTIN-8, -12, -13 and -14 are one number). Without --key it is 'sku' (or 'identifier') \
        and every column with a usual name such as 'ean' or 'gtin'.

          reviewferry catalog import products.csv models.csv --ledger shop.sqlite --complete
          reviewferry catalog import products.csv --ledger shop.sqlite --key sku=product_code:fold --key ean:gtin
          gzip -dc pages.json.gz | reviewferry catalog import - --ledger shop.sqlite

        An import may run while 'submit' does. Without --complete the files add to the catalog; with it, what they lack \
        counts as deleted, unless that is more than --max-removed. The time of the oldest file says when things were so; what came later, by events or by \
        newer files, stays.
        """)

    static let optionNames =
      LedgerLocation.optionNames + ["key", "as-of", "max-rejects", "max-removed"]
      + DiagnosticOptions.optionNames
    static let flagNames = ["complete"] + DiagnosticOptions.flagNames

    @Argument(help: "Exports: files, folders or globs; '-' is standard input.", completion: .file())
    var files: [String]

    @OptionGroup var location: LedgerLocation

    @Option(
      help: ArgumentHelp(
        "An identifier to index, as name[=column][:normalisation]; may be repeated, or hold several with commas.",
        valueName: "key"))
    var key: [String] = []

    @Flag(help: "The files are the whole catalog of what they hold: what they lack counts as deleted.")
    var complete = false

    @Option(
      help: ArgumentHelp(
        "When things were as the files show them, as 2026-01-31 (default: the time of the oldest file; of standard "
          + "input: now).", valueName: "date"),
      transform: Moment.value)
    var asOf: Int64?

    @Option(
      help: ArgumentHelp(
        "Rejected rows that still count as a success, as 20 or 0.5%. (default: 0)", valueName: "n|p%"),
      transform: RejectBudget.value)
    var maxRejects = RejectBudget.count(0)

    @Option(
      help: ArgumentHelp(
        "With --complete: known products that the files may lack, and known models, as 500 or 25%; above it nothing is "
          + "taken for deleted. (default: 10%, or 20 of each)", valueName: "n|p%"),
      transform: RejectBudget.value)
    var maxRemoved: RejectBudget?

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func validate() throws {
      _ = try keys
      guard asOf ?? 0 <= Moment.now() else {
        throw ValidationError("--as-of is in the future, which no export shows")
      }
      // Akeneo is of 2013; a slip in the year would make the catalog look old for ever.
      guard asOf ?? .max >= 946_684_800 else {
        throw ValidationError("--as-of is before the year 2000, of which no PIM has exports")
      }
    }

    /// nil where none was asked for.
    var keys: [ImportKey]? {
      get throws { try ImportKeys.parse(key) }
    }

    func run() throws {
      let printer = diagnostics.makePrinter()
      try printer.concluding { () throws(RunFailure) in
        try CatalogImportRun(command: self, printer: printer).run()
      }
    }
  }
}
