import Catalog
import Delivery
import Foundation
import Ledger
import Records

/// One `catalog pull`.
struct CatalogPullRun {
  let command: CatalogCommand.Pull
  let printer: ProblemPrinter
  let stop: CallStop

  func run() throws(RunFailure) -> ExitStatus {
    let target = try CallTarget(command.calls, pimURL: command.pimURL)
    let store = try RunFailure.wrapLedger { [command] () throws(Problem) in
      if let path = command.ledger { return try CatalogStore(path: path) }
      let environment = ProcessInfo.processInfo.environment
      return try CatalogStore(
        path: try LedgerPath.standard(pimURL: target.settings.pimURL.text, environment: environment))
    }
    try warn(store, target.credentials)
    // No error, since its variable may be set for all pulls of a machine.
    if command.overlap != nil, command.since != .last { printer.report(CatalogPullText.noOverlap()) }
    let transport = try RunFailure.status(.mappingWrong) { () throws(Problem) in
      try ClientTransport(configuration: target.transport)
    }
    let client = PIMClient(
      settings: target.settings, credentials: target.credentials, transport: transport,
      clock: ContinuousClock(), seed: .random(in: 0 ... .max))
    let lines = PullProgressLines(command.diagnostics)
    let puller = CatalogPuller(
      store: store, client: client, settings: settings(target), report: printer.report,
      progress: lines.note)
    lines.start()
    let result: Result<PullOutcome, Problem> = stop.run {
      defer { lines.end() }
      let result: Result<PullOutcome, Problem>
      do throws(Problem) { result = .success(try await puller.run()) } catch { result = .failure(error) }
      await transport.shutdown()
      return result
    }
    let outcome = try RunFailure.wrapLedger { () throws(Problem) in try result.get() }
    return end(outcome)
  }

  /// A pull by credentials that were deleted is refused soon enough; this says why.
  private func warn(_ store: CatalogStore, _ credentials: Credentials) throws(RunFailure) {
    let notices = try RunFailure.wrapLedger { () throws(Problem) in try store.eventNotices() }
    notices.deletion(of: credentials.clientID.reveal()).map(EventNoticeProblem.clientDeletedBeforePull)
      .map(printer.report)
  }

  private func settings(_ target: CallTarget) -> PullSettings {
    let since: PullSettings.Since =
      switch command.since {
      case nil: .always
      case .moment(let seconds): .moment(seconds * 1000)
      case .last:
        .last(overlap: (command.overlap ?? CatalogCommand.Pull.usualOverlap).components.seconds * 1000)
      }
    return PullSettings(
      pimURL: target.settings.pimURL, keys: (try? ImportKeys.parse(command.key)) ?? nil, since: since,
      restarts: command.restart, allows: CatalogAllowance.of(command.maxRemoved),
      now: { Int64(Date().timeIntervalSince1970 * 1000) })
  }

  private func end(_ outcome: PullOutcome) -> ExitStatus {
    outcome.stop?.problem.map(printer.report)
    printer.finish()
    if !command.diagnostics.quiet {
      Terminal.writeError(CatalogPullText.summary(outcome, format: command.diagnostics.logFormat))
    }
    if outcome.stop == .cancelled { stop.exitAsSignalled() }
    return switch outcome.stop {
    case .unavailable, .cancelled: .unavailable
    case .credentials: .credentialsRefused
    case .settings: .mappingWrong
    case nil: outcome.isIncomplete || outcome.pull.outcome.rejected > 0 ? .rejects : .success
    }
  }
}
