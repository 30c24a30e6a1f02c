import EventPlatform
import Foundation
import Records

/// What a listener says on standard error besides problems: in a log of JSON each line is an object.
struct ListenerLog {
  let format: ProblemFormat

  private struct Listening: Encodable {
    var event = "listening"
    var events: String
    var notifications: String
    var ledger: String
    var new_ledger: Bool
  }

  /// A ledger that is new tells who has mistyped the name of his own.
  func listening(_ events: String, _ notifications: String, ledger: String, isNew: Bool) -> String {
    switch format {
    case .text:
      "events \(events), notifications \(notifications), \(isNew ? "new " : "")ledger \(ledger)\n"
    case .json:
      DocumentJSON.line(
        Listening(events: events, notifications: notifications, ledger: ledger, new_ledger: isNew))
    }
  }

  private struct Request: Encodable {
    var event = "request"
    var status: Int
    var outcome: String
    var method: String
    var path: String
    var milliseconds: Double
  }

  func request(_ record: ListenerRecord) -> String {
    let tenths = Self.tenths(record.duration)
    switch format {
    case .text:
      return "\(record.outcome.status) \(record.outcome.rawValue) \(record.method) "
        + "\(Quotation.quote(record.path)) \(tenths / 10).\(tenths % 10) ms\n"
    case .json:
      return DocumentJSON.line(
        Request(
          status: record.outcome.status, outcome: record.outcome.rawValue, method: record.method,
          path: record.path, milliseconds: Double(tenths) / 10))
    }
  }

  /// Of a millisecond.
  private static func tenths(_ duration: Duration) -> Int {
    let parts = duration.components
    return Int((Double(parts.attoseconds) / 1e14 + Double(parts.seconds) * 10_000).rounded())
  }

  private struct Summary: Encodable {
    var event = "summary"
    var command = "events listen"
    var requests: [String: Int]
  }

  func summary(_ counts: [ListenerOutcome: Int]) -> String {
    switch format {
    case .text:
      let parts = ListenerOutcome.allCases.compactMap { outcome in
        counts[outcome].map { "\(outcome.rawValue) \(Numerals.grouped($0))" }
      }
      return "reviewferry events listen: \(parts.isEmpty ? "no requests" : parts.joined(separator: ", "))\n"
    case .json:
      return DocumentJSON.line(
        Summary(requests: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) })))
    }
  }
}
