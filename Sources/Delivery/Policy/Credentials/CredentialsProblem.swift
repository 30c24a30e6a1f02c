import Records

/// The sentences about credentials; none holds a value.
enum CredentialsProblem {
  static func missing(_ keys: [CredentialKey]) -> Problem {
    let names = keys.map(\.environmentName).joined(separator: ", ")
    return Problem(
      "credentials.missing", .error, "the credentials are not complete: \(names) not set; nothing was sent",
      fix: """
        set the variables, or name a file with '\(CredentialKey.fileEnvironmentName)'; \
        an App's token needs only \(CredentialKey.clientID.environmentName) and \
        \(CredentialKey.token.environmentName)
        """)
  }

  static func twoKinds() -> Problem {
    Problem(
      "credentials.two-kinds", .error,
      "a fixed token is set, and a user name or password too; nothing was sent",
      fix: "keep the token, or the user name and password")
  }

  static func unusable(_ key: CredentialKey) -> Problem {
    Problem(
      "credentials.unusable", .error, field: key.rawValue,
      "\(key.environmentName) is empty or holds a character that it cannot hold; nothing was sent",
      fix: "copy it again, without blanks and line ends")
  }

  // MARK: The file

  static func unreadable(_ path: String, _ code: Int32) -> Problem {
    Problem(
      "credentials.file", .error, "cannot read \(quoted: path): \(SystemError.words(code)); nothing was sent")
  }

  static func notAFile(_ path: String) -> Problem {
    Problem(
      "credentials.file", .error,
      "\(quoted: path) is no regular file, so it was not read; nothing was done")
  }

  static func otherOwner(_ path: String) -> Problem {
    Problem(
      "credentials.owner", .error,
      "\(quoted: path) belongs to another user, so it was not read; nothing was done",
      fix: "make it a file of the user who runs this")
  }

  static func readableByOthers(_ path: String, permissions: UInt32) -> Problem {
    let digits = String(permissions, radix: 8)
    let mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return Problem(
      "credentials.mode", .error,
      "\(quoted: path) has the mode \(mode), expected 0600, so it was not read; nothing was done",
      fix: "run 'chmod 600' on it, and change the secrets in it if others could read them")
  }

  static func tooLarge(_ path: String) -> Problem {
    Problem(
      "credentials.file", .error,
      """
      \(quoted: path) is larger than \(CredentialsFile.maxBytes >> 10) KiB and so no file of credentials; \
      nothing was sent
      """)
  }

  static func notText(_ path: String) -> Problem {
    Problem("credentials.syntax", .error, "\(quoted: path) is not UTF-8; nothing was sent")
  }

  static func notJSON(_ path: String) -> Problem {
    Problem(
      "credentials.syntax", .error,
      "\(quoted: path) begins with '{' but is no JSON object; nothing was sent")
  }

  static func notAString(_ key: CredentialKey, _ path: String) -> Problem {
    Problem(
      "credentials.syntax", .error, at: SourcePosition(file: path), field: key.rawValue,
      "'\(key.rawValue)' is no string; nothing was sent")
  }

  static func noEquals(_ position: SourcePosition) -> Problem {
    Problem("credentials.syntax", .error, at: position, "the line has no '='; nothing was sent")
  }

  static func openQuote(_ key: CredentialKey, _ position: SourcePosition) -> Problem {
    Problem(
      "credentials.syntax", .error, at: position, field: key.rawValue,
      "the quote around '\(key.rawValue)' is not closed at the end of the line; nothing was sent")
  }

  /// The name is not shown: a line of a secret that ends with `=` would be taken for one.
  static func unknownKey(_ name: String, _ position: SourcePosition) -> Problem {
    let names = CredentialKey.allCases.map(\.rawValue)
    let suggestion = NearestName.suggestion(for: name, among: names)
    return Problem(
      "credentials.unknown-key", .error, at: position,
      "the name before the '=' is not known\(suggestion); nothing was sent",
      fix: "known are " + names.joined(separator: ", "))
  }

  static func twice(_ key: CredentialKey, _ position: SourcePosition) -> Problem {
    Problem(
      "credentials.syntax", .error, at: position, field: key.rawValue,
      "'\(key.rawValue)' is set twice; nothing was sent", fix: "remove one")
  }

  static func empty(_ key: CredentialKey, _ position: SourcePosition) -> Problem {
    Problem(
      "credentials.syntax", .error, at: position, field: key.rawValue,
      "'\(key.rawValue)' has no value; nothing was sent")
  }

  // MARK: Where they go

  /// `why` ends the sentence "… , but …".
  static func url(_ name: String, _ why: String, fix: String? = nil) -> Problem {
    Problem(
      "credentials.url", .error, field: name,
      "'\(name)' is no address to send credentials to: \(why); nothing was sent", fix: fix)
  }

  static func plainHTTP(_ name: String, host: String) -> Problem {
    Problem(
      "credentials.plain-http", .error, field: name,
      """
      '\(name)' is plain http to \(quoted: host), where anyone on the way could read the credentials; \
      nothing was sent
      """,
      fix: "use https; http is for localhost, 127.0.0.1 and [::1]")
  }
}
