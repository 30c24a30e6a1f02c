import Foundation
import Hummingbird

/// `POST /api/oauth/v1/token` of the PIM: password and refresh grants.
///
/// Errors have the PIM's own form, `{"code":422,"message":…}`, as its documentation shows them for this endpoint.
struct TokenEndpoint {
  /// A request for a token is short.
  private static let maxBodyBytes = 1 << 16

  let core: EmulatorCore

  func answer(_ request: Request) async throws -> Answer {
    guard let client = client(request) else {
      return .pimError(
        422, "Parameter \"client_id\" is missing or does not match any client, or secret is invalid")
    }
    guard let bytes = try await request.body(upTo: Self.maxBodyBytes) else {
      return .pimError(413, "The body is longer than \(Self.maxBodyBytes) bytes")
    }
    let fields: [String: String]?
    switch request.mediaType {
    case "application/json": fields = Self.json(bytes)
    case "application/x-www-form-urlencoded": fields = Self.form(String(buffer: bytes))
    default: return .pimError(415, "The content type must be JSON or a form")
    }
    guard let fields else { return .pimError(400, "Invalid json message received") }
    return answer(fields, client)
  }

  private func answer(_ fields: [String: String], _ client: EmulatorCredentials) -> Answer {
    switch fields["grant_type"] {
    case "password":
      guard let name = fields["username"], let password = fields["password"], !name.isEmpty, !password.isEmpty
      else { return Self.incomplete }
      guard name == client.username, password == client.password else {
        return .pimError(422, "No user found for the given username and password")
      }
      return grant(client)
    case "refresh_token":
      guard let token = fields["refresh_token"], !token.isEmpty else { return Self.incomplete }
      switch core.redeem(refreshToken: token, clientID: client.clientID) {
      case .valid: return grant(client)
      case .expired: return .pimError(422, "Refresh token has expired")
      case .unknown, .otherClient: return .pimError(422, "Refresh token is invalid")
      }
    default: return Self.incomplete
    }
  }

  private static let incomplete = Answer.pimError(
    422, "Parameter \"grant_type\", \"username\" or \"password\" is missing, empty or invalid")

  private func grant(_ client: EmulatorCredentials) -> Answer {
    let tokens = core.issueToken(clientID: client.clientID)
    return Answer(
      200,
      .fields([
        ("access_token", .string(tokens.access)),
        ("expires_in", .integer(Int(core.configuration.accessTokenLifetime.seconds))),
        ("token_type", .string("bearer")),
        ("scope", .null),
        ("refresh_token", .string(tokens.refresh)),
      ]))
  }

  /// The client of `Authorization: Basic base64(client_id:secret)`.
  private func client(_ request: Request) -> EmulatorCredentials? {
    guard let header = request.header("Authorization"), header.lowercased().hasPrefix("basic "),
      let data = Data(base64Encoded: String(header.dropFirst("basic ".count))),
      let text = String(data: data, encoding: .utf8), let colon = text.firstIndex(of: ":")
    else { return nil }
    let (id, secret) = (text[..<colon], text[text.index(after: colon)...])
    return core.configuration.credentials.first { $0.clientID == id && $0.secret == secret }
  }

  private static func json(_ bytes: ByteBuffer) -> [String: String]? {
    guard case .object(let members) = try? bytes.parseJSON() else { return nil }
    let pairs = members.compactMap { member in member.value.text.map { (member.key, $0) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private static func form(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let decoded = parts.map { $0.replacing("+", with: " ").removingPercentEncoding ?? String($0) }
      fields[decoded[0]] = decoded.count == 2 ? decoded[1] : ""
    }
    return fields
  }
}
