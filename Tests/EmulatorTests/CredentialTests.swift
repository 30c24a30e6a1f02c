import Emulator
import Foundation
import Testing

@Suite("Credentials")
struct CredentialTests {
  static let other = EmulatorCredentials(
    clientID: "other", secret: "s", username: "u", password: "p", appToken: "other-token")

  @Test(
    "the three headers are required and checked",
    arguments: [
      (headers(), 202, ""),
      (Array(headers().prefix(1)), 401, "'X-PIM-URL', 'X-PIM-TOKEN' and 'X-PIM-CLIENT-ID' are required"),
      (headers().filter { $0.0 != "X-PIM-TOKEN" }, 401, "'X-PIM-TOKEN' is required"),
      (headers().filter { $0.0 != "X-PIM-CLIENT-ID" }, 401, "'X-PIM-CLIENT-ID' is required"),
      (headers(token: "wrong"), 401, "'X-PIM-TOKEN' is not a token of this PIM"),
      (headers(token: "other-token"), 403, "'X-PIM-TOKEN' is not a token of this client"),
      (headers(pim: "pim.example"), 400, "'X-PIM-URL' is 'pim.example'"),
      (headers(pim: "ftp://pim.example"), 400, "'X-PIM-URL' is 'ftp://pim.example'"),
      (headers(pim: "http://"), 400, "'X-PIM-URL' is 'http://'"),
      (headers(pim: "http://a:b@pim.example"), 400, "'X-PIM-URL' is"),
      (headers(pim: "http://other.example"), 403, "'X-PIM-URL' names a PIM"),
      (headers(pim: "http://pim.example/"), 202, ""),
    ])
  func headerChecks(fields: [(String, String)], status: Int, error: String) async throws {
    let configuration = EmulatorConfiguration(
      credentials: [.rehearsal, Self.other], pimURL: "http://pim.example")
    try await EmulatorServer.with(configuration) { server in
      let reply = try await server.send("POST", asyncPath, headers: fields, body: flatBody([review("1")]))
      #expect(reply.status == status)
      #expect((reply.errors.first ?? "").hasPrefix(error), "\(reply.body)")
    }
  }

  static let basic = "Basic " + Data("emulator-client:emulator-secret".utf8).base64EncodedString()
  static let password =
    #"{"grant_type":"password","username":"emulator-user","password":"emulator-password"}"#
  static let form = "grant_type=password&username=emulator-user&password=emulator%2Dpassword"

  static func token(
    _ server: EmulatorServer, _ body: String, authorization: String? = basic,
    type: String = "application/json"
  ) async throws -> Reply {
    let fields = [("Content-Type", type)] + (authorization.map { [("Authorization", $0)] } ?? [])
    return try await server.send("POST", tokenPath, headers: fields, body: body)
  }

  @Test(
    "tokens are given for the password grant in both kinds of body",
    arguments: [(password, "application/json"), (form, "application/x-www-form-urlencoded")])
  func passwordGrant(body: String, type: String) async throws {
    try await EmulatorServer.with(EmulatorConfiguration()) { server in
      let reply = try await Self.token(server, body, type: type)
      #expect(reply.status == 200)
      #expect(reply.object["expires_in"] as? Int == 3600)
      #expect(reply.object["token_type"] as? String == "bearer")
      let token = try #require(reply.object["access_token"] as? String)
      let accepted = try await server.send(
        "POST", asyncPath, headers: headers(token: token), body: flatBody([review("1")]))
      #expect(accepted.status == 202)
      #expect(server.snapshot.tokensIssued == 1)
    }
  }

  @Test(
    "what is wrong with a token request is told in the PIM's form",
    arguments: [
      (password, nil, "application/json", 422, "client_id"),
      (password, "Basic bad", "application/json", 422, "client_id"),
      (
        password, "Basic " + Data("emulator-client:no".utf8).base64EncodedString(), "application/json", 422,
        "client_id"
      ),
      (password, "Bearer x", "application/json", 422, "client_id"),
      (password, basic, "text/plain", 415, "content type"),
      ("{", basic, "application/json", 400, "json"),
      ("{}", basic, "application/json", 422, "grant_type"),
      (
        #"{"grant_type":"password","username":"emulator-user"}"#, basic, "application/json", 422, "grant_type"
      ),
      (
        #"{"grant_type":"password","username":"emulator-user","password":"x"}"#, basic, "application/json",
        422,
        "No user found"
      ),
      (
        #"{"grant_type":"refresh_token","refresh_token":"x"}"#, basic, "application/json", 422,
        "Refresh token is invalid"
      ),
      (#"{"grant_type":"client_credentials"}"#, basic, "application/json", 422, "grant_type"),
    ] as [(String, String?, String, Int, String)])
  func refusedGrants(
    body: String, authorization: String?, type: String, status: Int, message: String
  ) async throws {
    try await EmulatorServer.with(EmulatorConfiguration()) { server in
      let reply = try await Self.token(server, body, authorization: authorization, type: type)
      #expect(reply.status == status)
      #expect(reply.object["code"] as? Int == status)
      #expect((reply.object["message"] as? String ?? "").contains(message))
      #expect(server.snapshot.tokensIssued == 0)
    }
  }

  @Test("an access token ends with its lifetime, a refresh token gives a new one, once")
  func expiry() async throws {
    let clock = ManualClock()
    let configuration = EmulatorConfiguration(
      accessTokenLifetime: .seconds(3), refreshTokenLifetime: .seconds(10))
    try await EmulatorServer.with(configuration, time: EmulatorTime(clock)) { server in
      func reply(_ token: String) async throws -> Reply {
        try await server.send(
          "POST", asyncPath, headers: headers(token: token), body: flatBody([review("1")]))
      }
      let first = try await Self.token(server, Self.password)
      let access = try #require(first.object["access_token"] as? String)
      let refresh = try #require(first.object["refresh_token"] as? String)
      #expect(first.object["expires_in"] as? Int == 3)
      clock.advance(by: .milliseconds(2999))
      try await expect(reply(access), is: 202)
      clock.advance(by: .milliseconds(1))
      try await expect(reply(access), is: 401)

      let body = #"{"grant_type":"refresh_token","refresh_token":"\#(refresh)"}"#
      let second = try await Self.token(server, body)
      let renewed = try #require(second.object["access_token"] as? String)
      try await expect(reply(renewed), is: 202)
      try await expect(Self.token(server, body), is: 422)

      let third = try #require(second.object["refresh_token"] as? String)
      clock.advance(by: .seconds(10))
      let late = try await Self.token(
        server, #"{"grant_type":"refresh_token","refresh_token":"\#(third)"}"#)
      #expect(late.object["message"] as? String == "Refresh token has expired")
    }
  }
}
