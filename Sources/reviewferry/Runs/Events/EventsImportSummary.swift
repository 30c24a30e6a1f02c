import EventPlatform
import Foundation
import Ledger
import Pipeline
import Records

/// What became of the events of files.
struct EventsImportSummary {
  var read = 0
  var new = 0
  var duplicates = 0
  var notifications = 0
  /// Of the new ones.
  var unknownTypes = 0
  var rejected = 0
  /// New events by what they do.
  var effects: [EffectKind: Int] = [:]
  /// Whether an input could not be read at all, or broke off before its end.
  var hasUnreadableInput = false
  var hasBrokenInput = false

  mutating func count(_ arrival: EventArrival, _ fate: EventFate) {
    read += 1
    guard fate == .new else {
      duplicates += 1
      return
    }
    new += 1
    guard case .event(let event) = arrival else {
      notifications += 1
      return
    }
    guard let type = EventType(name: event.type) else {
      unknownTypes += 1
      return
    }
    effects[type.effect, default: 0] += 1
  }

  func status(budget: RejectBudget) -> ExitStatus {
    if hasUnreadableInput { return .inputMissing }
    if hasBrokenInput { return .incomplete }
    var run = RunSummary()
    (run.read, run.rejected) = (read, rejected)
    return budget.isExceeded(by: run) ? .rejects : .success
  }

  func text(_ format: ProblemFormat, ledger: String) -> String {
    switch format {
    case .json: json(ledger)
    case .text: line
    }
  }

  private var line: String {
    var parts = ["\(Numerals.grouped(new)) new"]
    let done = EffectKind.allCases.compactMap { kind in
      effects[kind].map { "\(kind.rawValue) \(Numerals.grouped($0))" }
    }
    var others: [String] = []
    if unknownTypes > 0 { others.append("of unknown types \(Numerals.grouped(unknownTypes))") }
    if notifications > 0 { others.append("notifications \(Numerals.grouped(notifications))") }
    let details = (done + others).joined(separator: ", ")
    if !details.isEmpty { parts[0] += " (\(details))" }
    parts.append(Numerals.counted(duplicates, "duplicate"))
    parts.append("\(Numerals.grouped(rejected)) rejected")
    return "reviewferry events import: read \(Numerals.counted(read, "event")): "
      + "\(parts.joined(separator: ", "))\n"
  }

  private struct Line: Encodable {
    var event = "summary"
    var ledger: String
    var read: Int
    var new: Int
    var duplicates: Int
    var notifications: Int
    var unknown_types: Int
    var rejected: Int
    var effects: [String: Int]
  }

  private func json(_ ledger: String) -> String {
    let line = Line(
      ledger: ledger, read: read, new: new, duplicates: duplicates, notifications: notifications,
      unknown_types: unknownTypes, rejected: rejected,
      effects: Dictionary(uniqueKeysWithValues: effects.map { ($0.key.rawValue, $0.value) }))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(line) else { return "" }  // strings and integers always encode
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
