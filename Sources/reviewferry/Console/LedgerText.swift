import Foundation
import Ledger
import Records

/// The table of `ledger status`.
enum LedgerText {
  static func status(_ status: LedgerStatus, width: Int) -> String {
    var lines = facts(status).map { "\($0.padded(to: 13))\($1)" }
    if !status.runs.isEmpty { lines += [""] + runs(status).lines(width: width) }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func facts(_ status: LedgerStatus) -> [(String, String)] {
    let log = status.logByteCount > 0 ? ", its log \(Numerals.bytes(status.logByteCount))" : ""
    var rows = [
      ("ledger", Quotation.escape(status.path)),
      ("size", Numerals.bytes(status.byteCount) + log),
      ("products", Numerals.grouped(status.products)),
      ("reviews", Numerals.grouped(status.origins.reduce(0) { $0 + $1.reviews })),
    ]
    for origin in status.origins where origin.reviews > 0 {
      rows.append(("", "\(Numerals.grouped(origin.reviews)) of \(Quotation.escape(origin.name))"))
    }
    if status.parked > 0 { rows.append(("parked", Numerals.counted(status.parked, "review"))) }
    rows.append(("unconfirmed", unconfirmed(status)))
    rows.append(("held by", holder(status)))
    return rows
  }

  private static func unconfirmed(_ status: LedgerStatus) -> String {
    guard status.unconfirmedRequests > 0 else { return "nothing" }
    return Numerals.counted(status.unconfirmedReviews, "review") + " in "
      + Numerals.counted(status.unconfirmedRequests, "request") + ": taken by the API, not known to be stored"
  }

  private static func holder(_ status: LedgerStatus) -> String {
    guard let holder = status.holder else { return "nobody" }
    return holder == 0 ? "a process that has not told its number" : "process \(holder)"
  }

  private static func runs(_ status: LedgerStatus) -> TextTable {
    TextTable(
      headers: ["run", "began", "took", "outcome", "requests", "reviews", "counts"],
      rows: status.runs.map { run in
        [
          String(run.number), Moment.text(run.started), run.ended.map { took($0 - run.started) } ?? "",
          status.outcome(of: run).rawValue, Numerals.grouped(run.requests), Numerals.grouped(run.reviews),
          counts(run.counts),
        ]
      }, flexible: [6])
  }

  /// What went wrong comes first, since the column may be cut.
  private static let order = [
    "rejected", "refused", "unsent", "parked", "sent", "released", "unchanged", "read",
  ]

  private static func counts(_ counts: [String: Int]) -> String {
    let rest = counts.keys.filter { !order.contains($0) }.sorted()
    return (order + rest).compactMap { name in
      counts[name].flatMap { $0 > 0 ? "\(name) \(Numerals.grouped($0))" : nil }
    }.joined(separator: ", ")
  }

  /// `12 s`, `3 min 20 s`, `1 h 2 min`.
  static func took(_ seconds: Int) -> String {
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(seconds / 3600) h \(seconds / 60 % 60) min"
  }
}

/// How a run stands, as people are told.
enum LedgerRunState: String {
  case completed
  case stopped
  case interrupted
  case running
}

extension LedgerStatus {
  /// A run without an outcome goes on if it is the newest and the ledger is held; else it was cut off.
  func outcome(of run: Run) -> LedgerRunState {
    switch run.outcome {
    case .completed: .completed
    case .stopped: .stopped
    case .interrupted: .interrupted
    case nil: holder != nil && run.number == runs.first?.number ? .running : .interrupted
    }
  }
}

extension Moment {
  /// Seconds since 1970 as `2026-01-31T08:00:00Z`.
  static func text(_ seconds: Int) -> String {
    Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(.iso8601)
  }
}
