import ArgumentParser
import Delivery
import Foundation
import Ledger
import Mapping
import Pipeline
import Readers
import Records
import Requests

/// One `convert`, from the command line to the exit status.
struct ConvertRun {
  let command: ConvertCommand
  private let reporting: RunReporting

  init(command: ConvertCommand) {
    self.command = command
    reporting = RunReporting(command.reporting, command.diagnostics, command: "convert")
  }

  func run() throws {
    let printer = command.diagnostics.makePrinter()
    let status = convert(printer)
    if status != .success { throw status.code }
  }

  private func convert(_ printer: ProblemPrinter) -> ExitStatus {
    do throws(RunFailure) {
      let (plan, loaded) = try MappingInput.plan(command.mapping, printer: printer)
      var settings = command.conversion.settings
      settings.inputs = try MappingInput.paths(
        command.files, plan: plan, printer: printer, commands: command.commands)
      settings.commands = MappingInput.commands(plan, printer)
      try reporting.check(inputs: settings.inputs + [loaded.path], output: command.output)
      settings.details = reporting.choice
      settings.enrichment = try EnrichmentInput.enrichment(plan, ledger: ledgerPath(), printer)
      return try convert(plan, loaded, settings, printer)
    } catch {
      printer.report(error)
      return error.status
    }
  }

  private func ledgerPath() throws(RunFailure) -> String? {
    if command.ledger != nil || command.pimURL == nil { return command.ledger }
    return try RunFailure.wrapLedger { () throws(Problem) in
      try LedgerPath.standard(
        pimURL: command.pimURL ?? "", environment: ProcessInfo.processInfo.environment)
    }
  }

  private func convert(
    _ plan: MappingPlan, _ loaded: LoadedMapping, _ settings: ConvertSettings, _ printer: ProblemPrinter
  ) throws(RunFailure) -> ExitStatus {
    let cancellation = Cancellation()
    let signals = SignalWatch { cancellation.cancel() }
    let progress = InputProgress(
      settings.inputs, then: .writing, areRead: !MappingInput.runsProgram(plan))
    let display = command.diagnostics.display(
      "convert", inputs: settings.inputs, writesData: command.output == "-"
    ) { progress.sample() }
    var settings = settings
    settings.progress = progress.counters
    let pipeline = ConvertPipeline(
      plan: plan, settings: settings, cancellation: cancellation, report: printer.report)
    let (summary, report): (RunSummary, RunReport?)
    if command.output == "-" {
      let rejects = try RunFailure.wrap { () throws(Problem) in
        try command.rejects.map { (path) throws(Problem) in try BufferedFileWriter.newFile(path, for: .owner)
        }
      }
      let output = StreamOutput(.standardOutput(), rejects: rejects)
      summary = try run(pipeline, into: output, display, signals, aborting: nil)
      try RunFailure.wrap { () throws(Problem) in try output.finish() }
      report = self.report(summary, plan)
    } else {
      let folder = try RunFailure.wrap { () throws(Problem) in
        try OutputCheck.refuse(command.output, holding: settings.inputs)
        return try OutputFolder(path: command.output, force: command.force)
      }
      let output = try RunFailure.wrap { () throws(Problem) in
        try FolderOutput(folder: folder, layout: command.layout, header: header(plan, loaded, settings))
      }
      summary = try run(pipeline, into: output, display, signals, aborting: folder)
      report = self.report(summary, plan)
      let warning = try RunFailure.wrap { () throws(Problem) in try output.commit(summary, report) }
      warning.map(printer.report)
    }
    let status = ExitStatus.of(summary, budget: command.conversion.maxRejects)
    let state = StateOutput(summary: summary, status: status, isOverRejects: status == .rejects)
    state.held.map(printer.report)
    printer.finish()
    if !command.diagnostics.quiet {
      Terminal.writeError(SummaryText.table(summary, output: command.output == "-" ? "" : command.output))
    }
    try reporting.write(report, isQuiet: command.diagnostics.quiet)
    // Bodies that went into a pipe may have been lost there.
    if command.output != "-" { try state.write() }
    return status
  }

  private func report(_ summary: RunSummary, _ plan: MappingPlan) -> RunReport? {
    reporting.report(
      summary, mapping: plan.name,
      status: ExitStatus.of(summary, budget: command.conversion.maxRejects))
  }

  /// Runs until the end or a signal; a signal leaves no half output and ends the process.
  private func run(
    _ pipeline: ConvertPipeline, into output: any ConvertOutput, _ display: ProgressDisplay,
    _ signals: SignalWatch, aborting folder: OutputFolder?
  ) throws(RunFailure) -> RunSummary {
    do throws(PipelineStop) {
      return try display.during { () throws(PipelineStop) in try pipeline.run(into: output) }
    } catch {
      folder?.abort()
      if case .cancelled = error {
        Terminal.writeError(
          "stopped by a signal; \(folder == nil ? "the rest was not" : "nothing was") written\n")
        signals.exitAsSignalled()
      }
      throw RunFailure(error)
    }
  }

  private func header(
    _ plan: MappingPlan, _ loaded: LoadedMapping, _ settings: ConvertSettings
  ) -> FolderOutput.Header {
    FolderOutput.Header(
      tool: .init(name: "reviewferry", version: Version.text),
      mapping: .init(name: plan.name, fileName: loaded.fileName, sha256: loaded.sha256),
      settings: .init(
        shape: settings.shape, maxReviews: settings.maxReviews, maxBytes: settings.maxBytes))
  }
}
