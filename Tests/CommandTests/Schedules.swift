import Foundation
import TestSupport

/// A user's crontab, read as strictly as cron reads it, and more: a line that cron would misunderstand is an error.
struct Crontab {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  var variables: [String: String] = [:]
  /// What the shell gets.
  var commands: [String] = []

  private static let fields: [(name: String, range: ClosedRange<Int>)] = [
    ("minute", 0...59), ("hour", 0...23), ("day", 1...31), ("month", 1...12), ("weekday", 0...7),
  ]

  init(_ text: String) throws {
    guard text.hasSuffix("\n") else { throw Failure(description: "cron ignores a last line without its end") }
    for line in text.split(separator: "\n") where !line.allSatisfy(\.isWhitespace) && !line.hasPrefix("#") {
      if let variable = line.wholeMatch(of: #/([A-Za-z_][A-Za-z0-9_]*)=(.*)/#) {
        variables[String(variable.1)] = String(variable.2)
      } else {
        commands.append(try Self.command(line))
      }
    }
  }

  private static func command(_ line: Substring) throws -> String {
    let parts = line.split(separator: " ", maxSplits: fields.count, omittingEmptySubsequences: true)
    guard parts.count == fields.count + 1 else { throw Failure(description: "no five fields: \(line)") }
    for (part, field) in zip(parts, fields) where !isField(part, in: field.range) {
      throw Failure(description: "'\(part)' is no \(field.name): \(line)")
    }
    let command = parts[fields.count].replacingOccurrences(of: "\\%", with: "\u{0}")
    guard !command.contains("%") else { throw Failure(description: "a bare % ends the command: \(line)") }
    return command.replacingOccurrences(of: "\u{0}", with: "%")
  }

  /// `*`, `5`, `1-5`, each perhaps with `/2`, and lists of them.
  static func isField(_ text: Substring, in range: ClosedRange<Int>) -> Bool {
    text.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { item in
      guard let match = item.wholeMatch(of: #/(?:\*|(\d+)(?:-(\d+))?)(?:/(\d+))?/#) else { return false }
      let bounds = [match.1, match.2].compactMap { $0.flatMap { Int($0) } }
      let step = match.3.flatMap { Int($0) } ?? 1
      return bounds.allSatisfy(range.contains) && bounds == bounds.sorted() && step > 0
    }
  }
}

/// A unit of systemd: sections of `Key=value` lines.
struct SystemdUnit {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Keys that the samples may use, by systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.timer(5).
  static let keys: [String: Set<String>] = [
    "Unit": ["Description", "Documentation", "Wants", "After", "StartLimitIntervalSec", "StartLimitBurst"],
    "Service": [
      "Type", "User", "Group", "SupplementaryGroups", "EnvironmentFile", "Environment", "ExecStart",
      "StateDirectory", "StateDirectoryMode", "ReadWritePaths", "UMask", "RestartForceExitStatus", "Restart",
      "RestartSec", "SuccessExitStatus", "TimeoutStopSec", "RuntimeMaxSec", "MemoryMax", "NoNewPrivileges",
      "CapabilityBoundingSet", "AmbientCapabilities", "ProtectSystem", "ProtectHome", "PrivateTmp",
      "PrivateDevices", "PrivateMounts", "ProtectProc", "ProcSubset", "ProtectClock", "ProtectHostname",
      "ProtectKernelTunables", "ProtectKernelModules", "ProtectKernelLogs", "ProtectControlGroups",
      "RemoveIPC",
      "RestrictNamespaces", "RestrictRealtime", "RestrictSUIDSGID", "LockPersonality",
      "RestrictAddressFamilies", "SystemCallArchitectures", "SystemCallFilter",
    ],
    "Timer": ["OnCalendar", "RandomizedDelaySec", "Persistent"],
    "Install": ["WantedBy"],
  ]

  private var values: [String: [String]] = [:]

  init(_ text: String) throws {
    var section = ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") && !line.hasPrefix(";") {
      if let header = line.wholeMatch(of: #/\[([A-Za-z]+)\]/#) {
        section = String(header.1)
      } else if let pair = line.wholeMatch(of: #/([A-Za-z]+)=(.*)/#),
        Self.keys[section]?.contains(String(pair.1)) == true
      {
        values[String(pair.1), default: []].append(String(pair.2))
      } else {
        throw Failure(description: "not known in [\(section)]: \(line)")
      }
    }
  }

  subscript(key: String) -> [String] { values[key] ?? [] }

  var variables: [String: String] {
    let pairs = self["Environment"].compactMap { $0.wholeMatch(of: #/([A-Z_]+)=(.*)/#) }
    return Dictionary(pairs.map { (String($0.1), String($0.2)) }) { $1 }
  }

  /// The words of `ExecStart=`; throws at a `%` that is no specifier of ours and not doubled.
  func command() throws -> [String] {
    let line = self["ExecStart"].joined(separator: " ").replacingOccurrences(of: "%%", with: "\u{0}")
    guard !line.contains("%"), !line.contains("\""), !line.contains("'") else {
      throw Failure(description: "a specifier or a quote: \(line)")
    }
    return line.replacingOccurrences(of: "\u{0}", with: "%").split(separator: " ").map(String.init)
  }
}
