import Records

/// A file of credentials: `key=value` lines, or one JSON object of strings.
///
/// ```
/// # what systemd reads as an EnvironmentFile is understood as well
/// client_id=1_abc
/// export REVIEWFERRY_CLIENT_SECRET='a secret with a # and a "'
/// ```
/// A value runs to the end of its line. It may stand in single quotes, where nothing is special, or in double
/// ones, where
/// `\` keeps the next character. No problem shows a value, nor a line that might be one.
public enum CredentialsFile {
  /// No file of credentials is larger.
  public static let maxBytes = 64 << 10

  public static func parse(_ bytes: [UInt8], path: String) throws(Problem) -> CredentialParts {
    guard let text = String(validating: withoutByteOrderMark(bytes), as: UTF8.self) else {
      throw CredentialsProblem.notText(path)
    }
    let first = text.unicodeScalars.first { !$0.properties.isWhitespace }
    return try first == "{" ? object(Array(text.utf8), path: path) : lines(text, path: path)
  }

  /// Whether a file may be used: a regular one, of the user who runs this, which nobody else can read.
  ///
  /// `mode` as `stat` gives it. 0400 is as good as 0600: nobody can read it who could not read that.
  public static func check(mode: UInt32, owner: UInt32, user: UInt32, path: String) throws(Problem) {
    guard mode & 0o170000 == 0o100000 else { throw CredentialsProblem.notAFile(path) }
    guard owner == user else { throw CredentialsProblem.otherOwner(path) }
    let permissions = mode & 0o7777
    guard permissions == 0o600 || permissions == 0o400 else {
      throw CredentialsProblem.readableByOthers(path, permissions: permissions)
    }
  }

  private static func withoutByteOrderMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  }

  // MARK: JSON

  private static func object(_ bytes: [UInt8], path: String) throws(Problem) -> CredentialParts {
    guard case .object(let members) = JSONFragment(bytes) else { throw CredentialsProblem.notJSON(path) }
    var parts = CredentialParts()
    for member in members {
      guard let key = try key(member.name, in: SourcePosition(file: path)) else { continue }
      guard let value = member.value.text else { throw CredentialsProblem.notAString(key, path) }
      try set(key, to: value, in: &parts, at: SourcePosition(file: path))
    }
    return parts
  }

  // MARK: Lines

  private static func lines(_ text: String, path: String) throws(Problem) -> CredentialParts {
    var parts = CredentialParts()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let position = SourcePosition(file: path, line: index + 1)
      var line = trimmed(line)
      if line.isEmpty || line.hasPrefix("#") { continue }
      if line.hasPrefix("export ") { line = trimmed(line.dropFirst(7)) }
      guard let equals = line.firstIndex(of: "=") else { throw CredentialsProblem.noEquals(position) }
      guard let key = try key(String(trimmed(line[..<equals])), in: position) else { continue }
      guard let value = unquoted(trimmed(line[line.index(after: equals)...])) else {
        throw CredentialsProblem.openQuote(key, position)
      }
      try set(key, to: value, in: &parts, at: position)
    }
    return parts
  }

  /// Nil for a quote that is not closed at the end of the line.
  private static func unquoted(_ value: Substring) -> String? {
    guard let quote = value.first, quote == "'" || quote == "\"" else { return String(value) }
    var result = ""
    var rest = value.dropFirst()
    while let character = rest.popFirst() {
      if character == quote { return rest.isEmpty ? result : nil }
      if character == "\\" && quote == "\"" {
        guard let next = rest.popFirst() else { return nil }
        result.append(next)
      } else {
        result.append(character)
      }
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var rest = text
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return rest
  }

  // MARK: Keys

  /// Nil for a variable that is known but is none of the credentials.
  private static func key(_ name: String, in position: SourcePosition) throws(Problem) -> CredentialKey? {
    if let key = CredentialKey.allCases.first(where: { name == $0.rawValue || name == $0.environmentName }) {
      return key
    }
    guard CredentialKey.unrelatedEnvironmentNames.contains(name) else {
      throw CredentialsProblem.unknownKey(name, position)
    }
    return nil
  }

  private static func set(
    _ key: CredentialKey, to value: String, in parts: inout CredentialParts, at position: SourcePosition
  ) throws(Problem) {
    guard parts[key] == nil else { throw CredentialsProblem.twice(key, position) }
    guard !value.isEmpty else { throw CredentialsProblem.empty(key, position) }
    parts[key] = SecretText(value)
  }
}
