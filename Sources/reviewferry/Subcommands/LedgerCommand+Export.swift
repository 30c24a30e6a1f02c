import ArgumentParser

extension LedgerCommand {
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export",
      abstract: "Write all accepted reviews, or the parked ones, as JSON Lines, product by product.",
      discussion: """
        {"origin":"Shop","external_id":"17","product":{…},"content":"<hash>","run":3}

        'content' is the beginning of the SHA-256 of the review's JSON; it is empty while a change was \
        sent and not accepted. With --parked each line has the reason, the review itself, and when it was \
        parked and met last, in seconds since 1970.

          reviewferry ledger export --ledger shop.sqlite | jq -r .external_id
          reviewferry ledger export --ledger shop.sqlite --parked --output parked.jsonl
        """)

    static let optionNames = LedgerLocation.optionNames + ["output"] + DiagnosticOptions.optionNames
    static let flagNames = ["parked"] + DiagnosticOptions.flagNames

    @OptionGroup var location: LedgerLocation

    @Flag(help: "The parked reviews instead, with their texts.")
    var parked = false

    @Option(
      name: .shortAndLong, help: ArgumentHelp("A file that does not exist yet.", valueName: "file"),
      completion: .file())
    var output: String?

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func run() throws {
      try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in try LedgerExportRun(command: self).run()
      }
    }
  }
}
