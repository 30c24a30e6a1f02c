import Foundation
import Records

/// The findings of `doctor` for people.
enum DoctorText {
  private static let levels = 9
  private static let names = 15

  static func text(_ findings: [Finding], _ diagnostics: DiagnosticOptions) -> String {
    let isColored = diagnostics.color.isOn(for: STDOUT_FILENO)
    return findings.map { line($0, isColored) }.joined()
  }

  private static func line(_ finding: Finding, _ isColored: Bool) -> String {
    var level = finding.level.rawValue.padded(to: levels)
    if isColored, let color = color(finding.level) { level = "\(color)\(level)\u{1b}[0m" }
    let text = "\(level)\(finding.name.padded(to: names))\(Quotation.escape(finding.sentence))\n"
    let fix = finding.fix.map { "\("".padded(to: levels + names))fix: \(Quotation.escape($0))\n" }
    return text + (fix ?? "")
  }

  private static func color(_ level: Finding.Level) -> String? {
    switch level {
    case .ok: "\u{1b}[32m"
    case .warning: "\u{1b}[33m"
    case .problem: "\u{1b}[31m"
    }
  }

  /// For standard error.
  static func summary(_ findings: [Finding], _ status: ExitStatus) -> String {
    let problems = findings.count { $0.level == .problem }
    let warnings = findings.count { $0.level == .warning }
    let counts = "\(Numerals.counted(problems, "problem")), \(Numerals.counted(warnings, "warning"))"
    let end = problems == 0 ? "nothing stops a run" : "a run would end with \(status.rawValue)"
    return "reviewferry doctor: \(counts); \(end)\n"
  }
}

/// The machine form; keys are never renamed, because scripts read them.
enum DoctorJSON {
  private struct Document: Encodable {
    var status: Int32
    var problems: Int
    var warnings: Int
    var findings: [Line]
  }

  private struct Line: Encodable {
    var name: String
    var level: String
    var sentence: String
    var fix: String?
    /// Of problems.
    var status: Int32?
  }

  static func text(_ findings: [Finding]) -> String {
    DocumentJSON.text(
      Document(
        status: DoctorRun.status(findings).rawValue, problems: findings.count { $0.level == .problem },
        warnings: findings.count { $0.level == .warning },
        findings: findings.map {
          Line(
            name: $0.name, level: $0.level.rawValue, sentence: $0.sentence, fix: $0.fix,
            status: $0.level == .problem ? $0.status.rawValue : nil)
        }))
  }
}
