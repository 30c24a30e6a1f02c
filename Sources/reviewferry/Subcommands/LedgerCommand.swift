import ArgumentParser
import Foundation
import Ledger
import Records

struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger",
    abstract: "What was accepted, and by which run: look at it, export it, forget parts of it.",
    discussion: """
      The ledger is what 'submit' remembers, so that it sends only what is new or changed.

        reviewferry ledger status --pim-url https://shop.cloud.akeneo.com
        reviewferry ledger export --ledger shop.sqlite | jq -r .external_id
        reviewferry ledger forget --ledger shop.sqlite --product KTL-900
      """,
    subcommands: [Status.self, Release.self, Export.self, Forget.self, Vacuum.self])
}

/// Which ledger is meant.
struct LedgerLocation: ParsableArguments {
  static let optionNames = ["ledger", "pim-url"]

  @Option(help: ArgumentHelp("The ledger; wins over --pim-url.", valueName: "file"), completion: .file())
  var ledger: String?

  @Option(help: ArgumentHelp("The PIM whose ledger is meant, as given to 'submit'.", valueName: "url"))
  var pimURL: String?

  func validate() throws {
    guard ledger != nil || pimURL != nil else {
      throw ValidationError("no ledger is named; give --ledger, or --pim-url as for 'submit'")
    }
  }

  func path() throws(RunFailure) -> String {
    if let ledger { return ledger }
    return try RunFailure.wrapLedger { () throws(Problem) in
      try LedgerPath.standard(pimURL: pimURL ?? "", environment: ProcessInfo.processInfo.environment)
    }
  }
}
