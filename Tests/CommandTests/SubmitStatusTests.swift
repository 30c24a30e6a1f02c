import Delivery
import Records
import Testing

@testable import Pipeline
@testable import reviewferry

@Suite struct SubmitStatusTests {
  private func status(
    _ outcome: SubmissionOutcome, unsent: SubmissionOutcome.Amount? = nil
  ) -> reviewferry.ExitStatus {
    var summary = RunSummary()
    summary.read = 100
    summary.mapped = 100
    var submission = SubmissionSummary()
    submission.unsent = unsent ?? outcome.unsent
    summary.submission = submission
    return SubmitStatus.of(outcome, summary, failure: nil, budget: .count(100))
  }

  @Test func whatIsWholeIsASuccess() {
    var outcome = SubmissionOutcome()
    outcome.accepted = .init(requests: 2, reviews: 100)
    #expect(status(outcome) == .success)
  }

  /// The request itself counts as refused, since one of its parts was; the others were given up.
  @Test func partsOfABisectedRequestThatWaitForTheNextRunAreNoSuccess() {
    var outcome = SubmissionOutcome()
    outcome.refused = .init(requests: 1, reviews: 1)
    outcome.unsent = .init(requests: 0, reviews: 49)
    #expect(status(outcome) == .unavailable)
  }

  @Test func reviewsThatNoRequestWasMadeOfAreNoSuccess() {
    #expect(status(SubmissionOutcome(), unsent: .init(requests: 0, reviews: 1)) == .unavailable)
  }

  @Test(arguments: ["set.digest", "request.body", "rejects.not-readable"])
  func whatCannotBeReadOnTheWayIsAnInput(_ code: String) {
    let problem = Problem(ProblemCode(rawValue: code), .error, "wrong")
    #expect(reviewferry.ExitStatus.of(PipelineStop.output(problem)) == .inputMissing)
  }

  @Test(arguments: [
    ("io.write", reviewferry.ExitStatus.cannotWrite), ("ledger.corrupt", .mappingWrong),
  ])
  func whatCannotBeWrittenOnTheWayIsNot(_ code: String, _ status: reviewferry.ExitStatus) {
    let problem = Problem(ProblemCode(rawValue: code), .error, "wrong")
    #expect(reviewferry.ExitStatus.of(PipelineStop.output(problem)) == status)
  }
}
