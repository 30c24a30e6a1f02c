import Catalog
import Ledger
import Mapping
import Pipeline
import Records

/// One `reconcile`, from the command line to the exit status.
struct ReconcileRun {
  let command: ReconcileCommand
  let printer: ProblemPrinter
  /// Watches for signals where the API is to be asked.
  let stop: CallStop?

  func run() throws(RunFailure) -> ExitStatus {
    let (plan, loaded) = try MappingInput.plan(command.mapping, printer: printer)
    if let count = command.probing.probe, let stop {
      return try ProbeRun(command: command, count: count, plan: plan, printer: printer, stop: stop).run()
    }
    var settings = command.conversion.settings
    settings.inputs = try MappingInput.paths(
      command.files, plan: plan, printer: printer, commands: command.commands)
    settings.commands = MappingInput.commands(plan, printer)
    let reporting = RunReporting(command.reporting, command.diagnostics, command: "reconcile")
    try reporting.check(inputs: settings.inputs + [loaded.path])
    settings.details = reporting.choice
    let catalog = try openCatalog()
    // A key that is the code of a model finds it only because the mapping enriches; what has a UUID is found anyhow.
    if let rule = plan.enrichment, rule.identifiers.contains(.modelCode) {
      settings.enrichment = ProductEnrichment(rule, catalog: catalog)
    }
    let progress = InputProgress(
      settings.inputs, then: .matching, areRead: !MappingInput.runsProgram(plan))
    settings.progress = progress.counters
    let output = ReconcileOutput(
      Reconciliation(catalog: catalog, limit: command.limit), progress: progress.counters)
    var summary = try reconcile(plan, settings, progress, into: output)
    guard let report = output.report else {
      return ExitStatus.of(summary, budget: command.conversion.maxRejects)
    }
    printer.finish()
    try DataOutput.write(ReconcileForm(report).text(command.format))
    if !command.diagnostics.quiet { try writeSummary(report, summary, catalog) }
    let status = status(report, summary)
    summary.details?.catalog = CatalogTally(report)
    try reporting.write(
      reporting.report(summary, mapping: plan.name, status: status), isQuiet: command.diagnostics.quiet)
    return status
  }

  /// A catalog that is empty would call everything lost.
  private func openCatalog() throws(RunFailure) -> CatalogReader {
    let path = try command.location.path()
    return try RunFailure.wrapLedger { () throws(Problem) in
      let catalog = try CatalogReader(path: path)
      if try catalog.read({ try $0.isEmpty() }) { throw CatalogProblem.empty(catalog.path) }
      return catalog
    }
  }

  private func reconcile(
    _ plan: MappingPlan, _ settings: ConvertSettings, _ progress: InputProgress, into output: ReconcileOutput
  ) throws(RunFailure) -> RunSummary {
    let cancellation = Cancellation()
    let signals = SignalWatch { cancellation.cancel() }
    let pipeline = ConvertPipeline(
      plan: plan, settings: settings, cancellation: cancellation, report: printer.report)
    let display = command.diagnostics.display("reconcile", inputs: settings.inputs) { progress.sample() }
    do throws(PipelineStop) {
      return try display.during { () throws(PipelineStop) in try pipeline.run(into: output) }
    } catch {
      if case .cancelled = error {
        Terminal.writeError("stopped by a signal; nothing was written\n")
        signals.exitAsSignalled()
      }
      throw RunFailure(error)
    }
  }

  private func writeSummary(
    _ report: ReconciliationReport, _ summary: RunSummary, _ catalog: CatalogReader
  ) throws(RunFailure) {
    let readings = try RunFailure.wrapLedger { () throws(Problem) in try catalog.lastComplete() }
    Terminal.writeError(
      ReconcileText.summary(report, summary, readings, format: command.diagnostics.logFormat))
  }

  private func status(_ report: ReconciliationReport, _ summary: RunSummary) -> ExitStatus {
    let status = ExitStatus.of(summary, budget: command.conversion.maxRejects)
    guard status == .success else { return status }
    var lost = RunSummary()
    lost.read = report.all.reviews
    lost.rejected = report.lost.reviews
    return command.maxUnmatched.isExceeded(by: lost) ? .rejects : .success
  }
}

/// The sentences of commands that need a catalog.
enum CatalogProblem {
  static func empty(_ path: String) -> Problem {
    Problem(
      "catalog.empty", .error, "the ledger \(path: path) holds no catalog, so nothing can be looked up",
      fix: "read an export of the PIM first, with 'reviewferry catalog import'")
  }
}
