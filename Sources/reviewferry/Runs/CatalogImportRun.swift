import Catalog
import Foundation
import Ledger
import Pipeline
import Readers
import Records

/// One `catalog import`.
struct CatalogImportRun {
  let command: CatalogCommand.Import
  let printer: ProblemPrinter

  func run() throws(RunFailure) -> ExitStatus {
    let search = InputSearch(command.files, format: CatalogImporter.format)
    search.problems.filter { $0.severity == .warning }.forEach(printer.report)
    let errors = search.problems.filter { $0.severity == .error }
    guard errors.isEmpty else { throw RunFailure(problems: errors, status: .inputMissing) }
    var settings = ImportSettings(
      keys: try? command.keys, shown: command.asOf.map { $0 * 1000 }, isComplete: command.complete,
      allows: CatalogAllowance.of(command.maxRemoved), now: Moment.now() * 1000)
    let progress = InputProgress(search.paths, then: .reading, noun: "row")
    settings.progress = progress.counters
    let path = try command.location.path()
    let display = command.diagnostics.display("catalog import", inputs: search.paths) { progress.sample() }
    let outcome = try RunFailure.wrapLedger { [settings] () throws(Problem) in
      let store = try CatalogStore(path: path)
      return try display.during { () throws(Problem) in
        try CatalogImporter(store: store, settings: settings, report: printer.report).run(search.paths)
      }
    }
    printer.finish()
    if !command.diagnostics.quiet {
      Terminal.writeError(CatalogImportText.summary(outcome, format: command.diagnostics.logFormat))
    }
    return status(outcome)
  }

  private func status(_ outcome: ImportOutcome) -> ExitStatus {
    if outcome.files.contains(where: { $0.state == .unreadable }) { return .inputMissing }
    if outcome.files.contains(where: { $0.state == .misfit }) { return .mappingWrong }
    if outcome.files.contains(where: { $0.state == .broken }) { return .incomplete }
    var counts = RunSummary()
    counts.read = outcome.read
    counts.rejected = outcome.rejected
    return outcome.isIncomplete || command.maxRejects.isExceeded(by: counts) ? .rejects : .success
  }
}
