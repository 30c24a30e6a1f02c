import ArgumentParser
import Pipeline

extension EventsCommand {
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Take events from files: JSON Lines, a JSON array, or what a pull of Google Pub/Sub printed.",
      discussion: """
        Files may be gzipped. What is stored already is counted as a duplicate, so a file may be taken again. \
        Messages of Pub/Sub may be acknowledged when the command has ended with 0.

          reviewferry events import events.jsonl --ledger shop.sqlite
          gcloud pubsub subscriptions pull pim --format json | reviewferry events import - --ledger shop.sqlite
        """)

    static let optionNames = LedgerLocation.optionNames + ["max-rejects"] + DiagnosticOptions.optionNames

    @Argument(help: "Events: files, folders or globs; '-' is standard input.", completion: .file())
    var files: [String]

    @OptionGroup var location: LedgerLocation

    @Option(
      help: ArgumentHelp(
        "Rejected events that still count as a success, as 20 or 0.5%. (default: 0)", valueName: "n|p%"),
      transform: RejectBudget.value)
    var maxRejects = RejectBudget.count(0)

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func run() throws {
      let printer = diagnostics.makePrinter()
      try printer.concluding { () throws(RunFailure) in
        try EventsImportRun(command: self, printer: printer).run()
      }
    }
  }
}
