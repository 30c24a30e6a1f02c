import ArgumentParser

extension LedgerCommand {
  struct Forget: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "forget",
      abstract: "Forget that reviews were accepted: the next run sends them again. Or drop parked ones.",
      discussion: """
        Nothing is deleted at the API, and the counts of runs stay. --all and --origin \
        ask first, and need --yes where nobody can be asked. With --parked it is parked reviews that are dropped, \
        and nothing else: unless an export has them again, they are gone, so that asks in any case.

          reviewferry ledger forget --ledger shop.sqlite --external-id 17
          reviewferry ledger forget --ledger shop.sqlite --product SKU-17
          reviewferry ledger forget --ledger shop.sqlite --product SKU-17 --parked --yes
        """)

    static let optionNames =
      LedgerLocation.optionNames + ["origin", "external-id", "product"] + DiagnosticOptions.optionNames
    static let flagNames = ["parked", "all", "yes"] + DiagnosticOptions.flagNames

    @OptionGroup var location: LedgerLocation

    @Option(
      help: ArgumentHelp("The reviews of an origin; with --external-id that id of it.", valueName: "name"))
    var origin: String?

    @Option(help: ArgumentHelp("A review, at whatever product.", valueName: "id"))
    var externalID: String?

    @Option(
      help: ArgumentHelp(
        "The reviews of a product: its SKU or other metadata, UUID or model code, or the whole "
          + "object as 'ledger export' writes it.", valueName: "id|json"))
    var product: String?

    @Flag(help: "Drop parked reviews; 'ledger export --parked' writes them elsewhere, to look at.")
    var parked = false

    @Flag(help: "All reviews.")
    var all = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup(title: "Diagnostics") var diagnostics: DiagnosticOptions

    func validate() throws {
      let isByID = externalID != nil
      let kinds = [all, product != nil, isByID, origin != nil && !isByID].count { $0 }
      guard kinds == 1 && !(origin != nil && (all || product != nil)) else {
        throw ValidationError(
          "what is to be forgotten? Give one of --origin, --external-id (with or without --origin), --product "
            + "and --all")
      }
    }

    func run() throws {
      try LedgerRun.reporting(diagnostics) { () throws(RunFailure) in try LedgerForgetRun(command: self).run()
      }
    }
  }
}
