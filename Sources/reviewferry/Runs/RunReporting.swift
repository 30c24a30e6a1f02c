import Foundation
import Pipeline
import Records

/// The report of a run, where one was asked for.
struct RunReporting {
  private let file: ReportFile?
  private let command: String
  private let started = Date()
  /// What the run is to count for it.
  let choice: DetailChoice?

  /// - Parameter command: As it was typed.
  init(_ options: ReportOptions, _ diagnostics: DiagnosticOptions, command: String) {
    self.command = command
    file = options.report.map { ReportFile(path: $0, isPrivate: diagnostics.showValues) }
    choice = file.map { _ in DetailChoice(showsValues: diagnostics.showValues) }
  }

  /// Before the run begins, which may take hours.
  func check(inputs: [String], output: String? = nil) throws(RunFailure) {
    try file?.check(inputs: inputs, output: output)
  }

  /// Of a run that sends nothing; nil where no report was asked for.
  func report(
    _ summary: RunSummary, mapping: String?, status: ExitStatus
  ) -> RunReport? {
    guard file != nil else { return nil }
    let isWhole = !summary.hasBrokenInput && !summary.hasUnreadableInput
    var report = RunReport(
      summary: signed(summary), mapping: mapping, started: started.timeIntervalSince1970,
      ended: Date().timeIntervalSince1970, status: status.rawValue, state: isWhole ? .finished : .failed)
    report.sends = false
    return report
  }

  /// With what the page says of the program.
  func signed(_ summary: RunSummary, isRehearsal: Bool = false) -> RunSummary {
    var summary = summary
    summary.details?.command = command
    summary.details?.tool = Version.text
    summary.details?.isRehearsal = isRehearsal
    return summary
  }

  func write(_ report: RunReport?, isQuiet: Bool) throws(RunFailure) {
    guard let file, let report else { return }
    try RunFailure.status(.cannotWrite) { () throws(Problem) in
      try file.write(
        ReportPage(document: SummaryJSON.document(report)), outcome: "all else of the run is done")
    }
    if !isQuiet { Terminal.writeError("report     \(Quotation.escape(file.path))\n") }
  }
}
