import ArgumentParser

extension EventsCommand {
  struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status",
      abstract: "Show events by type and what they do, those that came last, and what is to be dealt with.",
      discussion: """
          reviewferry events status --ledger shop.sqlite
          reviewferry events status --ledger shop.sqlite --unreadable
        """)

    static let optionNames =
      LedgerLocation.optionNames + ["events", "format"] + DiagnosticOptions.optionNames
    static let flagNames = ["json", "unreadable"] + DiagnosticOptions.flagNames

    @OptionGroup var location: LedgerLocation

    @Option(help: ArgumentHelp("How many of the last events to show.", valueName: "n"))
    var events = 10

    @Option(help: ArgumentHelp("table or json.", valueName: "format"))
    var format: LedgerStatusFormat = .table

    @Flag(help: "The same as --format json.")
    var json = false

    @Flag(help: "Show what was signed and could not be used instead: one JSON object a line, with what came.")
    var unreadable = false

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func validate() throws {
      guard events >= 0 else { throw ValidationError("--events is \(events), but it must not be below 0") }
    }

    func run() throws {
      try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in try EventsStatusRun(command: self).run()
      }
    }
  }

  struct Dismiss: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dismiss",
      abstract: "Take what 'events status' says is to be dealt with as done.",
      discussion: """
        Reading the catalog again ends warnings by itself. What stays is a deleted client: new credentials have \
        another client id, but an App that was connected again has the same. Later events count again.

          reviewferry events dismiss --ledger shop.sqlite
        """)

    static let optionNames = LedgerLocation.optionNames + DiagnosticOptions.optionNames

    @OptionGroup var location: LedgerLocation

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func run() throws {
      try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in
        try EventsDismissRun(command: self).run()
      }
    }
  }
}
