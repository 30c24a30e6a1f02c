import Delivery
import Pipeline

/// What a submission says at its end, on standard error.
enum SubmitText {
  /// A table for a person at a terminal, one line for a log or a mail, JSON where that was asked for, nothing
  /// with `--quiet`.
  static func summary(
    _ report: RunReport, output: String, format: ProblemFormat, isTerminal: Bool, isQuiet: Bool,
    command: String = "submit"
  ) -> String {
    if isQuiet { return "" }
    return switch format {
    case .json: json(report)
    case .text: isTerminal ? table(report, output: output) : line(report, command)
    }
  }

  static func json(_ report: RunReport) -> String { SummaryJSON.line(report) }

  static func line(_ report: RunReport, _ command: String = "submit") -> String {
    let submission = report.submission
    let summary = report.summary
    let sent = Numerals.counted(submission.sent.reviews, "review")
    let released = submission.released > 0 ? " (\(Numerals.grouped(submission.released)) released)" : ""
    let requests = requests(submission.sent) + released
    var fates = [
      (submission.unchanged, "unchanged"), (summary.filtered, "filtered"), (summary.rejected, "rejected"),
      (submission.refused.reviews, "refused"), (submission.unsent.reviews, "unsent"),
    ]
    if submission.parked > 0 { fates.insert((submission.parked, "parked"), at: 1) }
    if summary.duplicates > 0 { fates.append((summary.duplicates, "replaced by later ones")) }
    let counts = fates.map { "\(Numerals.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    return "reviewferry \(command): sent \(sent) in \(requests); \(counts); \(end(report))\n"
  }

  /// `run 12, 12.3 s`; of a run that did not succeed `run 12 stopped, 12.3 s, status 69`.
  private static func end(_ report: RunReport) -> String {
    let run = report.run.map { "run \($0)" } ?? "run"
    let name = report.state == .finished ? report.run.map { _ in run } : "\(run) \(report.state.rawValue)"
    let status = report.isSuccess ? nil : "status \(report.status)"
    return [name, time(report.duration), status].compactMap { $0 }.joined(separator: ", ")
  }

  static func table(_ report: RunReport, output: String = "") -> String {
    SummaryText.table(SummaryText.intake(report.summary) + rows(report), output: output)
  }

  private static func rows(_ report: RunReport) -> [SummaryText.Row] {
    let submission = report.submission
    let requests = requests(submission.sent)
    let parked = SummaryText.Row(
      "parked", submission.parked, "no such product in the catalog; 'reviewferry status --parked' lists them")
    return [
      .init("sent", submission.sent.reviews, "in \(requests)\(kinds(submission))"),
      .init(
        "unchanged", submission.unchanged, submission.unchanged > 0 ? "the API has them as they are" : ""),
    ] + (submission.parked > 0 ? [parked] : []) + [
      .init("refused", submission.refused.reviews, amount(submission.refused.requests, "in 'failed/'")),
      .init(
        "unsent", submission.unsent.reviews, submission.unsent.reviews > 0 ? "the next run sends them" : ""),
      .init("attempts", submission.attempts, failures(submission)),
      .init(
        "run", text: (report.run.map(Numerals.grouped) ?? "-").padded(to: 12, left: true),
        "\(report.state.rawValue) in \(time(report.duration))"
          + (report.isSuccess ? "" : ", status \(report.status)")),
    ]
  }

  /// A bisected request counts as refused: what was sent of it is in none of its own.
  private static func requests(_ sent: SubmissionOutcome.Amount) -> String {
    sent.requests == 0 && sent.reviews > 0
      ? "parts of refused requests" : Numerals.counted(sent.requests, "request")
  }

  private static func kinds(_ submission: SubmissionSummary) -> String {
    let kinds = [
      (submission.changed, "changed"), (submission.moved, "moved to another product"),
      (submission.released, "released"),
    ]
    return kinds.filter { $0.0 > 0 }.map { ", \(Numerals.grouped($0.0)) \($0.1)" }.joined()
  }

  private static func amount(_ requests: Int, _ place: String) -> String {
    requests > 0 ? "of \(Numerals.counted(requests, "request")); \(place)" : ""
  }

  private static func failures(_ submission: SubmissionSummary) -> String {
    guard !submission.failedAttempts.isEmpty else { return "" }
    return "failed: \(SummaryText.counts(submission.failedAttempts.map { ($0.key, $0.value) }))"
  }

  /// `12.3 s`, `2 min 3 s`, `1 h 2 min`.
  static func time(_ seconds: Double) -> String {
    let tenths = Int((seconds * 10).rounded())
    if tenths < 600 { return "\(tenths / 10).\(tenths % 10) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
