import Delivery
import Records

/// Whether the credentials are there, whole, and nobody else's to read; no value is shown.
struct CredentialsCheck {
  let findings: [Finding]
  let credentials: Credentials?

  init(_ scene: DoctorScene) {
    do throws(Problem) {
      var parts = CredentialParts(environment: scene.environment)
      let hasVariables = !parts.secrets.isEmpty
      let path = scene.command.credentialsFile
      guard hasVariables || path != nil || scene.command.pimURL != nil else {
        credentials = nil
        findings = [Self.none]
        return
      }
      if let path { parts = parts.over(try CredentialsFileReader.read(path)) }
      let whole = try Credentials(parts)
      credentials = whole
      findings = [.ok("credentials", Self.words(whole, path: path, hasVariables: hasVariables))]
    } catch {
      credentials = nil
      findings = [Finding("credentials", error, .credentialsRefused)]
    }
  }

  private static let none = Finding.warning(
    "credentials", "none are set; 'convert' needs none, 'submit' does",
    fix: "set \(CredentialKey.fileEnvironmentName) to a file of mode 0600 with client_id=, client_secret=, "
      + "username= and password=, or client_id= and token=")

  private static func words(_ credentials: Credentials, path: String?, hasVariables: Bool) -> String {
    let kind =
      switch credentials {
      case .app: "an App's token"
      case .connection: "of a connection"
      }
    guard let path else { return "\(kind), from the environment" }
    let also = hasVariables ? ", and from the environment, which wins" : ""
    return "\(kind), from \(Quotation.quote(path)), which only its owner can read\(also)"
  }
}
