import Delivery
import Foundation
import Ledger
import Pipeline
import Records

/// One submission while it holds its ledger, its folder and its connections.
final class SubmitSession {
  private let options: SubmissionOptions
  private let source: SubmitSource
  private let target: SubmitTarget
  private let stop: SubmitStop
  private let printer: ProblemPrinter
  private let ledger: Ledger?
  private let number: Int?
  private let folder: RunFolder
  private let transport: ClientTransport
  private let unmatched: UnmatchedFate
  private let maxParked: RejectBudget?
  private let reporting: RunReporting
  private let isRehearsal: Bool
  private let started = Date()

  /// Takes the ledger, so that no other run begins; nothing is read or sent yet.
  init(
    options: SubmissionOptions, source: SubmitSource, target: SubmitTarget, ledgerPath: String?,
    unmatched: UnmatchedFate?, maxParked: RejectBudget?, reporting: RunReporting, isRehearsal: Bool,
    stop: SubmitStop, printer: ProblemPrinter
  ) throws(RunFailure) {
    (self.options, self.source, self.target) = (options, source, target)
    (self.reporting, self.isRehearsal) = (reporting, isRehearsal)
    (self.maxParked, self.stop, self.printer) = (maxParked, stop, printer)
    transport = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try ClientTransport(configuration: target.transport)
    }
    do throws(RunFailure) {
      (ledger, self.unmatched, number) = try Self.beginRun(ledgerPath, unmatched, target, source, printer)
      folder = try Self.makeFolder(options, ledger: ledger, number: number)
    } catch {
      // The client insists on being shut down.
      Blocking.run { [transport] in await transport.shutdown() }
      throw error
    }
  }

  private static func beginRun(
    _ path: String?, _ unmatched: UnmatchedFate?, _ target: SubmitTarget, _ source: SubmitSource,
    _ printer: ProblemPrinter
  ) throws(RunFailure) -> (Ledger?, UnmatchedFate, Int?) {
    guard let path else { return (nil, .send, nil) }
    try UnmatchedChoice.check(unmatched, ledger: path)
    let ledger = try RunFailure.wrapLedger { () throws(Problem) in try Ledger(path: path) }
    let fate = try UnmatchedChoice.fate(unmatched, ledger, source, printer)
    try SubmitNotices.heed(ledger, as: target.credentials, keys: source.metadataKeys, printer)
    return try RunFailure.wrapLedger { () throws(Problem) in
      let (pim, api) = (target.settings.pimURL.host, target.settings.apiURL.host)
      let begun = try ledger.beginRun(for: LedgerTarget(pim: pim, api: api), at: now)
      if let last = begun.interrupted.last {
        printer.report(
          Problem(
            "ledger.interrupted", .warning,
            "run \(last) ended without a word; what it sent and did not note is sent again"))
      }
      return (ledger, fate, begun.number)
    }
  }

  private static func makeFolder(
    _ options: SubmissionOptions, ledger: Ledger?, number: Int?
  ) throws(RunFailure) -> RunFolder {
    do throws(Problem) {
      if let path = options.output { return try RunFolder(path: path, force: options.force) }
      // Only a ledger that was made anew has the number of an older run again.
      let folders = RunFolders(ledger: ledger?.path ?? "")
      return try RunFolder(path: folders.path(of: number ?? 0), force: true)
    } catch {
      // Else the next run would take this one for a killed one.
      try? ledger?.endRun(.stopped, counts: [:], at: now)
      throw RunFailure(error, .cannotWrite)
    }
  }

  private static var now: Int { Int(Date().timeIntervalSince1970) }

  /// Empty where nothing was kept.
  var folderPath: String { FileManager.default.fileExists(atPath: folder.path) ? folder.path : "" }
}

extension SubmitSession {
  /// Reads, sends, and brings everything to its end, however the run went.
  func run(
    _ progress: InputProgress, _ command: String, _ diagnostics: DiagnosticOptions
  ) -> (report: RunReport, status: ExitStatus) {
    let submitter = makeSubmitter()
    let display = diagnostics.display(command, inputs: source.readPaths) { progress.sample(submitter.tally) }
    return display.during { send(with: submitter, progress.counters) }
  }

  private func send(
    with submitter: Submitter, _ progress: ProgressCounters
  ) -> (report: RunReport, status: ExitStatus) {
    let output = SubmitOutput(
      ledger: ledger, resends: options.delivery.resend, retriedRun: source.retriedRun,
      isRetry: source.isRetry, cancellation: stop.cancellation, unmatched: unmatched, at: Self.now,
      progress: progress,
      reject: folder.reject,
      send: submitter.submit)
    submitter.start()
    stop.watch(submitter)
    var (summary, stopped) = source.run(
      into: output, cancellation: stop.cancellation, report: printer.report)
    if stopped == nil { stopped = release(into: output, &summary) }
    // What a broken pipeline has handed over is whole: it is sent all the same.
    let outcome = submitter.finish()
    Blocking.run { [transport] in await transport.shutdown() }
    output.countRejects(in: &summary)
    summary.details?.delivery = outcome.timeline
    if let catalog = output.catalog { summary.details?.catalog = catalog }
    summary = reporting.signed(summary, isRehearsal: isRehearsal)
    summary.submission = output.summary(outcome, of: summary)
    summary.submission?.run = number
    let uncounted = countParked(&summary)
    let failure = stopped.map { RunFailure($0) }
    let leftOut = source.leftOut(of: summary)
    ((failure?.problems ?? []) + outcome.problems + leftOut + uncounted).forEach(printer.report)
    RetryPlan.supersededReviews(summary, ofRun: source.retriedRun).forEach(printer.report)
    var status = SubmitStatus.of(
      outcome, summary, failure: failure, budget: options.conversion.maxRejects)
    if let problem = UnmatchedChoice.tooMany(summary, source, maxParked) {
      printer.report(problem)
      if status == .success { status = .rejects }
    }
    if status == .success || status == .rejects, !leftOut.isEmpty { status = .incomplete }
    let isRead = !summary.hasBrokenInput && !summary.hasUnreadableInput
    return end(summary, status, isWhole: isRead && stopped == nil && outcome.stop == nil)
  }

  /// Sends the parked reviews whose product is known by now.
  private func release(into output: SubmitOutput, _ summary: inout RunSummary) -> PipelineStop? {
    guard let ledger, let choice = source.release else { return nil }
    return ReleasePipeline(
      ledger: ledger, choice: choice, limits: source.limits, cancellation: stop.cancellation
    ).run(into: output, &summary)
  }

  /// What the ledger says of parked reviews, once all that was accepted is in it; a problem, if it cannot.
  private func countParked(_ summary: inout RunSummary) -> [Problem] {
    guard let ledger else { return [] }
    do throws(Problem) {
      summary.submission?.released = try ledger.releasedReviews()
      summary.submission?.parkedInLedger = try ledger.parkedCount()
      return []
    } catch {
      return [error]
    }
  }

  private func makeSubmitter() -> Submitter {
    Submitter(
      settings: target.settings, transport: transport, credentials: target.credentials,
      log: ledger.map { GroupCommit(ledger: $0) { Self.now } }, failures: folder,
      clock: ContinuousClock(), seed: .random(in: 0 ... .max), slice: RequestSlicer.slice,
      executors: transport.executors, report: printer.report)
  }
}

// MARK: - The end

extension SubmitSession {
  /// Writes what is kept of the run; what cannot be written is told and changes the status.
  private func end(
    _ summary: RunSummary, _ status: ExitStatus, isWhole: Bool
  ) -> (report: RunReport, status: ExitStatus) {
    var status = status
    func attempt(_ step: () throws(Problem) -> Void) {
      do throws(Problem) {
        try step()
      } catch {
        printer.report(error)
        status = .of(ledger: error)
      }
    }
    attempt { () throws(Problem) in
      let isCompleted = isWhole && summary.submission?.unsent.reviews == 0
      try ledger?.endRun(
        isCompleted ? .completed : .stopped, metAll: isCompleted && source.hasMetAll(summary),
        counts: counts(summary), at: Self.now)
    }
    var report = report(summary, status, isWhole: isWhole)
    if isLeftToItsRun(summary, isWhole: isWhole) {
      folder.abort()
    } else {
      attempt { () throws(Problem) in
        let record = source.record(summary, target.settings, number: number)
        try folder.commit(record, summary: SummaryJSON.text(report)).map(printer.report)
      }
    }
    if let ledger, options.output == nil {
      RunFolders(ledger: ledger.path).prune(keep: options.delivery.keepRuns).forEach(printer.report)
    }
    // Not before: the run folders belong to whoever holds the ledger.
    attempt { () throws(Problem) in try ledger?.close() }
    report.status = stop.exitStatus ?? status.rawValue
    if let path = metricsFile(report), let problem = MetricsFile.write(report, to: path) {
      printer.report(problem)
      if status == .success { status = .cannotWrite }
      report.status = stop.exitStatus ?? status.rawValue
    }
    do throws(RunFailure) {
      try reporting.write(report, isQuiet: true)
    } catch {
      error.problems.forEach(printer.report)
      if status == .success { status = .cannotWrite }
      report.status = stop.exitStatus ?? status.rawValue
    }
    return (report, status)
  }

  /// A release does not write over what `submit` says of the night, where a schedule names one file for both.
  private func metricsFile(_ report: RunReport) -> String? {
    guard let path = options.delivery.metricsFile else { return nil }
    if case .parked = source, MetricsFile.isOfOthers(than: report, at: path) { return nil }
    return path
  }

  /// Whether a retry did not come to its end, so that the run it was about stays the latest one.
  ///
  /// That run still has all that was not sent; a folder of the retry would stand before it and be empty.
  private func isLeftToItsRun(_ summary: RunSummary, isWhole: Bool) -> Bool {
    guard case .retry(let work, _) = source, options.output == nil else { return false }
    let isComplete = isWhole && summary.submission?.unsent.reviews == 0 && source.leftOut(of: summary).isEmpty
    if isComplete { return false }
    printer.report(RetryNotice.unfinished(work.run))
    return true
  }

  private func counts(_ summary: RunSummary) -> [String: Int] {
    let submission = summary.submission ?? SubmissionSummary()
    var counts = [
      "read": summary.read, "filtered": summary.filtered, "rejected": summary.rejected,
      "duplicates": summary.duplicates, "sent": submission.sent.reviews, "unchanged": submission.unchanged,
      "parked": submission.parked, "released": submission.released,
      "refused": submission.refused.reviews, "unsent": submission.unsent.reviews,
      "attempts": submission.attempts,
    ]
    // Who asks for the last run means one that read something.
    if case .parked = source { counts[LedgerStatus.Run.releaseCount] = 1 }
    return counts
  }

  private func report(_ summary: RunSummary, _ status: ExitStatus, isWhole: Bool) -> RunReport {
    let isUnavailable = status == .unavailable || stop.isRequested
    return RunReport(
      summary: summary, mapping: source.mappingName, pim: Self.place(target.settings.pimURL),
      started: started.timeIntervalSince1970, ended: Date().timeIntervalSince1970,
      status: stop.exitStatus ?? status.rawValue,
      state: isWhole && !isUnavailable ? .finished : isUnavailable ? .stopped : .failed)
  }

  /// Without scheme: people know the PIM by its host.
  private static func place(_ url: ServiceURL) -> String {
    String(url.text.dropFirst(url.scheme.rawValue.count + 3))
  }
}
