import Delivery
import Foundation
import Records

/// Asks where the credentials are, and for those that are nowhere yet.
struct InitCredentialQuestions {
  let command: InitCommand
  let environment: [String: String]
  private static let none = "none"

  func credentials(_ folder: String, _ asker: inout Asker) throws(RunFailure) -> InitCredentials? {
    let hasVariables = !CredentialParts(environment: environment).secrets.isEmpty
    let usual = hasVariables ? Self.none : (folder == "." ? "credentials" : "\(folder)/credentials")
    let found = try asker.answer(
      "Credentials: a file that only you can read, or 'none' where variables hold them",
      given: command.credentialsFile, usual: usual, option: "--credentials-file", .credentialsRefused
    ) { text throws(Problem) in try place(text) }
    guard case .template(let path)? = found, let dialogue = asker.dialogue else { return found }
    return try typed(path, dialogue)
  }

  /// A file that is there must be one that a run would take.
  private func place(_ text: String) throws(Problem) -> InitCredentials {
    if text == Self.none { return .variables }
    let path = try InitPath.file(text)
    guard FileManager.default.fileExists(atPath: path) else { return .template(path) }
    do throws(Problem) {
      return .existing(path, isApp: try Self.isApp(path))
    } catch {
      throw InitProblem.before(error)
    }
  }

  private static func isApp(_ path: String) throws(Problem) -> Bool {
    let parts = try CredentialsFileReader.read(InitPath.shown(path))
    // One that was written by an earlier `init` may still have to be filled in.
    if parts.secrets.isEmpty { return false }
    if case .app = try Credentials(parts) { return true }
    return false
  }

  // MARK: Typed ones

  private enum Kind: String, CaseIterable {
    case connection, app, later

    var keys: [CredentialKey] {
      switch self {
      case .connection: [.clientID, .clientSecret, .username, .password]
      case .app: [.clientID, .token]
      case .later: []
      }
    }
  }

  private func typed(_ path: String, _ dialogue: Dialogue) throws(RunFailure) -> InitCredentials {
    dialogue.say("  it is not there yet; what you type now is written into it, for nobody else to read\n")
    let kind = try dialogue.ask(
      "  Those of a 'connection', of an 'app', or 'later'", usual: Kind.later.rawValue
    ) {
      text throws(Problem) in
      guard let kind = Kind(rawValue: text.lowercased()) else {
        throw InitProblem.noWord(text, among: Kind.allCases.map(\.rawValue))
      }
      return kind
    }
    if kind == .later { return .template(path) }
    var parts = CredentialParts()
    for key in kind.keys { parts[key] = try secret(key, dialogue) }
    return .typed(path, parts)
  }

  private func secret(_ key: CredentialKey, _ dialogue: Dialogue) throws(RunFailure) -> SecretText {
    let isHidden = key != .clientID && key != .username
    let text = "  \(Self.words(key))\(isHidden ? " (not shown)" : "")"
    return try dialogue.ask(text, isHidden: isHidden) { answer throws(Problem) in
      let value = SecretText(answer)
      try Self.check(value, as: key)
      return value
    }
  }

  private static func words(_ key: CredentialKey) -> String {
    switch key {
    case .clientID: "Client ID"
    case .clientSecret: "Client secret"
    case .username: "User name"
    case .password: "Password"
    case .token: "Token"
    }
  }

  /// Whether it could stand where it will be put; that others are missing is no fault of it.
  private static func check(_ value: SecretText, as key: CredentialKey) throws(Problem) {
    var parts = CredentialParts()
    parts[key] = value
    do throws(Problem) {
      _ = try Credentials(parts)
    } catch {
      if error.code == "credentials.unusable" { throw InitProblem.before(error) }
    }
  }
}
