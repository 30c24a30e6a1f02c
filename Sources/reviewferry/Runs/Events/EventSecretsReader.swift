import Delivery
import EventPlatform
import Foundation
import Records

/// Finds the secrets of a listener: variables first, then a file.
enum EventSecretsReader {
  private enum Key: String, CaseIterable {
    case primary
    case secondary
    case notification

    /// The first two are names that scripts depend on.
    var variable: String {
      self == .primary ? "REVIEWFERRY_EVENT_SECRET" : "REVIEWFERRY_EVENT_SECRET_\(rawValue.uppercased())"
    }
  }

  /// No file of secrets is larger.
  private static let maxBytes = 64 << 10

  static func secrets(file: String?, environment: [String: String]) throws(Problem) -> EventSecrets {
    var values = try file.map { path throws(Problem) in try read(path) } ?? [:]
    for key in Key.allCases {
      // A secret that comes from a file, as in Kubernetes, often ends with a newline that is not part of it.
      let value = environment[key.variable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
      if !value.isEmpty { values[key] = value }
    }
    guard let primary = values[.primary] else { throw missing }
    return EventSecrets(
      primary: primary, secondary: values[.secondary], notification: values[.notification])
  }

  private static let missing = Problem(
    "events.secret", .error, "the subscription's secret is not known; nothing was received",
    fix: "set '\(Key.primary.variable)', or name a file with '--secrets-file'")

  private static func read(_ path: String) throws(Problem) -> [Key: String] {
    // Without O_NONBLOCK, opening a named pipe would wait for its other end.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    try CredentialsFile.check(mode: status.st_mode, owner: status.st_uid, user: geteuid(), path: path)
    guard let data = try? handle.read(upToCount: maxBytes),
      let text = String(validating: data, as: UTF8.self)
    else {
      throw Problem("events.secrets-file", .error, "\(quoted: path) is not UTF-8; nothing was received")
    }
    return try parse(text, path)
  }

  private static func parse(_ text: String, _ path: String) throws(Problem) -> [Key: String] {
    var values: [Key: String] = [:]
    // Some editors begin a file with a byte order mark.
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let position = SourcePosition(file: path, line: index + 1)
      guard let equals = line.firstIndex(of: "="),
        let key = key(line[..<equals].trimmingCharacters(in: .whitespaces))
      else { throw unknown(position) }
      let value = unquoted(line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces))
      guard !value.isEmpty else { throw empty(key, position) }
      values[key] = value
    }
    return values
  }

  private static func key(_ name: String) -> Key? {
    Key.allCases.first { name == $0.rawValue || name == $0.variable }
  }

  private static func unquoted(_ value: String) -> String {
    guard value.count >= 2, let quote = value.first, quote == value.last, quote == "'" || quote == "\"" else {
      return value
    }
    return String(value.dropFirst().dropLast())
  }

  // MARK: Problems, without a value

  private static func unreadable(_ path: String, _ code: Int32) -> Problem {
    Problem(
      "events.secrets-file", .error,
      "cannot read \(quoted: path): \(SystemError.words(code)); nothing was received")
  }

  private static func unknown(_ position: SourcePosition) -> Problem {
    Problem(
      "events.secrets-file", .error, at: position,
      "the line does not begin with 'primary=', 'secondary=' or 'notification='; nothing was received",
      fix: "write one secret a line, as 'primary=…'; lines that begin with '#' are comments")
  }

  private static func empty(_ key: Key, _ position: SourcePosition) -> Problem {
    Problem("events.secrets-file", .error, at: position, "'\(key.rawValue)' is empty; nothing was received")
  }
}
