import Catalog
import Ledger

/// The machine form of `status`, with the facts of the text.
///
/// Keys are never renamed, because scripts read them; new ones may come.
enum StatusJSON {
  private struct Document: Encodable {
    var todo: [Step]
    var ledger: String
    var pim: String?
    var api: String?
    var last_run: Run?
    var last_release: Run?
    var accepted: Amount
    var parked: Parked
    var catalog: Catalog?
  }

  private struct Step: Encodable {
    var code: String
    var sentence: String
    var fix: String
  }

  private struct Run: Encodable {
    var run: Int
    var outcome: String
    var started: String
    var ended: String?
    var requests: Int
    var reviews: Int
    var counts: [String: Int]
  }

  private struct Amount: Encodable {
    var products: Int
    var reviews: Int

    init(_ amount: ReconciliationReport.Amount) { (products, reviews) = (amount.products, amount.reviews) }

    init(products: Int, reviews: Int) { (self.products, self.reviews) = (products, reviews) }
  }

  private struct Parked: Encodable {
    var products: Int
    var reviews: Int
    var releasable: Amount
    var unknown: Amount
    var deleted: Amount
    var no_identifier: Amount
    var oldest: String?
    var oldest_age_seconds: Int?
  }

  private struct Catalog: Encodable {
    var products: Int
    var models: Int
    var stale: Int
    var read_whole: String?
    var read_whole_age_seconds: Int?
    var read_last: String?
  }

  static func text(_ status: StatusOverview, now: Int64) -> String {
    let ledger = status.ledger
    return DocumentJSON.text(
      Document(
        todo: status.toDo.map { Step(code: $0.code, sentence: $0.sentence, fix: $0.fix) },
        ledger: ledger.path, pim: status.target?.pim, api: status.target?.api,
        last_run: ledger.lastReading.map { run($0, ledger) },
        last_release: ledger.lastRelease.map { run($0, ledger) },
        accepted: Amount(
          products: ledger.products, reviews: ledger.origins.reduce(0) { $0 + $1.reviews }),
        parked: parked(status.parked, now),
        catalog: status.coverage.isRead ? catalog(status.catalog, now) : nil))
  }

  private static func run(_ run: LedgerStatus.Run, _ ledger: LedgerStatus) -> Run {
    Run(
      run: run.number, outcome: ledger.outcome(of: run).rawValue, started: Moment.text(run.started),
      ended: run.ended.map(Moment.text), requests: run.requests, reviews: run.reviews, counts: run.counts)
  }

  private static func parked(_ report: ParkedReport, _ now: Int64) -> Parked {
    Parked(
      products: report.all.products, reviews: report.all.reviews, releasable: Amount(report.releasable),
      unknown: Amount(report.counts.unknown), deleted: Amount(report.counts.deleted),
      no_identifier: Amount(report.counts.noIdentifier), oldest: report.oldest.map(Moment.text),
      oldest_age_seconds: report.oldest.map { max(0, Int(now) - $0) })
  }

  private static func catalog(_ status: CatalogStatus, _ now: Int64) -> Catalog {
    let whole = status.lastComplete[.products]?.shown
    return Catalog(
      products: status.products, models: status.models, stale: status.stale,
      read_whole: whole.map { Moment.text(milliseconds: $0) },
      read_whole_age_seconds: whole.map { max(0, Int(now - $0 / 1000)) },
      read_last: status.last.map { Moment.text(milliseconds: $0.shown) })
  }
}
