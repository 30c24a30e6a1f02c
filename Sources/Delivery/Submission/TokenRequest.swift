import Foundation
import Records
import Requests

/// Asks the PIM for a token (OAuth 2, RFC 6749 §4.3 and §6).
struct TokenRequest {
  private static let path = "/api/oauth/v1/token"

  let pimURL: ServiceURL
  let timeout: Duration
  /// With its `Basic` before it.
  let authorization: SecretText
  private let username: SecretText
  private let password: SecretText

  /// Nil for an App, which has its token already.
  init?(_ credentials: Credentials, pimURL: ServiceURL, timeout: Duration) {
    guard case .connection(let clientID, let secret, let username, let password) = credentials else {
      return nil
    }
    self.pimURL = pimURL
    self.timeout = timeout
    self.username = username
    self.password = password
    let pair = Data("\(clientID.reveal()):\(secret.reveal())".utf8).base64EncodedString()
    authorization = SecretText("Basic \(pair)")
  }

  /// What stands behind the `Basic`, which a server may repeat too.
  var encodedPair: SecretText { SecretText(String(authorization.reveal().dropFirst("Basic ".count))) }

  /// By the password where there is no refresh token.
  func post(refreshToken: SecretText?) -> HTTPPost {
    let members =
      refreshToken.map { [("grant_type", "refresh_token"), ("refresh_token", $0.reveal())] }
      ?? [("grant_type", "password"), ("username", username.reveal()), ("password", password.reveal())]
    return HTTPPost(
      url: pimURL.appending(Self.path),
      headers: [
        ("Content-Type", SecretText("application/json")), ("Accept", SecretText("application/json")),
        ("Authorization", authorization),
      ], body: Self.object(members), timeout: timeout)
  }

  private static func object(_ members: [(name: String, value: String)]) -> [UInt8] {
    let text = ByteBuffer(capacity: 256)
    for (index, member) in members.enumerated() {
      text.append(index == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
      text.appendJSONString(member.name)
      text.append(UInt8(ascii: ":"))
      text.appendJSONString(member.value)
    }
    text.append(UInt8(ascii: "}"))
    return Array(text.all)
  }
}
