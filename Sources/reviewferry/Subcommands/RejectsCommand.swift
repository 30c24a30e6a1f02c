import ArgumentParser

struct RejectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rejects",
    abstract: "What a run rejected or the API refused: look at it, mend it, send it again.",
    discussion: """
      Each run of 'submit' keeps the records that the mapping rejected, and the requests that the API \
      refused with its answers, in a folder beside the ledger. 'convert' keeps rejected records in its output.

        reviewferry rejects list --ledger shop.sqlite
        reviewferry rejects show 17 --ledger shop.sqlite
        reviewferry rejects retry --ledger shop.sqlite --mapping mended.yaml
      """,
    subcommands: [RejectsListCommand.self, RejectsShowCommand.self, RejectsRetryCommand.self])
}

/// Which run is meant, where no folder is named.
struct RunChoiceOptions: ParsableArguments {
  static let optionNames = ["run", "ledger", "pim-url"]

  @Option(help: ArgumentHelp("The number of the run (default: the latest).", valueName: "n"))
  var run: Int?

  @Option(help: ArgumentHelp("The ledger that the run belongs to.", valueName: "file"), completion: .file())
  var ledger: String?

  @Option(
    name: .customLong("pim-url"),
    help: ArgumentHelp("The PIM whose standard ledger is meant, instead of '--ledger'.", valueName: "url"))
  var pimURL: String?

  func validate(folder: String?) throws {
    try choice.validate(folder: folder)
  }

  var choice: RunChoice { RunChoice(run: run, ledger: ledger, pimURL: pimURL) }
}

/// A run of a ledger.
struct RunChoice {
  /// Nil for the latest.
  var run: Int?
  var ledger: String?
  var pimURL: String?

  /// Throws where it cannot be known which folder is meant.
  func validate(folder: String?) throws {
    guard run ?? 1 > 0 else { throw ValidationError("--run is \(run ?? 0), but it must be at least 1") }
    guard folder == nil || run == nil else {
      throw ValidationError("--run picks a run of a ledger; it does not go with a folder")
    }
    guard folder != nil || ledger != nil || pimURL != nil else {
      throw ValidationError("expected a folder, --ledger or --pim-url, to know which run is meant")
    }
  }
}
