import ArgumentParser

extension LedgerCommand {
  struct Vacuum: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "vacuum",
      abstract: "Give the space of forgotten reviews back to the file system.",
      discussion: """
        Needs as much free space as the ledger has bytes, for the time of the work.

          reviewferry ledger vacuum --ledger shop.sqlite
        """)

    static let optionNames = LedgerLocation.optionNames + DiagnosticOptions.optionNames

    @OptionGroup var location: LedgerLocation

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func run() throws {
      try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in try LedgerVacuumRun(command: self).run()
      }
    }
  }
}
