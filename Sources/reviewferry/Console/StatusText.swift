import Catalog
import Ledger
import Records

/// The text of `status`, for a person who was woken up: first what to do.
enum StatusText {
  static func text(_ status: StatusOverview, now: Int64) -> String {
    let steps = status.toDo.map { "! \(Quotation.escape($0.sentence))\n    \(Quotation.escape($0.fix))\n" }
    let head = steps.isEmpty ? "nothing needs doing\n" : steps.joined()
    return head + "\n" + facts(status, now).map { "\($0.padded(to: 13))\($1)\n" }.joined()
  }

  private static func facts(_ status: StatusOverview, _ now: Int64) -> [(String, String)] {
    let reviews = status.ledger.origins.reduce(0) { $0 + $1.reviews }
    var rows = [
      ("ledger", Quotation.escape(status.ledger.path)),
      (
        "target",
        status.target.map { "PIM \(Quotation.escape($0.pim)), API \(Quotation.escape($0.api))" }
          ?? "nothing sent yet"
      ),
      ("last run", status.ledger.lastReading.map { run($0, status, now) } ?? "none"),
      (
        "accepted",
        amount(.init(products: status.ledger.products, reviews: reviews))
      ),
    ]
    if let release = status.ledger.lastRelease {
      rows.append(("last release", run(release, status, now)))
    }
    rows += parked(status.parked, now)
    rows += catalog(status, now)
    return rows
  }

  private static func run(_ run: LedgerStatus.Run, _ status: StatusOverview, _ now: Int64) -> String {
    let state = status.ledger.outcome(of: run)
    let end = run.ended ?? run.started
    let what = state == .running ? "running since" : state.rawValue
    return "\(run.number), \(what) \(Moment.text(end)), \(CatalogText.age(Int64(end) * 1000, now)): "
      + "\(Numerals.counted(run.reviews, "review")) sent"
  }

  private static func parked(_ report: ParkedReport, _ now: Int64) -> [(String, String)] {
    guard report.all.reviews > 0 else { return [("parked", "nothing")] }
    let age = report.oldest.map { ", the oldest \(CatalogText.age(Int64($0) * 1000, now))" } ?? ""
    return [("parked", amount(report.all) + age)]
      + reasons(report).filter { $0.1.reviews > 0 }.map { ("", "\(amount($0.1)): \($0.0)") }
  }

  static func reasons(_ report: ParkedReport) -> [(String, ReconciliationReport.Amount)] {
    [
      ("known now", report.releasable), ("not in the catalog", report.counts.unknown),
      ("deleted in the PIM", report.counts.deleted), ("no key of the catalog", report.counts.noIdentifier),
    ]
  }

  private static func amount(_ amount: ReconciliationReport.Amount) -> String {
    "\(Numerals.counted(amount.reviews, "review")) of \(Numerals.counted(amount.products, "product"))"
  }

  private static func catalog(_ status: StatusOverview, _ now: Int64) -> [(String, String)] {
    guard status.coverage.isRead, let last = status.catalog.last else {
      return [("catalog", "none: reviews are sent whether their product exists or not")]
    }
    let whole = status.catalog.lastComplete[.products].map {
      "read whole \(CatalogText.age($0.shown, now))"
    }
    let use = status.coverage.isWhole ? "" : ": reviews are sent whether their product exists or not"
    let items = CatalogImportText.items(status.catalog.products, status.catalog.models)
    return [
      (
        "catalog",
        "\(items), \(whole ?? "read in parts, last \(CatalogText.age(last.shown, now))")"
          + (status.catalog.stale > 0 ? ", \(Numerals.grouped(status.catalog.stale)) stale" : "") + use
      )
    ]
  }
}
