import Glibc
import Records
import Testing

@testable import Delivery

struct SecretTextTests {
  static let secret = SecretText("hunter2-hunter2")

  @Test func noDescriptionShowsIt() {
    struct Holder {
      var secret: SecretText, optional: SecretText?, list: [SecretText], map: [String: SecretText]
    }
    let holder = Holder(
      secret: Self.secret, optional: Self.secret, list: [Self.secret], map: ["a": Self.secret])
    let credentials = Credentials.app(clientID: Self.secret, token: Self.secret)
    var dumped = ""
    dump(holder, to: &dumped)
    dump(credentials, to: &dumped)
    dump(Self.secret, to: &dumped)
    let grant = TokenGrant(
      Array(#"{"access_token":"hunter2-hunter2","refresh_token":"hunter2-hunter2"}"#.utf8))
    let parts = CredentialParts(environment: ["REVIEWFERRY_TOKEN": "hunter2-hunter2"])
    let texts = [
      dumped, "\(Self.secret)", "\(holder)", String(reflecting: holder),
      String(describing: Self.secret as Any),
      "\(credentials)", String(reflecting: credentials), "\(String(describing: grant))", "\(parts)",
      String(reflecting: parts), Self.secret.debugDescription,
    ]
    for text in texts { #expect(!text.contains("hunter2")) }
    #expect("\(Self.secret)" == "[secret]")
    #expect(Self.secret.reveal() == "hunter2-hunter2")
  }

  @Test(arguments: [
    ("invalid token abcd1234", "invalid token [secret]"), ("abcd1234abcd1234", "[secret][secret]"),
    ("abcd1234xyz, abcd1234", "[secret], [secret]"), ("abcd123", "abcd123"), ("", ""),
    ("abcd1234\u{301}", "[secret]\u{301}"),
    ("a pw b", "a pw b"),
  ])
  func knownSecretsAreTakenOut(_ text: String, _ expected: String) {
    let redactor = SecretRedactor([
      SecretText("abcd1234"), SecretText("abcd1234xyz"), SecretText("pw"), SecretText(""),
    ])
    #expect(redactor.redact(text) == expected)
  }

  /// In JSON and in a URL, in part or in whole; a longer word around it does not hide it.
  @Test(arguments: [
    (#"a"b\c/dé😀"#, "[secret]"), (#"a\"b\\c\/d\u00e9\ud83d\uDE00!"#, "[secret]!"),
    ("a%22b%5Cc%2fd%C3%A9%F0%9F%98%80", "[secret]"), (#"xa"b\\c%2Fd\u00E9😀x"#, "x[secret]x"),
    (#"\u0061"b\c/dé😀"#, "[secret]"), (#"a"b\c/de😀"#, #"a"b\c/de😀"#), (#"a"b\"#, #"a"b\"#),
    (#"\ud83d\u0041 a%2 \u00 \"#, #"\ud83d\u0041 a%2 \u00 \"#),
  ])
  func escapesDoNotHideASecret(_ text: String, _ expected: String) {
    #expect(SecretRedactor([SecretText(#"a"b\c/dé😀"#)]).redact(text) == expected)
  }

  /// Where a body was cut, a secret may have been cut with it.
  @Test(arguments: [
    ("xx abcd12", "xx [secret]"), ("xx abc", "xx abc"), ("abcd12 ", "abcd12 "),
    (#"x abcd\u00"#, "x [secret]"), ("x abcd%", "x [secret]"), ("abcd1234", "[secret]"), ("", ""),
  ])
  func theBeginningOfASecretAtACutIsTakenOut(_ text: String, _ expected: String) {
    let redactor = SecretRedactor([SecretText("abcd1234")])
    #expect(redactor.redact(Array(text.utf8), isCut: true) == Array(expected.utf8))
    #expect(redactor.redact(Array("abcd12".utf8)) == Array("abcd12".utf8))
  }

  @Test(arguments: [
    ("abc-._~+/=!", true), ("", true), ("a b", false), ("a\r\nb", false), ("é", false), ("a\u{7F}", false),
  ])
  func headersHoldPrintableASCII(_ text: String, _ isSafe: Bool) {
    #expect(SecretText(text).isHeaderSafe == isSafe)
  }
}

struct CredentialsTests {
  static let connection = [
    "REVIEWFERRY_CLIENT_ID": "1_abc", "REVIEWFERRY_CLIENT_SECRET": "sss", "REVIEWFERRY_USERNAME": "joe",
    "REVIEWFERRY_PASSWORD": "p w:é",
  ]

  @Test func namesInTheEnvironmentAreFixed() {
    #expect(
      CredentialKey.allCases.map(\.environmentName) == [
        "REVIEWFERRY_CLIENT_ID", "REVIEWFERRY_CLIENT_SECRET", "REVIEWFERRY_USERNAME", "REVIEWFERRY_PASSWORD",
        "REVIEWFERRY_TOKEN",
      ])
    #expect(CredentialKey.fileEnvironmentName == "REVIEWFERRY_CREDENTIALS_FILE")
  }

  @Test func bothKindsAreRead() throws {
    let connection = try Credentials(CredentialParts(environment: Self.connection))
    #expect(
      connection
        == .connection(
          clientID: SecretText("1_abc"), clientSecret: SecretText("sss"), username: SecretText("joe"),
          password: SecretText("p w:é")))
    let app = try Credentials(
      CredentialParts(environment: ["REVIEWFERRY_CLIENT_ID": "x", "REVIEWFERRY_TOKEN": "t"]))
    #expect(app == .app(clientID: SecretText("x"), token: SecretText("t")))
  }

  @Test func whatIsMissingIsNamed() {
    let problem = #expect(throws: Problem.self) {
      try Credentials(
        CredentialParts(environment: ["REVIEWFERRY_CLIENT_ID": "x", "REVIEWFERRY_PASSWORD": ""]))
    }
    #expect(
      problem?.words == """
        the credentials are not complete: REVIEWFERRY_CLIENT_SECRET, REVIEWFERRY_USERNAME, \
        REVIEWFERRY_PASSWORD not set; nothing was sent
        """)
    let token = #expect(throws: Problem.self) {
      try Credentials(CredentialParts(environment: ["REVIEWFERRY_TOKEN": "x"]))
    }
    #expect(token?.words.contains("REVIEWFERRY_CLIENT_ID not set") == true)
  }

  @Test(arguments: [
    ("REVIEWFERRY_CLIENT_ID", "a:b"), ("REVIEWFERRY_CLIENT_ID", "a b"), ("REVIEWFERRY_CLIENT_ID", "a\nb"),
    ("REVIEWFERRY_PASSWORD", "a\nb"), ("REVIEWFERRY_CLIENT_SECRET", "a\u{0}"),
  ])
  func whatCannotBeSentIsRefusedUnseen(_ name: String, _ value: String) {
    var environment = Self.connection
    environment[name] = value
    let problem = #expect(throws: Problem.self) { try Credentials(CredentialParts(environment: environment)) }
    #expect(problem?.code == "credentials.unusable")
    #expect(problem?.words.contains(value) == false)
  }

  @Test func bothKindsAtOnceAreRefused() {
    let problem = #expect(throws: Problem.self) {
      try Credentials(
        CredentialParts(environment: Self.connection.merging(["REVIEWFERRY_TOKEN": "t"]) { $1 }))
    }
    #expect(problem?.code == "credentials.two-kinds")
  }

  @Test func theEnvironmentWinsOverTheFile() throws {
    let file = CredentialParts(environment: Self.connection)
    let other = CredentialParts(environment: ["REVIEWFERRY_PASSWORD": "other"])
    #expect(other.over(file)[.password] == SecretText("other"))
    #expect(other.over(file)[.username] == SecretText("joe"))
    let token = CredentialParts(environment: ["REVIEWFERRY_TOKEN": "t"])
    #expect(try Credentials(token.over(file)) == .app(clientID: SecretText("1_abc"), token: SecretText("t")))
    let app = CredentialParts(environment: ["REVIEWFERRY_TOKEN": "t", "REVIEWFERRY_CLIENT_ID": "c"])
    #expect(try Credentials(file.over(app)) == Credentials(file))
  }
}

struct CredentialsFileTests {
  func parse(_ text: String) throws -> CredentialParts {
    try CredentialsFile.parse(Array(text.utf8), path: "c.env")
  }

  @Test(arguments: [
    "client_id=1_abc\npassword=p#w=x\n", "# note\n\n  client_id = 1_abc  \r\nexport password=p#w=x\r\n",
    "REVIEWFERRY_CLIENT_ID='1_abc'\nREVIEWFERRY_PASSWORD=\"p#w=x\"",
    "\u{FEFF}client_id=1_abc\npassword=\"p\\#w=x\"",
    "REVIEWFERRY_PIM_URL=https://x\nclient_id=1_abc\npassword=p#w=x",
    #"{"client_id":"1_abc","password":"p#w=x"}"#,
    "\n {\"REVIEWFERRY_CLIENT_ID\": \"1_abc\",\n \"password\": \"p\\u0023w=x\"}\n",
  ])
  func everyFormIsRead(_ text: String) throws {
    let parts = try parse(text)
    #expect(parts[.clientID] == SecretText("1_abc"))
    #expect(parts[.password] == SecretText("p#w=x"))
    #expect(parts.secrets.count == 2)
  }

  @Test func quotesKeepWhatTheyHold() throws {
    #expect(try parse(#"password=' a\b" '"#)[.password] == SecretText(#" a\b" "#))
    #expect(try parse(#"password=" a\\b\" ""#)[.password] == SecretText(#" a\b" "#))
    #expect(try parse(#"password=a"b'"#)[.password] == SecretText(#"a"b'"#))
  }

  @Test(
    arguments: [
      ("client_id=a\nhunter2hunter2", "credentials.syntax", "the line has no '='; nothing was sent", 2),
      (
        "hunter2hunter2==", "credentials.unknown-key",
        "the name before the '=' is not known; nothing was sent", 1
      ),
      (
        "pasword=hunter2", "credentials.unknown-key",
        "the name before the '=' is not known; did you mean 'password'?; nothing was sent", 1
      ),
      (
        "\n\ntoken='hunter2", "credentials.syntax",
        "the quote around 'token' is not closed at the end of the line; nothing was sent", 3
      ),
      (
        "token='hunter2' x", "credentials.syntax",
        "the quote around 'token' is not closed at the end of the line; nothing was sent", 1
      ),
      (
        "token=\"hunter2\\", "credentials.syntax",
        "the quote around 'token' is not closed at the end of the line; nothing was sent", 1
      ),
      (
        "token=hunter2\nREVIEWFERRY_TOKEN=b", "credentials.syntax", "'token' is set twice; nothing was sent",
        2
      ),
      ("token=", "credentials.syntax", "'token' has no value; nothing was sent", 1),
      (
        "{\"token\":\"hunter2\"", "credentials.syntax",
        "'c.env' begins with '{' but is no JSON object; nothing was sent", nil
      ),
      ("{\"token\":[\"hunter2\"]}", "credentials.syntax", "'token' is no string; nothing was sent", nil),
      (
        "{\"hunter2\":\"hunter2\"}", "credentials.unknown-key",
        "the name before the '=' is not known; nothing was sent", nil
      ),
      (
        "{\"token\":\"hunter2\",\"token\":\"b\"}", "credentials.syntax",
        "'token' is set twice; nothing was sent", nil
      ),
    ] as [(String, String, String, Int?)])
  func mistakesAreNamedAndNothingIsShown(_ text: String, _ code: String, _ words: String, _ line: Int?) {
    let problem = #expect(throws: Problem.self) { try parse(text) }
    #expect(problem?.code.rawValue == code)
    #expect(problem?.words == words)
    #expect(problem?.position?.line == line)
    #expect(!String(reflecting: problem).contains("hunter2"))
  }

  @Test func whatIsNotTextIsRefused() {
    let problem = #expect(throws: Problem.self) { try CredentialsFile.parse([0x61, 0xFF], path: "c.env") }
    #expect(problem?.words == "'c.env' is not UTF-8; nothing was sent")
  }

  @Test func onlyTheOwnerMayReadIt() {
    for permissions in UInt32(0)...0o7777 {
      let isGood = permissions == 0o600 || permissions == 0o400
      let isTaken =
        (try? CredentialsFile.check(mode: 0o100000 | permissions, owner: 7, user: 7, path: "f")) != nil
      if isTaken != isGood { Issue.record("mode \(String(permissions, radix: 8))") }
    }
  }

  @Test(
    arguments: [
      (0o100644, 7, "credentials.mode"), (0o100660, 7, "credentials.mode"), (0o104600, 7, "credentials.mode"),
      (0o100600, 8, "credentials.owner"), (0o100600, 0, "credentials.owner"),
      (0o010600, 7, "credentials.file"),
      (0o040600, 7, "credentials.file"), (0o120600, 7, "credentials.file"), (0o140600, 7, "credentials.file"),
    ] as [(UInt32, UInt32, String)])
  func otherFilesAreRefused(_ mode: UInt32, _ owner: UInt32, _ code: String) {
    let problem = #expect(throws: Problem.self) {
      try CredentialsFile.check(mode: mode, owner: owner, user: 7, path: "f")
    }
    #expect(problem?.code.rawValue == code)
  }

  @Test func theModeIsTold() {
    let problem = #expect(throws: Problem.self) {
      try CredentialsFile.check(mode: 0o100644, owner: 7, user: 7, path: "f")
    }
    #expect(
      problem?.words
        == "'f' has the mode 0644, expected 0600, so it was not read; nothing was done")
  }

  @Test func theReaderChecksTheFileThatItOpened() throws {
    let path = "/tmp/reviewferry-credentials-\(getpid())"
    let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    defer { unlink(path) }
    let text = "client_id=a\ntoken=b\n"
    #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
    close(descriptor)
    #expect(try CredentialsFileReader.read(path)[.token] == SecretText("b"))
    chmod(path, 0o640)
    #expect(throws: Problem.self) { try CredentialsFileReader.read(path) }
    chmod(path, 0o600)
    truncate(path, 70_000)
    #expect(
      #expect(throws: Problem.self) { try CredentialsFileReader.read(path) }?.code == "credentials.file")
    #expect(throws: Problem.self) { try CredentialsFileReader.read(path + ".absent") }
    #expect(throws: Problem.self) { try CredentialsFileReader.read("/tmp") }
  }
}

struct ServiceURLTests {
  @Test(arguments: [
    ("https://px-insights.app.akeneo.cloud/api/v1", "https://px-insights.app.akeneo.cloud/api/v1"),
    ("https://pim.example/", "https://pim.example"), ("HTTPS://PIM.Example:443", "https://pim.example"),
    ("https://pim.example:8443/a/b//", "https://pim.example:8443/a/b"),
    ("https://10.0.0.1", "https://10.0.0.1"),
    ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"),
    ("https://my_service/x", "https://my_service/x"),
    ("http://localhost", "http://localhost"), ("http://LOCALHOST:8080/x", "http://localhost:8080/x"),
    ("http://127.0.0.1:80", "http://127.0.0.1"), ("http://127.255.255.254:1", "http://127.255.255.254:1"),
    ("http://[::1]", "http://[::1]"), ("http://[::1]:65535/a", "http://[::1]:65535/a"),
    ("http://[0:0:0:0:0:0:0:1]", "http://[0:0:0:0:0:0:0:1]"), ("http://[::0001]", "http://[::0001]"),
    ("https://xn--mnchen-3ya.example/@x", "https://xn--mnchen-3ya.example/@x"),
  ])
  func theseMayHaveCredentials(_ text: String, _ expected: String) throws {
    #expect(try ServiceURL(text, name: "--api-url").text == expected)
  }

  @Test(arguments: [
    "http://localhost.evil.com", "http://localhost.", "http://evil.localhost", "http://localhost-evil",
    "http://127.0.0.1.evil.com", "http://127.0.0.1.nip.io", "http://128.0.0.1", "http://10.0.0.1",
    "http://0.0.0.0", "http://[::]", "http://[::2]", "http://[::ffff:7f00:1]", "http://[1::1]",
    "http://192.168.1.1",
    "http://pim.example", "http://host", "http://1270.0.0.1.example", "http://169.254.169.254",
  ])
  func plainHTTPLeavesNotThisMachine(_ text: String) {
    let problem = #expect(throws: Problem.self) { try ServiceURL(text, name: "--api-url") }
    #expect(problem?.code == "credentials.plain-http" || text == "http://localhost.")
  }

  @Test(arguments: [
    "", "https", "https:", "https:/", "https://", "https:///path", "//localhost", "localhost:8080",
    "ftp://localhost",
    "file:///etc/passwd", "javascript:alert(1)", "https:localhost", "https:\\\\localhost", " https://a",
    "https://a ",
    "https://a\n", "https://a\u{0}", "https://a\tb", "https://é.example", "https://ｌocalhost",
    "https://a%2eb",
    "http://localhost%00.evil.com", "http://127.0.0.1\\@evil.com", "http://localhost\\.evil.com",
    "https://user@host", "https://user:pw@host", "http://localhost@evil.com", "http://evil.com@localhost",
    "http://localhost:80@evil.com", "http://127.0.0.1:1@evil.com", "http://@localhost",
    "http://localhost#@evil.com",
    "http://localhost?x", "https://a?x=1", "https://a#b", "https://a/b?c", "https://a/b#c",
    "http://0x7f.1", "http://0x7f000001", "http://2130706433", "http://127.1", "http://127.0.1",
    "http://0177.0.0.1",
    "http://127.0.0.01", "http://127.0.0.256", "http://127.0.0.1.", "http://127..0.1", "http://127.0.0.0x1",
    "https://0x7f.1", "https://1.2.3", "https://1.2.3.4.5", "https://256.1.1.1", "https://a.123",
    "http://localhost:", "http://localhost:0", "http://localhost:65536", "http://localhost:+80",
    "http://localhost:8o",
    "http://localhost:80:80", "http://localhost:000080", "http://localhost:-1",
    "http://[::1", "http://::1", "http://[::1]evil.com", "http://[::1]:", "http://[::1%25lo]",
    "http://[::1%lo]",
    "http://[::127.0.0.1]", "http://[::ffff:127.0.0.1]", "http://[:::1]", "http://[::1::]",
    "http://[1:2:3:4:5:6:7]",
    "http://[0:0:0:0:0:0:0:0:1]", "http://[::00001]", "http://[]", "http://[::g]", "http://[localhost]",
    "https://-a.example", "https://a-.example", "https://a..b", "https://.a", "https://a.", "https://a,b",
    "https://a;b",
    "https://" + String(repeating: "a", count: 64), "https://" + String(repeating: "a.", count: 127) + "bb",
  ])
  func whatCouldBeReadInTwoWaysIsRefused(_ text: String) {
    let problem = #expect(throws: Problem.self) { try ServiceURL(text, name: "--api-url") }
    #expect(problem?.code == "credentials.url")
    #expect(problem?.words.contains("pw") == false)
  }

  @Test(arguments: [
    ("localhost", true), ("LocalHost", true), ("127.0.0.1", true), ("127.1.2.3", true), ("[::1]", true),
    ("localhost.evil.com", false), ("0x7f.1", false), ("127.1", false), ("::1", false), ("[::1", false),
    ("", false),
    ("[]", false), ("[::]", false), ("126.0.0.1", false), ("1270.0.0.1", false),
  ])
  func loopbackIsKnownByItsName(_ host: String, _ isLoopback: Bool) {
    #expect(ServiceURL.isLoopback(host) == isLoopback)
  }

  @Test func pathsAreAppended() throws {
    let url = try ServiceURL("https://a/api/v1/", name: "--api-url")
    #expect(url.appending("/reviews/ingest/async") == "https://a/api/v1/reviews/ingest/async")
  }
}
