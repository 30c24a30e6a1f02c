import Testing

@testable import Pipeline

@Suite struct MetricsTextTests {
  private static let labels = #"mapping="judgeme-csv",pim="shop.example""#

  @Test(arguments: [
    #"reviewferry_last_run_timestamp_seconds{\#(labels)} 1769825835.467"#,
    #"reviewferry_last_success_timestamp_seconds{\#(labels)} 1769825835.467"#,
    #"reviewferry_run_duration_seconds{\#(labels)} 12.347"#,
    #"reviewferry_run_exit_status{\#(labels)} 0"#,
    #"reviewferry_run_state{\#(labels),state="finished"} 1"#,
    #"reviewferry_run_state{\#(labels),state="stopped"} 0"#,
    #"reviewferry_run_number{\#(labels)} 12"#,
    #"reviewferry_inputs{\#(labels),state="complete"} 1"#,
    #"reviewferry_records_read{\#(labels)} 100010"#,
    #"reviewferry_rejects{\#(labels),code="score.range"} 2"#,
    #"reviewferry_reviews{\#(labels),outcome="sent"} 1234"#,
    #"reviewferry_reviews{\#(labels),outcome="unchanged"} 98763"#,
    #"reviewferry_reviews{\#(labels),outcome="filtered"} 12"#,
    #"reviewferry_reviews{\#(labels),outcome="rejected"} 3"#,
    #"reviewferry_reviews{\#(labels),outcome="refused"} 4"#,
    #"reviewferry_reviews{\#(labels),outcome="unsent"} 3"#,
    #"reviewferry_reviews{\#(labels),outcome="duplicate"} 2"#,
    #"reviewferry_requests{\#(labels),outcome="unsent"} 5"#,
    #"reviewferry_attempts_failed{\#(labels),cause="429"} 7"#,
    #"reviewferry_tokens{\#(labels)} 1"#,
  ])
  func aRunHasTheSample(line: String) {
    #expect(MetricsText.text(TestReport.report).split(separator: "\n").contains(Substring(line)))
  }

  @Test func outcomesAddUpToTheRecords() {
    let summary = TestReport.report.summary
    let values = MetricsText.text(TestReport.report).split(separator: "\n")
      .filter { $0.hasPrefix("reviewferry_reviews{") }
      .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
    #expect(values.reduce(0, +) == summary.read + summary.fannedOut)
  }

  @Test func everyMetricIsDescribedOnceAndBeforeItsSamples() {
    var described: [Substring] = []
    for line in MetricsText.text(TestReport.report).split(separator: "\n") {
      if line.hasPrefix("# HELP ") { described.append(line.split(separator: " ")[2]) }
      if line.hasPrefix("#") { continue }
      #expect(line.prefix { $0 != "{" && $0 != " " } == described.last)
    }
    #expect(Set(described).count == described.count)
  }

  @Test(arguments: [
    ("plain", "plain"), (#"a\b"#, #"a\\b"#), (#"say "x""#, #"say \"x\""#), ("two\nlines", #"two\nlines"#),
    ("été\u{2028}\r", "été\u{2028}\r"),
  ])
  func labelsAreEscaped(value: String, expected: String) {
    #expect(MetricLabels.escape(value) == expected)
    var report = TestReport.report
    report.mapping = value
    #expect(
      EarlierMetrics(MetricsText.text(report))?.labels == "mapping=\"\(expected)\",pim=\"shop.example\"")
  }

  @Test func withoutLabelsThereAreNoBraces() {
    var report = TestReport.report
    report.mapping = nil
    report.pim = nil
    let text = MetricsText.text(report)
    #expect(text.contains("\nreviewferry_run_exit_status 0\n"))
    #expect(EarlierMetrics(text)?.lastSuccess == 1_769_825_835.467)
  }

  @Test func theLastSuccessOutlivesRunsThatFail() {
    let success = MetricsText.text(TestReport.report)
    let failure = MetricsText.text(TestReport.failed(), after: EarlierMetrics(success))
    #expect(failure.contains("last_success_timestamp_seconds{\(Self.labels)} 1769825835.467\n"))
    #expect(failure.contains("last_run_timestamp_seconds{\(Self.labels)} 1769900000.0\n"))
    let again = MetricsText.text(TestReport.failed(), after: EarlierMetrics(failure))
    #expect(again == failure)
  }

  @Test func aRunThatDidNotKnowItsMappingKeepsTheSeries() throws {
    let earlier = try #require(EarlierMetrics(MetricsText.text(TestReport.report)))
    let text = MetricsText.text(TestReport.failed(mapping: nil), after: earlier)
    #expect(text.contains("run_exit_status{\(Self.labels)} 69\n"))
  }

  @Test func withoutAnySuccessTheTimeIsZero() {
    #expect(
      MetricsText.text(TestReport.failed()).contains("last_success_timestamp_seconds{\(Self.labels)} 0.0\n"))
  }

  @Test(arguments: [
    "", "garbage\u{0}", "reviewferry_last_success_timestamp_seconds",
    "reviewferry_last_success_timestamp_seconds{a=\"b\"} soon\n",
    "reviewferry_last_success_timestamp_seconds{a=\"b\"} NaN\n",
    "reviewferry_last_success_timestamp_seconds{a=\"b\"} -5\n",
    "reviewferry_last_success_timestamp_seconds{a=\"b} 5\n",
    "reviewferry_last_success_timestamp_seconds{a=\"b\"}} 5\n",
    "another_last_success_timestamp_seconds{a=\"b\"} 5\n",
  ])
  func whatIsNotOursIsNotCarriedOver(text: String) {
    #expect(EarlierMetrics(text) == nil)
  }
}
