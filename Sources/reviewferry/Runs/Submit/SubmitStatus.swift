import Delivery
import Pipeline
import Records

/// How a submission ends, for the script that called it; the first that holds, from above.
enum SubmitStatus {
  static func of(
    _ outcome: SubmissionOutcome, _ summary: RunSummary, failure: RunFailure?, budget: RejectBudget
  ) -> ExitStatus {
    if case .writing(let problem) = outcome.stop { return .of(ledger: problem) }
    if let failure, failure.status != .success { return failure.status }
    if outcome.isAboutCredentials { return .credentialsRefused }
    if outcome.isAboutAddress { return .mappingWrong }
    // Reviews, not requests: a bisected request counts as refused though parts of it wait for the next run.
    let unsent = summary.submission?.unsent ?? outcome.unsent
    if outcome.stop != nil || outcome.unsent.requests > 0 || unsent.reviews > 0 { return .unavailable }
    if summary.hasUnreadableInput { return .inputMissing }
    if summary.hasBrokenInput { return .incomplete }
    return isOverBudget(outcome.refused.reviews, summary, budget) ? .rejects : .success
  }

  /// A refused review counts as a rejected record.
  static func isOverBudget(_ refused: Int, _ summary: RunSummary, _ budget: RejectBudget) -> Bool {
    var counted = summary
    counted.rejected += refused
    return budget.isExceeded(by: counted)
  }
}
