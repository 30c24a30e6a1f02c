import Crypto
import Foundation
import Testing

@testable import EventPlatform

@Suite struct SignatureTests {
  private static let body = Array(#"{"id":"1"}"#.utf8)

  private static func signature(_ secret: String, _ body: [UInt8] = body) -> String {
    HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Data(secret.utf8)))
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// RFC 4231, test case 2.
  @Test func aPublishedVectorIsAccepted() {
    let verifier = SignatureVerifier(secrets: ["Jefe"])
    let code = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    #expect(verifier.accepts([code], of: Array("what do ya want for nothing?".utf8)))
  }

  @Test(
    arguments: [
      (["old"], ["old"], true), (["old", "new"], ["old"], true), (["old", "new"], ["new"], true),
      (["new"], ["old", "new"], true), (["old", "new"], ["new", "old"], true), (["new"], ["old"], false),
      (["old", "new"], ["other", "another"], false), (["old"], [], false),
    ] as [([String], [String], Bool)])
  func anySecretFitsAnySignature(secrets: [String], signers: [String], isAccepted: Bool) {
    let verifier = SignatureVerifier(secrets: secrets)
    #expect(verifier.accepts(signers.map { Self.signature($0) }, of: Self.body) == isAccepted)
  }

  @Test(arguments: [
    "", "sha256=", "zz", String(repeating: "0", count: 64), String(signature("s").dropLast()),
    signature("s") + "0",
    signature("s", []), "sha256=" + signature("s"),
  ])
  func nothingElseIsAccepted(signature: String) {
    #expect(!SignatureVerifier(secrets: ["s"]).accepts([signature], of: Self.body))
  }

  @Test func secretsAreNotPrinted() {
    let secrets = EventSecrets(primary: "hush", secondary: "hush", notification: "hush")
    var text = ""
    dump(secrets, to: &text)
    #expect(!"\(secrets) \(String(reflecting: secrets)) \(text)".contains("hush"))
  }
}
