import Foundation
import Ledger

/// The machine form of `ledger status`, with the facts of the table.
enum LedgerStatusJSON {
  private struct Document: Encodable {
    var ledger: String
    var version: Int
    var bytes: Int
    var log_bytes: Int
    var products: Int
    var reviews: Int
    var parked: Int
    var origins: [Origin]
    var unconfirmed: Amount
    var held: Bool
    /// The process, where it is known.
    var holder: Int?
    var runs: [Run]
  }

  private struct Origin: Encodable {
    var name: String
    var reviews: Int
  }

  private struct Amount: Encodable {
    var requests: Int
    var reviews: Int
  }

  private struct Run: Encodable {
    var run: Int
    var started: String
    var ended: String?
    var outcome: String
    var requests: Int
    var reviews: Int
    var counts: [String: Int]
  }

  static func text(_ status: LedgerStatus) -> String {
    let document = Document(
      ledger: status.path, version: status.version, bytes: status.byteCount,
      log_bytes: status.logByteCount, products: status.products,
      reviews: status.origins.reduce(0) { $0 + $1.reviews },
      parked: status.parked,
      origins: status.origins.map { Origin(name: $0.name, reviews: $0.reviews) },
      unconfirmed: Amount(requests: status.unconfirmedRequests, reviews: status.unconfirmedReviews),
      held: status.holder != nil, holder: status.holder.flatMap { $0 == 0 ? nil : $0 },
      runs: status.runs.map { run($0, in: status) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(document) else { return "" }  // strings and integers always encode
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  private static func run(_ run: LedgerStatus.Run, in status: LedgerStatus) -> Run {
    Run(
      run: run.number, started: Moment.text(run.started), ended: run.ended.map(Moment.text),
      outcome: status.outcome(of: run).rawValue, requests: run.requests, reviews: run.reviews,
      counts: run.counts)
  }
}
