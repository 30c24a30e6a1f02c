import ArgumentParser

extension CatalogCommand {
  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "Show what the catalog holds, by which keys, and how old it is.",
      discussion: """
          reviewferry catalog status --pim-url https://shop.cloud.akeneo.com
          reviewferry catalog status --ledger shop.sqlite --format json
        """)

    static let optionNames = LedgerLocation.optionNames + ["format"] + DiagnosticOptions.optionNames

    @OptionGroup var location: LedgerLocation

    @Option(help: ArgumentHelp("table or json.", valueName: "format"))
    var format: LedgerStatusFormat = .table

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func run() throws {
      try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in
        try CatalogStatusRun(command: self).run()
      }
    }
  }
}
