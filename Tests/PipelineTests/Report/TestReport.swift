import Delivery
import Records

@testable import Pipeline

/// A run of which every count is another number, and the counts add up.
enum TestReport {
  static let report: RunReport = {
    var summary = RunSummary()
    summary.read = 100_010
    summary.fannedOut = 11
    summary.mapped = 100_006
    summary.filtered = 12
    summary.rejected = 3
    summary.duplicates = 2
    summary.products = 40
    summary.requests = 62
    summary.requestBytes = 4096
    summary.rejectsByCode = ["score.range": 2, "date.unreadable": 1]
    summary.filteredBy = [("published", 12)]
    summary.inputs = [InputSummary(name: "a.csv", state: .complete, read: 100_010, digest: nil)]
    summary.submission = submission
    // 2026-01-31T02:17:03.120Z
    return RunReport(
      summary: summary, mapping: "judgeme-csv", pim: "shop.example", started: 1_769_825_823.12,
      ended: 1_769_825_835.4671, status: 0, state: .finished)
  }()

  static let submission: SubmissionSummary = {
    var submission = SubmissionSummary()
    submission.sent = .init(requests: 56, reviews: 1234)
    submission.unchanged = 98_763
    submission.changed = 20
    submission.moved = 1
    submission.refused = .init(requests: 1, reviews: 4)
    submission.unsent = .init(requests: 5, reviews: 3)
    submission.attempts = 70
    submission.failedAttempts = ["timeout": 1, "429": 7]
    submission.tokens = 1
    submission.run = 12
    return submission
  }()

  static func failed(mapping: String? = "judgeme-csv", ended: Double = 1_769_900_000) -> RunReport {
    var report = TestReport.report
    report.mapping = mapping
    report.status = 69
    report.state = .stopped
    report.ended = ended
    return report
  }
}
