import Catalog
import Foundation
import Ledger
import Pipeline
import Records

/// One `ledger release`.
struct LedgerReleaseRun {
  let command: LedgerCommand.Release
  let submission: SubmissionOptions
  let printer: ProblemPrinter
  let stop: SubmitStop

  func run() throws(RunFailure) -> ExitStatus {
    let ledger = try openLedger()
    let report = try RunFailure.wrapLedger { () throws(Problem) in
      try ParkedReport(ledger, limit: command.dryRun ? .max : 0, where: isWanted)
    }
    if let product = command.product { try check(product, report) }
    guard command.dryRun else { return try send(report) }
    let products = report.products.filter { $0.isReleasable || command.all }
    try DataOutput.write(ParkedForm(products).text(.table))
    if !command.diagnostics.quiet { Terminal.writeError(Self.summary(products, report)) }
    return .success
  }

  /// It must be there: a mistyped name must not make a ledger.
  private func openLedger() throws(RunFailure) -> LedgerReader {
    let options = command.delivery
    return try RunFailure.wrapLedger { () throws(Problem) in
      if let path = options.ledger { return try LedgerReader(path: path) }
      return try LedgerReader(
        path: LedgerPath.standard(
          pimURL: options.pimURL ?? "", environment: ProcessInfo.processInfo.environment))
    }
  }

  private func send(_ report: ParkedReport) throws(RunFailure) -> ExitStatus {
    let due = command.all ? report.all : report.releasable
    // No run and no folder: they would stand before those of the night.
    if due.reviews == 0 {
      if !command.diagnostics.quiet {
        let parked = Numerals.counted(report.all.reviews, "review")
        Terminal.writeError("reviewferry ledger release: nothing to send; parked: \(parked)\n")
      }
      return .success
    }
    var choice = ReleasePipeline.Choice()
    choice.includesUnmatched = command.all
    choice.isWanted = command.product.map { name in
      let match = LedgerProductMatch(name)
      return { match.fits($0) }
    }
    return try Sending(
      source: .parked(choice, limits: command.requests.limits()), options: submission,
      diagnostics: command.diagnostics, stop: stop, printer: printer, command: "ledger release"
    ).run()
  }

  /// A product that is named must have parked reviews, and be known: else the name is mistyped, or the wait goes on.
  private func check(_ product: String, _ report: ParkedReport) throws(RunFailure) {
    if report.all.reviews == 0 {
      throw RunFailure(
        Problem(
          "parked.unknown", .error, "nothing is parked of the product \(quoted: product); nothing was sent",
          fix: "'reviewferry status --parked' lists the products"), .inputMissing)
    }
    if report.releasable.reviews == 0 && !command.all && !command.dryRun {
      throw RunFailure(
        Problem(
          "parked.unmatched", .error,
          "the catalog does not have the product \(quoted: product) yet; nothing was sent",
          fix: "give '--all' to send its reviews all the same"), .inputMissing)
    }
  }

  private var isWanted: ((ReconciliationReport.Product) -> Bool)? {
    command.product.map { name in
      let match = LedgerProductMatch(name)
      return { product in product.identification.withUnsafeBufferPointer { match.fits($0) } }
    }
  }

  private static func summary(_ products: [ParkedReport.Product], _ report: ParkedReport) -> String {
    let reviews = products.reduce(0) { $0 + $1.product.reviews }
    let rest = report.all.reviews - reviews
    return "reviewferry ledger release: \(Numerals.counted(reviews, "review")) of "
      + "\(Numerals.counted(products.count, "product")) would be sent; \(Numerals.grouped(rest)) stay parked\n"
  }
}
