import Records
import Testing

@testable import Delivery

struct ProxySettingsTests {
  // MARK: Which variable

  @Test(
    arguments: [
      ([:], nil), (["HTTPS_PROXY": ""], nil), (["HTTP_PROXY": "http://a:1"], nil),
      (["http_proxy": "http://a:1"], nil), (["HTTPS_PROXY": "http://a:1"], "a"),
      (["https_proxy": "http://b:1", "HTTPS_PROXY": "http://a:1"], "b"),
      (["https_proxy": "", "HTTPS_PROXY": "http://a:1"], "a"), (["ALL_PROXY": "http://c:1"], "c"),
      (["all_proxy": "http://d:1", "ALL_PROXY": "http://c:1"], "d"),
      (["HTTPS_PROXY": "http://a:1", "all_proxy": "http://d:1"], "a"),
    ] as [([String: String], String?)])
  func theFirstThatIsSetCounts(environment: [String: String], host: String?) throws {
    let settings = try ProxySettings(environment: environment)
    #expect(settings.server(forHost: "example.com", port: 443)?.host == host)
  }

  // MARK: Its address

  @Test(
    arguments: [
      ("http://proxy:3128", "proxy", 3128, nil), ("proxy:3128", "proxy", 3128, nil),
      ("HTTP://Proxy.Example:80/", "proxy.example", 80, nil), ("http://10.0.0.1:8080", "10.0.0.1", 8080, nil),
      ("http://[fd00::1]:8080", "fd00::1", 8080, nil), ("http://u:p@proxy:1", "proxy", 1, ["u", "p"]),
      ("u:p@proxy:1", "proxy", 1, ["u", "p"]), ("http://u@proxy:1", "proxy", 1, ["u", ""]),
      ("http://u:@proxy:1", "proxy", 1, ["u", ""]), ("http://u:a:b@proxy:1", "proxy", 1, ["u", "a:b"]),
      ("http://u:p@ss@proxy:1", "proxy", 1, ["u", "p@ss"]),
      ("http://u:p/q@proxy:1", "proxy", 1, ["u", "p/q"]),
      ("http://%C3%A9:%25%40@proxy:1", "proxy", 1, ["é", "%@"]),
    ] as [(String, String, Int, [String]?)])
  func anAddressIsRead(text: String, host: String, port: Int, authorization: [String]?) throws {
    let server = try ProxyServer(text, name: "HTTPS_PROXY")
    #expect(server.host == host)
    #expect(server.port == port)
    #expect(server.authorization.map { [$0.user.reveal(), $0.password.reveal()] } == authorization)
  }

  @Test(arguments: [
    "http://", "http://proxy", "proxy", "https://s3cret:s3cret@proxy:443",
    "socks5://s3cret:s3cret@proxy:1080",
    "http://s3cret:s3cret@", "http://s3cret:s3cret@:80", "http://s3cret:s3cret@proxy:0",
    "http://s3cret:s3cret@proxy:65536", "http://s3cret:s3cret@proxy:x", "http://s3cret:s3cret@proxy:+80",
    "http://s3cret:s3cret@proxy:80/path", "http://s3cret:s3cret@proxy:80?q", "http://s3cret:s3cret@pro xy:80",
    "http://s3cret:s3cret@-proxy:80", "http://s3cret:s3cret%@proxy:80", "http://s3cret:s3cret%zz@proxy:80",
    "http://s3cret:s3cret%+1@proxy:80", "http://s3cret:s3cret%0d%0a@proxy:80",
    "http://s3cret:%ffs3cret@proxy:80",
    "http://s3cret%3as3cret:p@proxy:80", "http://s3cret:s3cret@proxy\\x:80", "http://s3cret:s3crét@proxy:80",
    "http://s3cret:s3cret@[::1:80", "http://s3cret:s3cret@0x7f.1:80",
  ])
  func nonsenseIsRefusedWithoutShowingIt(_ text: String) {
    let problem = #expect(throws: Problem.self) { try ProxySettings(environment: ["ALL_PROXY": text]) }
    #expect(problem?.code == "proxy.url")
    #expect(problem?.field == "ALL_PROXY")
    #expect(problem?.words.contains("'ALL_PROXY'") == true)
    #expect(problem.map { "\($0) \($0.words)".contains("s3cr") } == false)
  }

  @Test func noDumpOfSettingsShowsThePassword() throws {
    let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://user1:s3cret@proxy:1"])
    var dumped = ""
    dump(settings, to: &dumped)
    dumped += "\(settings) \(String(reflecting: settings))"
    #expect(!dumped.contains("s3cret") && !dumped.contains("user1"))
    #expect(settings.secrets == [SecretText("s3cret")])
  }

  // MARK: Exceptions

  @Test(arguments: [
    // The list, the host, the port, whether it goes directly.
    ("", "example.com", 443, false), ("*", "example.com", 443, true), ("a.b, *", "example.com", 443, true),
    ("example.com", "example.com", 443, true), ("example.com", "www.example.com", 443, true),
    ("example.com", "notexample.com", 443, false), ("example.com", "example.com.evil.org", 443, false),
    (".example.com", "example.com", 443, true), (".example.com", "a.b.example.com", 443, true),
    (".example.com", "anexample.com", 443, false), ("www.example.com", "example.com", 443, false),
    ("EXAMPLE.com", "example.COM", 443, true), ("example.com.", "example.com", 443, true),
    ("example.com", "example.com.", 443, true), ("a.org,example.com", "example.com", 443, true),
    ("a.org example.com\tb.org", "example.com", 443, true), (" , ,,example.com,", "example.com", 443, true),
    ("com", "example.com", 443, true), (".", "example.com", 443, false), (",", "example.com", 443, false),
    ("*.example.com", "www.example.com", 443, false), ("ex*", "example.com", 443, false),
    ("example.com:443", "example.com", 443, true), ("example.com:443", "example.com", 8443, false),
    ("example.com:8443", "www.example.com", 8443, true), ("*:8443", "example.com", 8443, true),
    ("*:8443", "example.com", 443, false), ("example.com:x", "example.com", 443, false),
    ("example.com:0", "example.com", 443, false), ("https://example.com", "example.com", 443, false),
    ("10.0.0.1", "10.0.0.1", 443, true), ("10.0.0.1", "10.0.0.11", 443, false),
    ("0.0.1", "10.0.0.1", 443, false), ("1", "10.0.0.1", 443, false), ("10.0.0.1", "x.10.0.0.1", 443, false),
    ("10.0.0.0/8", "10.9.8.7", 443, true), ("10.0.0.0/8", "11.0.0.1", 443, false),
    ("192.168.1.128/25", "192.168.1.200", 443, true), ("192.168.1.128/25", "192.168.1.5", 443, false),
    ("0.0.0.0/0", "8.8.8.8", 443, true), ("0.0.0.0/0", "example.com", 443, false),
    ("10.0.0.0/33", "10.0.0.1", 443, false), ("10.0.0.0/", "10.0.0.1", 443, false),
    ("10.0.0.0/8/8", "10.0.0.1", 443, false), ("10.0.0.1:8443", "10.0.0.1", 8443, true),
    ("fd00::1", "[fd00::1]", 443, true), ("fd00:0::0:1", "[fd00::1]", 443, true),
    ("[fd00::1]", "[fd00::1]", 443, true), ("[fd00::1]:8443", "[fd00::1]", 8443, true),
    ("[fd00::1]:8443", "[fd00::1]", 443, false), ("fd00::/8", "[fd12::1]", 443, true),
    ("fd00::/8", "[fe80::1]", 443, false), ("::/0", "10.0.0.1", 443, false), ("::/0", "[::2]", 443, true),
  ])
  func exceptionsAreMatchedAsCurlDoes(list: String, host: String, port: Int, direct: Bool) throws {
    #expect(ProxyExceptions(list).contain(host: host, port: port) == direct)
  }

  @Test func theLowerCaseListCountsFirst() throws {
    let settings = try ProxySettings(environment: [
      "HTTPS_PROXY": "http://a:1", "no_proxy": "one.test", "NO_PROXY": "two.test",
    ])
    #expect(settings.server(forHost: "one.test", port: 443) == nil)
    #expect(settings.server(forHost: "two.test", port: 443) != nil)
  }

  // MARK: What goes through it

  @Test(arguments: [
    ("https://example.com/", true), ("https://example.com:8443/a", true), ("https://no.test/", false),
    ("http://localhost:1/", false), ("https://localhost/", false), ("https://127.0.0.1/", false),
    ("https://[::1]/", false), ("https://203.0.113.5/", false), ("https://[2001:db8::1]/", false),
  ])
  func onlyNamesOfOtherMachinesGoThroughIt(url: String, isProxied: Bool) throws {
    let settings = try ProxySettings(environment: ["ALL_PROXY": "http://a:1", "NO_PROXY": "no.test"])
    let head = PostTargets(userAgent: "x", proxy: settings)[PostHead(url: url, headers: [])]
    #expect((head?.origin.proxy != nil) == isProxied)
  }
}
