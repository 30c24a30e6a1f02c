import ArgumentParser

struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "What the PIM has, so that reviews without a product are found before they are lost.",
    discussion: """
      The catalog lies in the ledger. It is filled from exports of the PIM or from its REST API; 'reconcile' looks
      reviews up in it.

        reviewferry catalog import products.csv models.csv --pim-url https://pim.example --complete
        reviewferry catalog pull --pim-url https://pim.example
        reviewferry catalog status --pim-url https://pim.example
      """,
    subcommands: [Import.self, Pull.self, Status.self])
}
