import Delivery
import Foundation
import Ledger
import Mapping
import Pipeline
import Records

/// Sends what a source gives, to the real API or to a rehearsal, and says what came of it.
struct Sending {
  let source: SubmitSource
  let options: SubmissionOptions
  let diagnostics: DiagnosticOptions
  let stop: SubmitStop
  let printer: ProblemPrinter
  /// As progress names it.
  var command = "submit"
  /// Nil for what is usual: to park where the catalog was read whole.
  var unmatched: UnmatchedFate?
  /// Nil for what is usual.
  var maxParked: RejectBudget?

  func run() throws(RunFailure) -> ExitStatus {
    let target = try SubmitTarget(
      options.delivery, otherShape: source.otherShape, environment: ProcessInfo.processInfo.environment)
    return try send(to: target, ledger: try ledgerPath(target))
  }

  /// All of it in a temporary folder and this process; what stays is what `--output` asks for.
  func rehearse(catalog: String?) throws(RunFailure) -> ExitStatus {
    let rehearsal = try Rehearsal(catalog: catalog)
    let folder = "\(options.conversion.temporaryFolder)/reviewferry-rehearsal-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let target = try SubmitTarget(options.delivery, rehearsal: rehearsal, otherShape: source.otherShape)
    let status = try send(to: target, ledger: "\(folder)/ledger.sqlite", isRehearsal: true)
    let state = rehearsal.finish()
    if !diagnostics.quiet {
      Terminal.writeError(
        RehearsalText.text(state, hasCatalog: catalog != nil, format: diagnostics.logFormat))
    }
    return status
  }

  /// Nil where everything is to be sent and nothing kept.
  private func ledgerPath(_ target: SubmitTarget) throws(RunFailure) -> String? {
    if options.delivery.noLedger { return nil }
    if let path = options.delivery.ledger { return path }
    return try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try LedgerPath.standard(
        pimURL: target.settings.pimURL.text, environment: ProcessInfo.processInfo.environment)
    }
  }

  /// Before anything is opened that could be sent to.
  private func enriched(ledger path: String?, isRehearsal: Bool) throws(RunFailure) -> SubmitSource {
    guard isRehearsal else {
      return source.enriched(by: try EnrichmentInput.enrichment(source.plan, ledger: path, printer))
    }
    if source.plan?.enrichment != nil { printer.report(EnrichmentInput.rehearsal(source.mappingName)) }
    return source
  }

  private func send(
    to target: SubmitTarget, ledger path: String?, isRehearsal: Bool = false
  ) throws(RunFailure) -> ExitStatus {
    try OutputCheck.refuse(options.output, holding: source.readPaths)
    let reporting = RunReporting(options.reporting, diagnostics, command: command)
    try reporting.check(
      inputs: source.readPaths + [source.mappingPath].compactMap { $0 }, output: options.output)
    let (source, progress) = try enriched(ledger: path, isRehearsal: isRehearsal)
      .detailed(reporting.choice).watched()
    let session = try SubmitSession(
      options: options, source: source, target: target, ledgerPath: path, unmatched: unmatched,
      maxParked: maxParked, reporting: reporting, isRehearsal: isRehearsal, stop: stop, printer: printer)
    let (report, status) = session.run(progress, command, diagnostics)
    let givesState = source.givesState && !isRehearsal
    if givesState { state(report.summary, status).held.map(printer.report) }
    printer.finish()
    let text = SubmitText.summary(
      report, output: isRehearsal ? options.output ?? "" : session.folderPath,
      format: diagnostics.logFormat, isTerminal: Terminal.isTerminal(STDERR_FILENO),
      isQuiet: diagnostics.quiet, command: source.commandName)
    Terminal.writeError(text)
    // Asked again: the signal may have come meanwhile.
    if givesState { try state(report.summary, status).write() }
    return status
  }

  private func state(_ summary: RunSummary, _ status: ExitStatus) -> StateOutput {
    let budget = options.conversion.maxRejects
    return StateOutput(
      summary: summary, status: status,
      isOverRejects: SubmitStatus.isOverBudget(summary.submission?.refused.reviews ?? 0, summary, budget),
      isOverParked: UnmatchedChoice.tooMany(summary, source, maxParked) != nil,
      isSignalled: stop.isRequested)
  }
}
