import Delivery
import Records

/// A run as metrics, for the textfile collector of Prometheus' node_exporter.
///
/// Every sample has the labels `mapping` and `pim`, which tell the files of several jobs apart. There is no
/// label `job`: Prometheus gives that name to the collector.
public enum MetricsText {
  static let lastSuccess = "last_success_timestamp_seconds"

  /// `earlier` is what the file said before: the last success must outlive runs that fail.
  static func text(_ report: RunReport, after earlier: EarlierMetrics? = nil) -> String {
    let labels = labels(report, earlier)
    return families(report, earlier).map { $0.text(commonLabels: labels) }.joined()
  }

  /// A run that failed before it knew its mapping keeps the labels of the runs before, and with them their series.
  static func labels(_ report: RunReport, _ earlier: EarlierMetrics?) -> String {
    if report.mapping == nil, let earlier { return earlier.labels }
    let all = [("mapping", report.mapping), ("pim", report.pim)]
    return MetricLabels.text(all.compactMap { name, value in value.map { (name: name, value: $0) } })
  }

  private static func families(_ report: RunReport, _ earlier: EarlierMetrics?) -> [MetricFamily] {
    run(report, earlier) + intake(report.summary) + submission(report.summary, report.submission)
  }

  private static func run(_ report: RunReport, _ earlier: EarlierMetrics?) -> [MetricFamily] {
    var families = [
      MetricFamily(
        "last_run_timestamp_seconds", seconds: report.ended, "End of the last run, in seconds since 1970."),
      MetricFamily(
        lastSuccess, seconds: report.isSuccess ? report.ended : earlier?.lastSuccess ?? 0,
        "End of the last run that exited with 0, in seconds since 1970; 0 if none has."),
      MetricFamily(
        "run_duration_seconds", seconds: report.duration, "Duration of the last run, in seconds."),
      MetricFamily("run_exit_status", Int(report.status), "Exit status of the last run."),
      MetricFamily(
        "run_state", by: "state",
        RunReport.State.allCases.map { ($0.rawValue, $0 == report.state ? 1 : 0) },
        "State in which the last run ended: 1 for the one that it was."),
    ]
    if let run = report.run {
      families.append(MetricFamily("run_number", run, "Number of the last run in the ledger."))
    }
    return families
  }

  private static func intake(_ summary: RunSummary) -> [MetricFamily] {
    let states = [InputSummary.State.complete, .broken, .unreadable]
    return [
      MetricFamily(
        "inputs", by: "state",
        states.map { state in (state.rawValue, summary.inputs.count { $0.state == state }) },
        "Inputs of the last run."),
      MetricFamily("records_read", summary.read, "Records found in the inputs of the last run."),
      MetricFamily(
        "records_fanned_out", summary.fannedOut,
        "Reviews of the last run beyond one for each record."),
      MetricFamily(
        "rejects", by: "code", sorted(summary.rejectsByCode.map { ($0.key.rawValue, $0.value) }),
        "Records of the last run that were rejected, by the code of the problem."),
      MetricFamily(
        "request_bytes", summary.requestBytes, "Bytes of the request bodies that the last run made."),
      MetricFamily(
        "spilled_bytes", summary.spilledBytes,
        "Bytes that the last run wrote to the temporary folder for lack of memory."),
    ]
  }

  private static func submission(
    _ summary: RunSummary, _ submission: SubmissionSummary
  ) -> [MetricFamily] {
    [
      MetricFamily(
        "reviews", by: "outcome",
        [
          ("sent", submission.sent.reviews), ("unchanged", submission.unchanged),
          ("parked", submission.parked),
          ("filtered", summary.filtered), ("rejected", summary.rejected),
          ("refused", submission.refused.reviews), ("unsent", submission.unsent.reviews),
          ("duplicate", summary.duplicates),
        ],
        """
        What became of the reviews of the last run; the sum is records_read + records_fanned_out + \
        reviews_offered.
        """),
      MetricFamily(
        "reviews_parked", submission.parkedInLedger,
        "Reviews that the ledger held after the last run because the catalog does not have their product."),
      MetricFamily(
        "reviews_offered", submission.offered,
        "Parked reviews that the last run had to send, because their product is known now."),
      MetricFamily(
        "reviews_released", submission.released, "Parked reviews that the last run sent and had accepted."),
      MetricFamily(
        "reviews_changed", submission.changed, "Sent reviews that were accepted before with other content."),
      MetricFamily(
        "reviews_moved", submission.moved, "Sent reviews that were accepted before for another product."),
      MetricFamily(
        "requests", by: "outcome",
        [
          ("sent", submission.sent.requests), ("refused", submission.refused.requests),
          ("unsent", submission.unsent.requests),
        ], "What became of the requests of the last run."),
      MetricFamily(
        "attempts", submission.attempts, "Requests posted in the last run, repeated ones counted."),
      MetricFamily(
        "attempts_failed", by: "cause", sorted(submission.failedAttempts.map { ($0.key, $0.value) }),
        "Attempts of the last run that failed, by cause."),
      MetricFamily("tokens", submission.tokens, "Access tokens that the PIM gave to the last run."),
    ]
  }

  private static func sorted(_ values: [(String, Int)]) -> [(String, Int)] { values.sorted { $0.0 < $1.0 } }
}

/// What a metrics file says of the runs before.
struct EarlierMetrics: Equatable {
  /// As they stand between the braces.
  var labels: String
  var lastSuccess: Double

  /// Nil for a text that does not hold our line.
  init?(_ text: String) {
    let line = #/reviewferry_last_success_timestamp_seconds(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)/#
    for candidate in text.split(separator: "\n") {
      guard let match = candidate.wholeMatch(of: line), let time = Double(match.2) else { continue }
      guard time.isFinite, time >= 0 else { return nil }
      labels = match.1.map { String($0) } ?? ""
      lastSuccess = time
      return
    }
    return nil
  }
}
