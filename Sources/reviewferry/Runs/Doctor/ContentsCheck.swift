import Catalog
import Delivery
import Ledger
import Records

/// What lies in a ledger: the catalog's age, parked reviews, and what events have left to do.
struct ContentsCheck {
  let findings: [Finding]

  init(_ ledger: LedgerReader, client: SecretText?, now: Int64) throws(Problem) {
    let parked = try ParkedReport(ledger, limit: 0)
    findings =
      [try Self.catalog(ledger, now), Self.parked(parked)] + (try Self.events(ledger, client))
  }

  private static func catalog(_ ledger: LedgerReader, _ now: Int64) throws(Problem) -> Finding {
    let status = try CatalogReader(ledger).status()
    let coverage = try ledger.catalogCoverage()
    guard coverage.isRead, let last = status.last else {
      return .warning(
        "catalog", "never read: reviews are sent whether their product exists or not",
        fix: "'reviewferry catalog pull' or 'catalog import' reads it")
    }
    let items = CatalogImportText.items(status.products, status.models)
    let read = status.lastComplete[.products]
    let age = CatalogText.age((read ?? last).shown, now)
    let words = "\(items), \(read == nil ? "read in parts, last" : "read whole") \(age)"
    guard coverage.isWhole else {
      return .warning(
        "catalog", "\(words): no review is parked by it",
        fix: "'reviewferry catalog pull' reads all of it, as 'catalog import --complete' does")
    }
    if status.stale > 0 {
      return .warning(
        "catalog", "\(words); \(Numerals.grouped(status.stale)) changed since",
        fix: "'reviewferry catalog pull --since last', or read it again")
    }
    // What has changed since may have been read since.
    guard now * 1000 - max((read ?? last).shown, coverage.newest ?? 0) > UnmatchedChoice.maxAge else {
      return .ok("catalog", words)
    }
    return .warning("catalog", words, fix: "read it again: products made since are not known")
  }

  private static func parked(_ report: ParkedReport) -> Finding {
    let all = report.all
    guard all.reviews > 0 else { return .ok("parked", "nothing") }
    let words =
      "\(Numerals.counted(all.reviews, "review")) of \(Numerals.counted(all.products, "product"))"
    guard report.releasable.reviews == 0 else {
      return .warning(
        "parked", "\(words); \(Numerals.grouped(report.releasable.reviews)) can be sent now",
        fix: "'reviewferry ledger release' sends them; so does the next 'submit'")
    }
    return .warning(
      "parked", "\(words); none finds its product",
      fix: "'reviewferry status --parked' lists the products; create or mend them in the PIM")
  }

  // MARK: Events

  private static func events(_ ledger: LedgerReader, _ client: SecretText?) throws(Problem) -> [Finding] {
    let notices = try ledger.eventNotices()
    let status = try ledger.eventStatus(events: 0)
    let all = deletions(notices, client) + told(notices) + backlog(status)
    let count = status.types.reduce(0) { $0 + $1.count }
    return all.isEmpty
      ? [
        .ok(
          "events", count == 0 ? "none received" : "\(Numerals.counted(count, "event")), nothing left to do")
      ] : all
  }

  private static func deletions(_ notices: EventNotices, _ client: SecretText?) -> [Finding] {
    if let mine = client.flatMap({ notices.deletion(of: $0.reveal()) }) {
      return [Finding("events", EventNoticeProblem.clientDeleted(mine), .credentialsRefused)]
    }
    let others = notices.notices.filter { $0.kind == .clientDeleted && !$0.isDismissed }
    guard let last = others.max(by: { $0.time < $1.time }) else { return [] }
    return [
      .warning(
        "events",
        "\(Numerals.counted(others.count, "client")) deleted in the PIM, the last on "
          + EventNoticeProblem.moment(last.time),
        fix: "'reviewferry events dismiss' if it is not ours")
    ]
  }

  private static func told(_ notices: EventNotices) -> [Finding] {
    let problems =
      notices.lossy.map(EventNoticeProblem.lost) + notices.silent.map(EventNoticeProblem.silent)
      + notices.changedAttributes().map(EventNoticeProblem.changed)
    return problems.map {
      .warning("events", $0.sentence.text(showingValues: false), fix: $0.fix ?? "look at 'events status'")
    }
  }

  private static func backlog(_ status: EventStatus) -> [Finding] {
    var findings: [Finding] = []
    if status.backlog.unread > 0 {
      findings.append(
        .warning(
          "events", "\(Numerals.counted(status.backlog.unread, "item")) of the catalog known by events alone",
          fix: "'reviewferry catalog pull --since last' reads them"))
    }
    if status.unreadable.count > 0 {
      findings.append(
        .warning(
          "events", "\(Numerals.counted(status.unreadable.count, "event")) could not be used",
          fix: "'reviewferry events status --unreadable' shows them"))
    }
    return findings
  }
}
