import Foundation
import Pipeline
import Records

/// One `submit`, from the command line to the exit status.
struct SubmitRun {
  let command: SubmitCommand

  func run() throws {
    let started = Date()
    let stop = SubmitStop()
    let printer = command.diagnostics.makePrinter()
    try printer.concluding { () throws(RunFailure) in
      do throws(RunFailure) {
        return try send(stop, printer)
      } catch {
        writeMetrics(of: error, since: started, printer)
        throw error
      }
    }
  }

  private func send(_ stop: SubmitStop, _ printer: ProblemPrinter) throws(RunFailure) -> ExitStatus {
    let source = try SubmitSource(command, printer: printer, stop: stop)
    let sending = Sending(
      source: source, options: command.submission, diagnostics: command.diagnostics, stop: stop,
      printer: printer, unmatched: command.unmatched,
      maxParked: command.maxParked)
    let status = command.rehearse ? try sending.rehearse(catalog: command.catalog) : try sending.run()
    if stop.isRequested { stop.exitAsSignalled() }
    return status
  }

  /// Of a run that ended before it began: who watches the metrics must not take the night before for this one.
  ///
  /// A run that found the ledger held says nothing: the one that holds it will.
  private func writeMetrics(of failure: RunFailure, since started: Date, _ printer: ProblemPrinter) {
    guard !command.rehearse, failure.status != .ledgerInUse, failure.status != .success,
      let path = command.submission.delivery.metricsFile
    else { return }
    let report = RunReport(
      summary: RunSummary(), mapping: nil, started: started.timeIntervalSince1970,
      ended: Date().timeIntervalSince1970, status: failure.status.rawValue, state: .failed)
    MetricsFile.write(report, to: path).map(printer.report)
  }
}
