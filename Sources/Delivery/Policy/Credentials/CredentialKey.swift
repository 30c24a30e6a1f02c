/// The parts of credentials, by their names in a file.
public enum CredentialKey: String, CaseIterable, Sendable {
  case clientID = "client_id"
  case clientSecret = "client_secret"
  case username
  case password
  /// An App's fixed token.
  case token

  /// Names that scripts depend on.
  public var environmentName: String { "REVIEWFERRY_" + rawValue.uppercased() }

  /// Where the file with credentials is named.
  public static let fileEnvironmentName = "REVIEWFERRY_CREDENTIALS_FILE"

  /// Variables with other purposes, which an `EnvironmentFile` of systemd may hold beside these.
  static let unrelatedEnvironmentNames: Set<String> = [
    fileEnvironmentName, "REVIEWFERRY_API_URL", "REVIEWFERRY_PIM_URL", "REVIEWFERRY_LEDGER",
    "REVIEWFERRY_EVENT_SECRET", "REVIEWFERRY_EVENT_SECRET_SECONDARY", "REVIEWFERRY_EVENT_SECRET_NOTIFICATION",
  ]
}

/// Credentials as they were found, complete or not.
public struct CredentialParts: Equatable, Sendable {
  private var values: [CredentialKey: SecretText] = [:]

  public init() {}

  /// The variables of an environment; an empty one is as if absent.
  public init(environment: [String: String]) {
    for key in CredentialKey.allCases {
      guard let value = environment[key.environmentName], !value.isEmpty else { continue }
      values[key] = SecretText(value)
    }
  }

  public subscript(key: CredentialKey) -> SecretText? {
    get { values[key] }
    set { values[key] = newValue }
  }

  /// All that is known, for `SecretRedactor`.
  public var secrets: [SecretText] { Array(values.values) }

  /// These over those of a file.
  ///
  /// The two kinds of credentials are not mixed: a token here hides a password there, and the other way
  /// round.
  public func over(_ file: CredentialParts) -> CredentialParts {
    var merged = file
    if self[.token] != nil { [.clientSecret, .username, .password].forEach { merged[$0] = nil } }
    if self[.password] != nil || self[.username] != nil { merged[.token] = nil }
    for (key, value) in values { merged[key] = value }
    return merged
  }
}
