import ArgumentParser
import Catalog
import Delivery
import Foundation
import Pipeline

extension CatalogCommand {
  struct Pull: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "pull",
      abstract: "Read products and product models from the PIM's REST API into the catalog.",
      discussion: """
        Asks the PIM with the credentials of 'submit' (REVIEWFERRY_CLIENT_ID and so on, or --credentials-file), never \
        more than 100 times a second. Without --since all is read, and what the PIM does not show counts as deleted, \
        unless that is more than --max-removed. With it only what was changed is read, and nothing is deleted.

          reviewferry catalog pull --pim-url https://shop.cloud.akeneo.com
          reviewferry catalog pull --pim-url https://shop.cloud.akeneo.com --since last
          reviewferry catalog pull --pim-url https://shop.cloud.akeneo.com --key sku=product_code --key ean:gtin

        A pull that was cut off, by a signal, the network or a crash, goes on where it was when the same command is \
        started again; a whole pull also with '--since last', which then reads changes the next time. A pull may run \
        while 'submit' does.

        Keys are as for 'catalog import', with the code of an attribute in place of a column. Without --key a first \
        page shows which there are: the PIM's identifiers, attributes with usual names such as 'ean', and those that the \
        catalog was read from.
        """)

    static let optionNames =
      ["pim-url", "ledger", "key", "since", "overlap", "max-removed"] + CallOptions.optionNames
      + DiagnosticOptions.optionNames
    static let flagNames = ["restart"] + DiagnosticOptions.flagNames

    @Option(help: ArgumentHelp("Base URL of the PIM.", valueName: "url"))
    var pimURL: String

    @Option(
      help: ArgumentHelp(
        "The ledger that holds the catalog. (default: the PIM's, in the user's state folder)",
        valueName: "file"), completion: .file())
    var ledger: String?

    @Option(
      help: ArgumentHelp(
        "An identifier to index, as name[=attribute][:normalisation]; may be repeated, or hold several with commas.",
        valueName: "key"))
    var key: [String] = []

    @Option(
      help: ArgumentHelp(
        "Only what was changed since: 2026-01-31, 2026-01-31T08:00:00Z, or 'last' for the last pull.",
        valueName: "when"), transform: PullSince.init)
    var since: PullSince?

    @Option(
      help: ArgumentHelp(
        "How much earlier than the last pull '--since last' begins. (default: 24h, more than any time zone)",
        valueName: "time"), transform: DurationText.value)
    var overlap: Duration?

    static let usualOverlap = Duration.seconds(86_400)

    @Option(
      help: ArgumentHelp(
        "Known items that a whole pull may lack, as 500 or 25%; above it nothing is taken for deleted. "
          + "(default: 10%, or 20 items)", valueName: "n|p%"),
      transform: RejectBudget.value)
    var maxRemoved: RejectBudget?

    @Flag(help: "Forget a pull that was cut off, and begin anew.")
    var restart = false

    @OptionGroup(title: "Calls") var calls: CallOptions

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func validate() throws {
      _ = try ImportKeys.parse(key)
      guard case .moment(let moment)? = since, moment > Moment.now() else { return }
      throw ValidationError("--since is in the future, when nothing has been changed yet")
    }

    func run() throws {
      let stop = CallStop()
      let printer = diagnostics.makePrinter()
      try printer.concluding { () throws(RunFailure) in
        try CatalogPullRun(command: self, printer: printer, stop: stop).run()
      }
    }
  }
}

/// What `--since` was given.
enum PullSince: Equatable {
  case last
  /// Seconds since 1970.
  case moment(Int64)

  init(_ text: String) throws {
    if text == "last" {
      self = .last
    } else if let moment = Moment.seconds(text) {
      self = .moment(moment)
    } else {
      throw ValidationError(
        "expected 'last', a day such as 2026-01-31 or a moment such as 2026-01-31T08:00:00Z")
    }
  }
}

/// Reads `--key` of the commands that fill the catalog.
enum ImportKeys {
  /// nil where none was asked for.
  static func parse(_ arguments: [String]) throws -> [ImportKey]? {
    let words = arguments.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let keys = try words.map { word in
      do throws(ImportKey.Fault) {
        return try ImportKey(argument: String(word))
      } catch {
        throw ValidationError("--key \(word): \(error.sentence)")
      }
    }
    let names = keys.map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("--key names '\(twice)' twice")
    }
    return keys.isEmpty ? nil : keys
  }
}
