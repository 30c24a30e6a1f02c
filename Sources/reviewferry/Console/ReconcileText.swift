import Catalog
import Ledger
import Pipeline
import Records

/// What `reconcile` says at its end, on standard error.
enum ReconcileText {
  static func summary(
    _ report: ReconciliationReport, _ summary: RunSummary, _ readings: [CatalogPart: CatalogStatus.Reading],
    format: ProblemFormat
  ) -> String {
    format == .json ? json(report, summary, readings) : text(report, summary, readings)
  }

  private static func text(
    _ report: ReconciliationReport, _ summary: RunSummary, _ readings: [CatalogPart: CatalogStatus.Reading]
  ) -> String {
    let all = report.all
    let lost = [(report.unmatched.reviews, "not matched"), (report.ambiguous.reviews, "ambiguous")]
      .map { "\(Numerals.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    let rest = [(summary.filtered, "filtered"), (summary.rejected, "rejected")]
      .map { "\(Numerals.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    return "reviewferry reconcile: \(Numerals.counted(all.reviews, "review")) of "
      + "\(Numerals.counted(all.products, "product")): \(lost) (\(share(report))); \(rest); catalog \(age(readings))\n"
  }

  /// With one decimal, never `0.0 %` of something nor `100.0 %` of less than all.
  private static func share(_ report: ReconciliationReport) -> String {
    let (lost, all) = (report.lost.reviews, report.all.reviews)
    guard all > 0 else { return "0 %" }
    var tenths = (lost * 1000 + all / 2) / all
    if lost > 0 { tenths = max(tenths, 1) }
    if lost < all { tenths = min(tenths, 999) }
    return "\(tenths / 10).\(tenths % 10) %"
  }

  private static func age(_ readings: [CatalogPart: CatalogStatus.Reading]) -> String {
    guard let products = readings[.products] else { return "never read whole" }
    return "as of \(Moment.text(milliseconds: products.shown))"
  }

  private struct Line: Encodable {
    var event = "summary"
    var command = "reconcile"
    var reviews: Int
    var products: Int
    var unmatched: Int
    var ambiguous: Int
    var filtered: Int
    var rejected: Int
    var catalog_as_of: String?
  }

  private static func json(
    _ report: ReconciliationReport, _ summary: RunSummary, _ readings: [CatalogPart: CatalogStatus.Reading]
  ) -> String {
    DocumentJSON.line(
      Line(
        reviews: report.all.reviews, products: report.all.products, unmatched: report.unmatched.reviews,
        ambiguous: report.ambiguous.reviews, filtered: summary.filtered, rejected: summary.rejected,
        catalog_as_of: readings[.products].map { Moment.text(milliseconds: $0.shown) }))
  }
}
