import Catalog
import Ledger
import Records

/// One `status`.
struct StatusRun {
  let command: StatusCommand

  func run() throws(RunFailure) {
    let path = try command.location.path()
    let format = command.json ? .json : command.format
    if command.parked { return try list(path, format) }
    let overview = try RunFailure.wrapLedger { () throws(Problem) in try StatusOverview(path: path) }
    let now = Moment.now()
    try DataOutput.write(
      format == .json ? StatusJSON.text(overview, now: now) : StatusText.text(overview, now: now))
  }

  private func list(_ path: String, _ format: RejectsFormat) throws(RunFailure) {
    let report = try RunFailure.wrapLedger { () throws(Problem) in
      try ParkedReport(LedgerReader(path: path), limit: command.limit)
    }
    try DataOutput.write(ParkedForm(report.products).text(format))
    guard !command.diagnostics.quiet else { return }
    let hidden = report.all.products - report.products.count
    let rest = hidden > 0 ? "; \(Numerals.counted(hidden, "product")) not listed (--limit)" : ""
    Terminal.writeError(
      "reviewferry status: \(Numerals.counted(report.all.reviews, "parked review")) of "
        + "\(Numerals.counted(report.all.products, "product"))\(rest)\n")
  }
}

/// All that `status` tells, of one moment.
struct StatusOverview {
  var ledger: LedgerStatus
  var target: LedgerTarget?
  var parked: ParkedReport
  var catalog: CatalogStatus
  var coverage: CatalogCoverage
  var notices: EventNotices

  init(path: String) throws(Problem) {
    let reader = try LedgerReader(path: path)
    self = try reader.atOneMoment { () throws(Problem) in try StatusOverview(reader) }
  }

  private init(_ reader: LedgerReader) throws(Problem) {
    // Enough for the releases of a day that follow a run.
    ledger = try reader.status(runs: 100)
    target = try reader.target()
    parked = try ParkedReport(reader, limit: 0)
    catalog = try CatalogReader(reader).status()
    coverage = try reader.catalogCoverage()
    notices = try reader.eventNotices()
  }

  /// A step that somebody has to take.
  struct ToDo {
    var code: String
    var sentence: String
    var fix: String
  }

  /// The most urgent first: what stops submissions, what loses reviews, what waits.
  var toDo: [ToDo] { stops + losses + waits }

  private var stops: [ToDo] {
    notices.notices.filter { $0.kind == .clientDeleted && !$0.isDismissed }.map { notice in
      let author = notice.author.map { " by \(Quotation.quote($0))" } ?? ""
      return ToDo(
        code: "events.client-deleted",
        sentence: "the client or connection \(Quotation.quote(notice.name)) was deleted in the PIM on "
          + "\(EventNoticeProblem.moment(notice.time))\(author); whoever submits as it is refused",
        fix: "use other credentials, or 'reviewferry events dismiss' if it is not ours")
    }
  }

  private var losses: [ToDo] {
    let problems =
      notices.lossy.map(EventNoticeProblem.lost)
      + notices.silent.map(EventNoticeProblem.silent)
      + notices.changedAttributes().map(EventNoticeProblem.changed)
    let runs = [ledger.lastReading, ledger.lastRelease].compactMap { $0 }
    return runs.flatMap(steps)
      + problems.map {
        ToDo(code: $0.code.rawValue, sentence: $0.sentence.text(showingValues: false), fix: $0.fix ?? "")
      }
  }

  private func steps(_ run: LedgerStatus.Run) -> [ToDo] {
    var all: [ToDo] = []
    switch ledger.outcome(of: run) {
    case .stopped, .interrupted:
      all.append(
        ToDo(
          code: "run.unfinished", sentence: "run \(run.number) did not come to its end",
          fix: "run it again: it goes on where it was"))
    case .completed, .running: break
    }
    for (name, what) in [("refused", "refused by the API"), ("rejected", "rejected")] {
      guard let count = run.counts[name], count > 0 else { continue }
      all.append(
        ToDo(
          code: "run.\(name)",
          sentence: "\(Numerals.counted(count, "review")) of run \(run.number) "
            + "\(count == 1 ? "was" : "were") \(what)",
          fix: "'reviewferry rejects list\(run.isRelease ? " --run \(run.number)" : "")' says why"))
    }
    return all
  }

  private var waits: [ToDo] {
    var all: [ToDo] = []
    let (ready, parked) = (parked.releasable, parked.all)
    if ready.reviews > 0 {
      all.append(
        ToDo(
          code: "parked.releasable",
          sentence: "\(Numerals.counted(ready.reviews, "parked review")) of "
            + "\(Numerals.counted(ready.products, "product")) can be sent: the catalog knows the product now",
          fix: "'reviewferry ledger release' sends them; so does the next 'submit'"))
    }
    let waiting = parked.reviews - ready.reviews
    if waiting > 0 {
      all.append(
        ToDo(
          code: "parked.waiting",
          sentence: "\(Numerals.counted(waiting, "parked review")) of "
            + "\(Numerals.counted(parked.products - ready.products, "product")) "
            + (waiting == 1 ? "waits for its product" : "wait for their product"),
          fix:
            "'reviewferry status --parked' lists the products; create or mend them in the PIM, then read the "
            + "catalog"))
    }
    if coverage.isRead, catalog.stale > 0 {
      all.append(
        ToDo(
          code: "catalog.stale",
          sentence: "\(Numerals.counted(catalog.stale, "item")) of the catalog "
            + "\(catalog.stale == 1 ? "was" : "were") changed after it was read",
          fix: "read the catalog again"))
    }
    return all
  }
}
