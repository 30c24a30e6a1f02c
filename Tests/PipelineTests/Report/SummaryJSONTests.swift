import Foundation
import Testing

@testable import Pipeline

@Suite struct SummaryJSONTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func aConversionHasTheKeysThatItAlwaysHad() throws {
    let found = try object(SummaryJSON.text(TestReport.report.summary, mapping: "m"))
    #expect(found.keys.sorted() == ["counts", "filtered_by", "inputs", "mapping", "rejected_by"])
  }

  @Test func aSubmissionAddsTheRunAndWhatBecameOfTheReviews() throws {
    let text = SummaryJSON.text(TestReport.report)
    #expect(text.hasSuffix("}\n"))
    let found = try object(text)
    #expect(
      found.keys.sorted() == [
        "counts", "ended", "exit_status", "filtered_by", "inputs", "mapping", "rejected_by", "run", "seconds",
        "started", "state", "submission",
      ])
    #expect(found["started"] as? String == "2026-01-31T02:17:03.120Z")
    #expect(found["ended"] as? String == "2026-01-31T02:17:15.467Z")
    #expect(found["seconds"] as? Double == 12.347)
    #expect(found["state"] as? String == "finished")
    #expect(found["run"] as? Int == 12)
    #expect(found["exit_status"] as? Int == 0)
    let submission = try #require(found["submission"] as? [String: Any])
    #expect(submission["sent"] as? [String: Int] == ["requests": 56, "reviews": 1234])
    #expect(submission["failed_attempts"] as? [String: Int] == ["429": 7, "timeout": 1])
    #expect(
      submission.keys.sorted() == [
        "attempts", "changed", "failed_attempts", "moved", "offered", "parked", "parked_in_ledger", "refused",
        "released", "sent", "tokens", "unchanged", "unsent",
      ])
  }

  @Test func theSummaryOfALogIsTheSameInOneLine() throws {
    let line = SummaryJSON.line(TestReport.report)
    #expect(line.split(separator: "\n", omittingEmptySubsequences: false).map(\.isEmpty) == [false, true])
    var found = try object(line)
    #expect(found.removeValue(forKey: "event") as? String == "summary")
    let file = try object(SummaryJSON.text(TestReport.report))
    #expect(found as NSDictionary == file as NSDictionary)
  }

  @Test func whatIsNotKnownHasNoKey() throws {
    var report = TestReport.failed(mapping: nil)
    report.summary.submission = nil
    let found = try object(SummaryJSON.text(report))
    #expect(found["mapping"] == nil)
    #expect(found["run"] == nil)
    #expect((found["submission"] as? [String: Any])?["unchanged"] as? Int == 0)
  }

  @Test(arguments: [
    (0.0, "1970-01-01T00:00:00.000Z"), (0.9996, "1970-01-01T00:00:01.000Z"),
    (951_782_400.5, "2000-02-29T00:00:00.500Z"), (-0.25, "1969-12-31T23:59:59.750Z"),
    (1_769_825_823.12, "2026-01-31T02:17:03.120Z"),
  ])
  func momentsAreInUTCWithMilliseconds(seconds: Double, expected: String) {
    #expect(RunMoment.text(seconds) == expected)
  }

  @Test func aClockThatWasSetBackGivesNoNegativeDuration() {
    var report = TestReport.report
    report.ended = report.started - 3600
    #expect(report.duration == 0)
  }
}
