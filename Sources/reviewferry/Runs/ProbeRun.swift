import Catalog
import Delivery
import Foundation
import Ledger
import Mapping
import Pipeline
import Records
import Requests

/// One `reconcile --probe`: the API is asked, a review for each product.
struct ProbeRun {
  let command: ReconcileCommand
  let count: Int
  let plan: MappingPlan
  let printer: ProblemPrinter
  let stop: CallStop

  func run() throws(RunFailure) -> ExitStatus {
    let target = try CallTarget(
      pimURL: command.location.pimURL ?? "", credentialsFile: command.probing.credentialsFile,
      caFile: command.probing.caFile, rate: command.probing.probeRate, retry: RetryPolicy(),
      timeout: .seconds(60))
    let api = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try ServiceURL(command.probing.apiURL ?? DeliveryOptions.productionURL, name: "--api-url")
    }
    try CallTarget.checkLimit(command.probing.probeRate, api)
    var settings = command.conversion.settings
    settings.inputs = try MappingInput.paths(
      command.files, plan: plan, printer: printer, commands: command.commands)
    settings.commands = MappingInput.commands(plan, printer)
    // Before the export is read: who may not send need not wait for it.
    let session = try ProbeSession(target, api, try command.location.path(), shape: settings.shape, stop)
    defer { session.close() }
    try session.heed(plan, printer)
    let output = ProbeOutput(limit: count)
    let summary = try convert(settings, into: output)
    let status = ExitStatus.of(summary, budget: command.conversion.maxRejects)
    guard let candidates = output.candidates, status == .success || status == .rejects else { return status }
    printer.report(ProbeProblem.sends(candidates.count))
    return try end(try session.ask(candidates), asked: candidates.count, status)
  }

  private func end(
    _ result: ProbeResult, asked: Int, _ status: ExitStatus
  ) throws(RunFailure) -> ExitStatus {
    result.failure.map(printer.report)
    printer.finish()
    try DataOutput.write(ReconcileForm(result.report, isProbed: true).text(command.format))
    if !command.diagnostics.quiet {
      Terminal.writeError(
        ProbeText.summary(result, asked: asked, format: command.diagnostics.logFormat))
    }
    if stop.isRequested { stop.exitAsSignalled() }
    if let failure = result.failure { return failure.status }
    return status == .success ? self.status(result.report) : status
  }

  private func convert(_ settings: ConvertSettings, into output: ProbeOutput) throws(RunFailure) -> RunSummary
  {
    let cancellation = Cancellation()
    stop.onSignal { cancellation.cancel() }
    let pipeline = ConvertPipeline(
      plan: plan, settings: settings, cancellation: cancellation, report: printer.report)
    do throws(PipelineStop) {
      return try pipeline.run(into: output)
    } catch {
      if case .cancelled = error { stop.exitAsSignalled() }
      throw RunFailure(error)
    }
  }

  private func status(_ report: ReconciliationReport) -> ExitStatus {
    var lost = RunSummary()
    lost.read = report.all.reviews
    lost.rejected = report.lost.reviews
    return command.maxUnmatched.isExceeded(by: lost) ? .rejects : .success
  }
}
