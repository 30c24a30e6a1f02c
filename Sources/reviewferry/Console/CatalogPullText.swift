import Catalog
import Foundation
import Ledger
import Records
import Synchronization

/// Tells how far a pull is, now and then.
final class PullProgressLines: Sendable {
  private struct State {
    var next = ContinuousClock.now
    var isOpen = false
  }

  private let isOn: Bool
  private let format: ProblemFormat
  private let isTerminal = Terminal.isTerminal(STDERR_FILENO)
  private let state: Mutex<State>
  /// A log gets a line each ten seconds, a terminal sees one line that changes.
  private var pause: Duration { isTerminal && format == .text ? .milliseconds(200) : .seconds(10) }

  init(isOn: Bool, format: ProblemFormat) {
    self.isOn = isOn
    self.format = format
    let pause: Duration = Terminal.isTerminal(STDERR_FILENO) && format == .text ? .zero : .seconds(10)
    state = Mutex(State(next: .now + pause))
  }

  @Sendable func show(_ progress: PullProgress) {
    guard isOn else { return }
    let text: String? = state.withLock { state in
      guard ContinuousClock.now >= state.next else { return nil }
      state.next = .now + pause
      state.isOpen = isTerminal && format == .text
      return line(progress)
    }
    if let text { Terminal.writeError(text) }
  }

  /// Clears the line of a terminal.
  @Sendable func end() {
    if state.withLock({ $0.isOpen }) { Terminal.writeError("\r\u{1B}[K") }
  }

  private struct Line: Encodable {
    var event = "progress"
    var command = "catalog pull"
    var products: Int
    var models: Int
    var pages: Int
  }

  private func line(_ progress: PullProgress) -> String {
    if format == .json {
      return DocumentJSON.line(
        Line(products: progress.products, models: progress.models, pages: progress.pages))
    }
    let text =
      "\(Numerals.counted(progress.products, "product")), \(Numerals.counted(progress.models, "model")) read"
    return isTerminal ? "\r\u{1B}[K\(text)" : text + "\n"
  }
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
