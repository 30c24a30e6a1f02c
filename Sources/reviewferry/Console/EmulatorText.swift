import Emulator
import Foundation
import Records

/// The line for each request, with `--verbose`.
enum AccessLog {
  @Sendable static func write(_ record: AccessRecord) {
    let (seconds, attoseconds) = record.duration.components
    let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    let fault = record.fault.map { " fault \(Quotation.quote($0))" } ?? ""
    Terminal.writeError(
      "\(record.method) \(Quotation.escape(record.path)) \(record.outcome) "
        + "\(Numerals.counted(record.reviews, "review")) \(microseconds) µs\(fault)\n")
  }
}

/// What the emulator says of itself.
enum EmulatorText {
  static func summary(_ state: EmulatorSnapshot) -> String {
    let outcomes = state.requestsByOutcome.sorted { $0.key < $1.key }
      .map { "\($0.key): \(Numerals.grouped($0.value))" }.joined(separator: ", ")
    let rows: [(String, Int, String)] = [
      ("requests", state.requests, outcomes),
      (
        "stored", state.stored,
        "\(Numerals.counted(state.updated, "update")), \(Numerals.grouped(state.repeated)) repeated"
      ),
      ("unmatched", state.unmatched, "of products that the catalogue does not have"),
      ("rejected", state.rejected, "in bodies that broke a rule"),
    ]
    return rows.map { name, value, detail in
      "\(name.padded(to: 11))\(Numerals.grouped(value).padded(to: 12, left: true))"
        + (detail.isEmpty ? "" : "   \(detail)")
    }.joined(separator: "\n") + "\n"
  }

  static func delivery(_ report: EventDeliveryReport) -> String {
    let answers = report.answers.sorted { $0.key < $1.key }
      .map { "\($0.key): \(Numerals.grouped($0.value))" }.joined(separator: ", ")
    return "\(Numerals.counted(report.events, "event")), \(Numerals.grouped(report.delivered)) taken, "
      + "\(Numerals.grouped(report.dropped)) dropped; \(Numerals.counted(report.posts, "post")), "
      + "\(Numerals.grouped(report.duplicates)) of them repeated, \(Numerals.grouped(report.retries)) tried again"
      + (answers.isEmpty ? "\n" : " (\(answers))\n")
  }

  /// The rehearsal's credentials, each replaced by the variable that the sending command reads.
  static func credentials(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> EmulatorCredentials {
    func value(_ name: String, _ fallback: String) -> String {
      environment["REVIEWFERRY_\(name)"].flatMap { $0.isEmpty ? nil : $0 } ?? fallback
    }
    let usual = EmulatorCredentials.rehearsal
    return EmulatorCredentials(
      clientID: value("CLIENT_ID", usual.clientID), secret: value("CLIENT_SECRET", usual.secret),
      username: value("USERNAME", usual.username), password: value("PASSWORD", usual.password),
      appToken: value("TOKEN", usual.appToken ?? ""))
  }
}

extension Problem {
  /// A problem of the emulator, which knows no module of ours.
  init(_ problem: EmulatorProblem) {
    self.init(
      ProblemCode(rawValue: problem.code), .error,
      at: problem.file.map { SourcePosition(file: $0, line: problem.line, column: problem.column) },
      "\(problem.sentence)")
  }
}
