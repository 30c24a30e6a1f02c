import Records

/// What the PIM is shown: all of it secret, so that not even a user name reaches a log.
public enum Credentials: Equatable, Sendable {
  /// A custom App: its token does not expire and cannot be renewed.
  case app(clientID: SecretText, token: SecretText)
  /// A connection: tokens by OAuth's password grant.
  case connection(clientID: SecretText, clientSecret: SecretText, username: SecretText, password: SecretText)

  /// Checks that the parts make one kind of credentials and can stand where they will be put.
  public init(_ parts: CredentialParts) throws(Problem) {
    for key in CredentialKey.allCases {
      guard let value = parts[key], !Self.isUsable(value, as: key) else { continue }
      throw CredentialsProblem.unusable(key)
    }
    self = try parts[.token] == nil ? Self.connection(parts) : Self.app(parts)
  }

  /// The value of `X-PIM-CLIENT-ID`.
  public var clientID: SecretText {
    switch self {
    case .app(let clientID, _), .connection(let clientID, _, _, _): clientID
    }
  }

  /// For `SecretRedactor`; the client ID and the user name too, in case they are someone's secret.
  public var secrets: [SecretText] {
    switch self {
    case .app(let clientID, let token): [clientID, token]
    case .connection(let clientID, let secret, let username, let password):
      [clientID, secret, username, password]
    }
  }

  private static func app(_ parts: CredentialParts) throws(Problem) -> Credentials {
    if parts[.username] != nil || parts[.password] != nil { throw CredentialsProblem.twoKinds() }
    guard let clientID = parts[.clientID], let token = parts[.token] else {
      throw CredentialsProblem.missing([.clientID])
    }
    return .app(clientID: clientID, token: token)
  }

  private static func connection(_ parts: CredentialParts) throws(Problem) -> Credentials {
    guard let clientID = parts[.clientID], let secret = parts[.clientSecret],
      let username = parts[.username], let password = parts[.password]
    else {
      throw CredentialsProblem.missing(CredentialKey.allCases.filter { $0 != .token && parts[$0] == nil })
    }
    return .connection(clientID: clientID, clientSecret: secret, username: username, password: password)
  }

  /// IDs and tokens stand in headers; a colon would end the client ID in Basic authentication (RFC 7617 §2).
  private static func isUsable(_ value: SecretText, as key: CredentialKey) -> Bool {
    let text = value.reveal()
    if text.isEmpty { return false }
    return switch key {
    case .clientID: value.isHeaderSafe && !text.contains(":")
    case .token: value.isHeaderSafe
    case .clientSecret, .username, .password:
      text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
  }
}
