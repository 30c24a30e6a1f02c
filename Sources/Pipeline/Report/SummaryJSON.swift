import Catalog
import Delivery
import Foundation
import Records

/// The text of `summary.json`, and what a run says in it.
public enum SummaryJSON {
  /// Of a conversion.
  public static func text(_ summary: RunSummary, mapping: String) -> String {
    encoded(document(summary, mapping: mapping), [.prettyPrinted])
  }

  /// Of a run that sends, or that has a report.
  public static func text(_ report: RunReport) -> String { encoded(document(report), [.prettyPrinted]) }

  /// The same as one line of a log, with `"event":"summary"`; without the details, which are for a report.
  public static func line(_ report: RunReport) -> String {
    var document = document(report)
    document.event = "summary"
    document.details = nil
    return encoded(document, [])
  }

  public static func document(_ report: RunReport) -> SummaryDocument {
    var document = document(report.summary, mapping: report.mapping)
    document.run = report.run
    document.state = report.state.rawValue
    document.exit_status = report.status
    document.started = RunMoment.text(report.started)
    document.ended = RunMoment.text(report.ended)
    document.seconds = report.duration
    if report.sends { document.submission = submission(report.submission) }
    document.details = SummaryDetails(report)
    return document
  }

  private static func document(_ summary: RunSummary, mapping: String?) -> SummaryDocument {
    SummaryDocument(
      mapping: mapping,
      counts: Dictionary(summary.counts.map { ($0.name, $0.value) }) { $1 },
      filtered_by: Dictionary(summary.filteredBy.map { ($0.label, $0.count) }, uniquingKeysWith: +),
      rejected_by: Dictionary(
        uniqueKeysWithValues: summary.rejectsByCode.map { ($0.key.rawValue, $0.value) }),
      inputs: summary.inputs.map { .init(file: $0.name, state: $0.state.rawValue, read: $0.read) },
      enrichment: summary.enrichment.map(enrichment))
  }

  /// Products by what became of them.
  private static func enrichment(_ summary: EnrichmentSummary) -> [String: Int] {
    [
      "given": summary[.given], "uuid": summary[.uuid], "model_code": summary[.modelCode],
      "not_found": summary[.notFound], "ambiguous": summary[.ambiguous],
      "without_uuid": summary[.withoutUUID],
    ]
  }

  private static func submission(_ submission: SubmissionSummary) -> SummaryDocument.Submission {
    SummaryDocument.Submission(
      sent: .init(requests: submission.sent.requests, reviews: submission.sent.reviews),
      unchanged: submission.unchanged, parked: submission.parked,
      parked_in_ledger: submission.parkedInLedger,
      offered: submission.offered, released: submission.released, changed: submission.changed,
      moved: submission.moved,
      refused: .init(requests: submission.refused.requests, reviews: submission.refused.reviews),
      unsent: .init(requests: submission.unsent.requests, reviews: submission.unsent.reviews),
      attempts: submission.attempts, failed_attempts: submission.failedAttempts, tokens: submission.tokens)
  }

  private static func encoded(
    _ document: SummaryDocument, _ formatting: JSONEncoder.OutputFormatting
  ) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    // Strings and finite numbers always encode.
    guard let data = try? encoder.encode(document) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
