import Catalog
import Ledger
import Records
import Synchronization

/// Tells how far a pull is, now and then.
final class PullProgressLines: Sendable {
  private final class Latest: Sendable {
    let value = Mutex(ProgressSample.Catalog())
  }

  private let latest = Latest()
  private let display: ProgressDisplay

  init(_ diagnostics: DiagnosticOptions) {
    display = diagnostics.display("catalog pull") { [latest] in
      ProgressSample(phase: .pulling, catalog: latest.value.withLock { $0 })
    }
  }

  func start() { display.start(ContinuousClock()) }

  @Sendable func note(_ progress: PullProgress) {
    latest.value.withLock { latest in
      latest = .init(products: progress.products, models: progress.models, pages: progress.pages)
    }
  }

  @Sendable func end() { display.end() }
}

/// What `catalog pull` says at its end, on standard error.
enum CatalogPullText {
  static func summary(_ outcome: PullOutcome, format: ProblemFormat) -> String {
    format == .json ? json(outcome) : text(outcome)
  }

  static func noOverlap() -> Problem {
    Problem(
      "pull.no-overlap", .warning,
      "'--overlap' says how much earlier '--since last' begins, which was not asked for; it is ignored")
  }

  private static func text(_ outcome: PullOutcome) -> String {
    let (pull, read) = (outcome.pull, outcome.pull.outcome)
    let name = Quotation.escape(pull.pim)
    var counts = [
      (read.new, "new"), (read.changed, "changed"), (read.unchanged, "unchanged"),
      (read.older, "known from a later reading"),
    ].filter { $0.0 > 0 }.map { "\(Numerals.grouped($0.0)) \($0.1)" }
    if read.rejected > 0 { counts.append("\(Numerals.grouped(read.rejected)) rejected") }
    let items = CatalogImportText.items(read.products, read.models)
    var text = "\(name): \(items)" + (counts.isEmpty ? "" : ": " + counts.joined(separator: ", "))
    text += "; \(keys(outcome))\n"
    text += "\(Numerals.counted(outcome.calls, "call")) for \(Numerals.counted(outcome.pages, "page"))"
    text += outcome.isResumed ? ", gone on from a pull that was cut off\n" : "\n"
    guard outcome.stop == nil else {
      return pull.number == 0 ? "" : text + "not ended: start it again, and it goes on from here\n"
    }
    if let deleted = outcome.deleted {
      text += "not in the PIM, so deleted: \(Numerals.counted(deleted, "item"))\n"
    }
    if outcome.ambiguous > 0 {
      text += "ambiguous in the catalog: \(Numerals.counted(outcome.ambiguous, "identifier"))\n"
    }
    return text + "as of \(Moment.text(milliseconds: pull.began))\(since(pull))\n"
  }

  private static func since(_ pull: CatalogPull) -> String {
    pull.since.map { ", changes since \(Moment.text(milliseconds: $0))" } ?? ""
  }

  private static func keys(_ outcome: PullOutcome) -> String {
    if outcome.keys.isEmpty { return "no keys" }
    let keys = zip(outcome.keys, outcome.attributes).map { key, attribute in
      let source = attribute == key.name ? "" : " from '\(Quotation.escape(attribute))'"
      return "\(Quotation.escape(key.name))\(source) (\(key.normalisation.text))"
    }
    return "keys \(keys.joined(separator: ", "))"
  }

  private struct Line: Encodable {
    var event = "summary"
    var command = "catalog pull"
    var pim: String
    var ended: Bool
    var resumed: Bool
    var as_of: String
    var since: String?
    var products: Int
    var models: Int
    var new: Int
    var changed: Int
    var unchanged: Int
    var older: Int
    var rejected: Int
    var deleted: Int?
    var ambiguous: Int
    var pages: Int
    var calls: Int
    var keys: [String]
  }

  private static func json(_ outcome: PullOutcome) -> String {
    let (pull, read) = (outcome.pull, outcome.pull.outcome)
    return DocumentJSON.line(
      Line(
        pim: pull.pim, ended: outcome.stop == nil, resumed: outcome.isResumed,
        as_of: Moment.text(milliseconds: pull.began), since: pull.since.map(Moment.text(milliseconds:)),
        products: read.products, models: read.models, new: read.new, changed: read.changed,
        unchanged: read.unchanged, older: read.older, rejected: read.rejected, deleted: outcome.deleted,
        ambiguous: outcome.ambiguous, pages: outcome.pages, calls: outcome.calls,
        keys: outcome.keys.map { "\($0.name):\($0.normalisation.text)" }))
  }
}
