import ArgumentParser

extension LedgerCommand {
  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "Show the size, origins and last runs of a ledger, and who holds it.",
      discussion: """
          reviewferry ledger status --pim-url https://shop.cloud.akeneo.com
          reviewferry ledger status --ledger shop.sqlite --runs 30 --format json
        """)

    static let optionNames =
      LedgerLocation.optionNames + ["runs", "format"] + DiagnosticOptions.optionNames

    @OptionGroup var location: LedgerLocation

    @Option(help: ArgumentHelp("How many of the last runs to show.", valueName: "n"))
    var runs = 10

    @Option(help: ArgumentHelp("table or json.", valueName: "format"))
    var format: LedgerStatusFormat = .table

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func validate() throws {
      guard runs >= 0 else { throw ValidationError("--runs is \(runs), but it must not be below 0") }
    }

    func run() throws {
      try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in try LedgerStatusRun(command: self).run()
      }
    }
  }
}

/// How the status of a ledger is written to standard output.
enum LedgerStatusFormat: String, CaseIterable, ExpressibleByArgument {
  case table
  case json
}
