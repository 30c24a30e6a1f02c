import Delivery
import Pipeline
import Records
import Requests

/// Sends what is to be retried, as `submit` sends a whole run.
struct RetrySending {
  let command: RejectsRetryCommand
  let printer: ProblemPrinter
  let stop: SubmitStop

  func send(_ work: RetryWork) throws(RunFailure) -> ExitStatus {
    let source = SubmitSource.retry(work, settings: settings(work))
    let status = try Sending(
      source: source, options: command.submission, diagnostics: command.diagnostics, stop: stop,
      printer: printer, command: "rejects retry", unmatched: command.retry.unmatched
    ).run()
    return status == .success && work.plan.brokenLines > 0 ? .incomplete : status
  }

  /// The shape is that of the run, unless another one is the remedy.
  private func settings(_ work: RetryWork) -> ConvertSettings {
    var settings = command.submission.conversion.settings
    if command.submission.conversion.requests.body == nil {
      settings.shape = work.run.record.flatMap { BodyShape(rawValue: $0.body) } ?? settings.shape
    }
    work.plan.apply(to: &settings)
    return settings
  }
}
