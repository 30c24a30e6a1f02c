import ArgumentParser

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "What needs doing, then how things stand: runs, parked reviews, catalog, events.",
    discussion: """
      What the catalog says of parked reviews is what it says now. The exit status is 0 whatever there is to do; \
      scripts read --json.

        reviewferry status --pim-url https://shop.cloud.akeneo.com
        reviewferry status --ledger shop.sqlite --json | jq .todo
        reviewferry status --ledger shop.sqlite --parked --format csv --limit 1000 > waiting.csv
      """)

  static let optionNames =
    LedgerLocation.optionNames + ["format", "limit"] + DiagnosticOptions.optionNames
  static let flagNames = ["parked", "json"] + DiagnosticOptions.flagNames

  @OptionGroup var location: LedgerLocation

  @Flag(help: "List the products with parked reviews, the greatest loss first.")
  var parked = false

  @Option(help: ArgumentHelp("table or json; with --parked also csv.", valueName: "format"))
  var format: RejectsFormat = .table

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: ArgumentHelp("With --parked: how many products are listed.", valueName: "n"))
  var limit = 20

  @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit is \(limit), but it must not be below 0") }
    guard parked || format != .csv else { throw ValidationError("--format csv goes with --parked") }
  }

  func run() throws {
    try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in try StatusRun(command: self).run() }
  }
}
