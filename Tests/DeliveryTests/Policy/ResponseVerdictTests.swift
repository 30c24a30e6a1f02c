import Records
import Testing

@testable import Delivery

struct ResponseVerdictTests {
  static func verdict(
    _ status: Int, endpoint: IngestEndpoint = .asynchronous, mayRenew: Bool = true, location: String? = nil,
    body: String = ""
  ) -> ResponseVerdict {
    ResponseVerdict(
      .answered(Answer(status: status, location: location, body: Array(body.utf8))), endpoint: endpoint,
      mayRenew: mayRenew)
  }

  static func refusal(
    _ status: Int, endpoint: IngestEndpoint = .asynchronous, mayRenew: Bool = true, body: String = ""
  ) -> Refusal? {
    guard case .refuse(let refusal) = verdict(status, endpoint: endpoint, mayRenew: mayRenew, body: body)
    else {
      return nil
    }
    return refusal
  }

  @Test func everyStatusHasOneVerdict() {
    for status in -10...1100 {
      let verdict = Self.verdict(status)
      switch status {
      case 200..<300: #expect(verdict == .success)
      case 401: #expect(verdict == .renewCredentials)
      case 408: #expect(verdict == .retry(.requestTimeout, after: .absent))
      case 429: #expect(verdict == .retry(.tooManyRequests, after: .absent))
      case 500..<600: #expect(verdict == .retry(.serverError(status), after: .absent))
      default: #expect(Self.refusal(status)?.status == status)
      }
    }
  }

  @Test(arguments: [
    (301, Refusal.Kind.redirect), (302, .redirect), (304, .redirect), (307, .redirect), (308, .redirect),
    (400, .body), (402, .body), (403, .permission), (404, .address), (405, .address), (406, .body),
    (409, .body),
    (410, .address), (413, .body), (415, .body), (418, .body), (422, .body), (425, .body), (451, .body),
    (499, .body), (0, .protocolError), (100, .protocolError), (101, .protocolError), (199, .protocolError),
    (600, .protocolError), (999, .protocolError),
  ])
  func refusalsAreOfAKind(_ status: Int, _ kind: Refusal.Kind) {
    #expect(Self.refusal(status)?.kind == kind)
  }

  @Test func a401AfterNewCredentialsIsRefused() {
    #expect(Self.refusal(401, mayRenew: false)?.kind == .credentials)
  }

  @Test func aProductThatIsNotFoundIsKnownOnlySynchronously() {
    #expect(Self.refusal(404, endpoint: .synchronous)?.kind == .product)
    #expect(Self.refusal(404)?.kind == .address)
  }

  @Test(arguments: ConnectionFault.allCases) func faultsAreRepeatedButForACertificate(
    _ fault: ConnectionFault
  ) {
    let verdict = ResponseVerdict(.failed(fault), mayRenew: true)
    switch fault {
    case .certificate: #expect(verdict == .refuse(Refusal(.certificate)))
    case .proxyCredentials: #expect(verdict == .refuse(Refusal(.proxyCredentials)))
    case .notHTTP: #expect(verdict == .refuse(Refusal(.protocolError)))
    default: #expect(verdict == .retry(.fault(fault), after: .absent))
    }
  }

  @Test func retryAfterGoesWithTheVerdict() {
    let answer = Answer(status: 503, retryAfter: .wait(.seconds(7)))
    #expect(
      ResponseVerdict(.answered(answer), mayRenew: true)
        == .retry(.serverError(503), after: .wait(.seconds(7))))
  }

  /// What is answered with the hint; each is one message of a 400.
  @Test(arguments: [
    #"{"errors":["review: This value should not be blank."]}"#,
    #"{"errors":["The field 'review' is required."]}"#, #"{"errors":["Missing field review"]}"#,
    #"{"errors":["review is missing"]}"#, #"{"errors":["\"review\" is required"]}"#,
    #"{"errors":["must have required property 'review'"]}"#,
    #"{"errors":["[review] This field is missing."]}"#,
    #"{"errors":["review must not be null"]}"#, #"{"errors":["review must be present"]}"#,
    #"{"errors":["review is not set"]}"#, #"{"errors":["Property $.review: was not provided"]}"#,
    #"{"errors":["product_identification is required"]}"#,
    #"{"errors":["x","missing key product_identification in the body"]}"#,
    #"{"errors":[{"property":"review","message":"This value should not be null."}]}"#,
    #"{"errors":[{"loc":["body","review"],"msg":"Field required","type":"missing"}]}"#,
    #"{"errors":[{"path":"/product_identification","message":"required key not found"}]}"#,
    #"{"errors":{"review":["This value is required"]}}"#, #"{"message":"productIdentification: required"}"#,
    #"{"error":{"code":400,"message":"Missing review"}}"#, "Missing review", "REVIEW IS MISSING",
  ])
  func aMissingTopLevelFieldSuggestsTheOtherShape(_ body: String) {
    #expect(Self.refusal(400, body: body)?.suggestsOtherShape == true)
  }

  @Test(arguments: [
    "", "{}", #"{"errors":[]}"#, #"{"errors":["review 3: title is required"]}"#,
    #"{"errors":["raw_reviews is required"]}"#, #"{"errors":["review_date is missing"]}"#,
    #"{"errors":["product_identification.origin is required"]}"#,
    #"{"errors":["review[0].score: This value should not be blank."]}"#,
    #"{"errors":[{"property":"review.raw_reviews","message":"required"}]}"#,
    #"{"errors":["review is too long"]}"#, #"{"errors":["the review was already received"]}"#,
    #"{"errors":["title is required","review 7 is unknown"]}"#, #"{"errors":["external_id missing"]}"#,
    #"{"errors":["reviews missing"]}"#, #"{"errors":["preview is missing"]}"#,
    #"{"errors":["a field is missing", "review"]}"#, #"{"errors":["product_identification is wrong"]}"#,
  ])
  func otherComplaintsDoNot(_ body: String) {
    #expect(Self.refusal(400, body: body)?.suggestsOtherShape == false)
  }

  @Test func onlyRefusedBodiesHaveTheHint() {
    for status in [403, 404, 500, 301] {
      #expect(Self.refusal(status, body: "review is missing")?.suggestsOtherShape != true)
    }
    #expect(Self.refusal(422, body: "review is missing")?.suggestsOtherShape == true)
  }

  @Test func whatIsMendedElsewhereIsKept() {
    let kept = Refusal.Kind.allCases.filter { Refusal($0).isMendedElsewhere }
    #expect(kept == [.credentials, .address, .redirect, .certificate, .proxyCredentials, .protocolError])
  }
}

struct ErrorAnswerTests {
  @Test(arguments: [
    ("", [String]()), (" \n", []), ("null", []), ("{}", []), ("[]", []), (#""""#, []),
    (#"{"errors":[]}"#, []),
    (#"{"errors":null,"message":"no"}"#, ["no"]),
    (#"{"errors":["one","two"]}"#, ["one", "two"]), (#"{"errors":"one"}"#, ["one"]),
    (#"{"errors":[{"code":7,"message":"bad \"x\""}]}"#, [#"{"code":7,"message":"bad \"x\""}"#]),
    (#"{"errors":[1.50,null,true,["a"]]}"#, ["1.50", "null", "true", #"["a"]"#]),
    (#"{"errors":{"b":["x"],"a":1e2}}"#, [#"{"b":["x"],"a":1e2}"#]),
    (#"{"message":"m"}"#, ["m"]), (#"{"error":"e","error_description":"d"}"#, ["e"]),
    (#"{"detail":"d"}"#, ["d"]),
    (#"{"title":"t","status":400}"#, [#"{"title":"t","status":400}"#]),
    (#""Reviews refused""#, ["Reviews refused"]), (#"["a","b"]"#, ["a", "b"]),
    ("<html>\n <body>\n  502\tBad Gateway </body>", ["<html> <body> 502 Bad Gateway </body>"]),
    (#"{"errors":["cut"#, [#"{"errors":["cut"#]), (#"{"errors":["a"]} {}"#, [#"{"errors":["a"]} {}"#]),
    (#"{"errors":["\u001b[31mred\u0000"]}"#, [#"\u{1b}[31mred\u{0}"#]),
    (#"{"errors":["\ud83d\ude00 \ud83d x"]}"#, ["😀 \u{FFFD} x"]),
    (#"{"errors":["a\u202Eb"]}"#, [#"a\u{202e}b"#]), (#"{"errors":["a\nb\t c"]}"#, ["a b c"]),
  ])
  func everyFormIsShown(_ body: String, _ expected: [String]) {
    let answer = ErrorAnswer(Array(body.utf8))
    #expect(answer.messages == expected)
    #expect(answer.omitted == 0)
  }

  @Test func messagesAreCutAndCounted() {
    let many = "{\"errors\":[" + (1...40).map { "\"e\($0)\"" }.joined(separator: ",") + "]}"
    #expect(ErrorAnswer(Array(many.utf8)).summary == "'e1', 'e2', 'e3', 'e4', 'e5' and 35 more")
    let long = ErrorAnswer(Array(String(repeating: "é", count: 10_000).utf8))
    #expect(long.messages == [String(repeating: "é", count: 300) + "…"])
    #expect(ErrorAnswer.empty.summary == "nothing")
  }

  @Test func aHugeOrDeepBodyIsBounded() {
    let deep = String(repeating: "[", count: 200_000)
    #expect(ErrorAnswer(Array(deep.utf8)).messages.first?.count == 301)
    let big = "{\"errors\":[\"" + String(repeating: "x", count: 1 << 20) + "\"]}"
    #expect(ErrorAnswer(Array(big.utf8)).messages.first?.count == 301)
  }

  @Test func noBytesAreTooOdd() {
    var random = PolicyRandom(11)
    let start = Array(#"{"errors":["a\u00e9",{"review":"is missing"},[1,-2.5e3,null,true]]}"#.utf8)
    for _ in 0..<3000 {
      var bytes = start
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let answer = ErrorAnswer(Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
      for message in answer.messages where message.unicodeScalars.contains(where: { $0.value < 32 }) {
        Issue.record("a control character is shown")
      }
    }
  }

  @Test(arguments: [
    "01", "1.", ".5", "-", "1e", "+1", "tru", "nulll", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\"}", "[1 2]",
    "\"\\x\"",
    "\"\\u12\"", "\"a\nb\"", "\"a", "'a'", "[", "{", "", "1 2", "\u{FEFF}1", "{\"a\":}", "\\u0031",
  ])
  func whatIsNotJSONIsNotRead(_ text: String) { #expect(JSONFragment(Array(text.utf8)) == nil) }

  @Test func brokenUTF8IsNotRead() { #expect(JSONFragment([0x22, 0xFF, 0x22]) == nil) }
}

struct SubmissionProblemTests {
  @Test func aRefusedBodyIsToldWithTheHint() {
    let refusal = ResponseVerdictTests.refusal(400, body: #"{"errors":["review is missing"]}"#)
    let problem = refusal.map { SubmissionProblem.refused($0, otherShape: "envelope") }
    #expect(
      problem?.words == "the API answered 400 and said 'review is missing'; the request is in 'failed/'")
    #expect(problem?.fix == "the API may expect the other body shape: try '--body envelope'")
    #expect(problem?.code == "delivery.refused")
  }

  @Test func aRedirectIsToldWithoutItsSecrets() {
    let verdict = ResponseVerdictTests.verdict(302, location: "https://joe:pw@login.example/x?token=abc#d")
    guard case .refuse(let refusal) = verdict else {
      Issue.record("not refused")
      return
    }
    let problem = SubmissionProblem.refused(refusal, otherShape: "flat")
    #expect(
      problem.words == """
        the API answered 302, a redirect to '…login.example/x', which is not followed because the credentials \
        would go along; the request is kept for the next run
        """)
    #expect(problem.fix == "check '--api-url'")
  }

  @Test(arguments: Refusal.Kind.allCases) func everyKindHasASentence(_ kind: Refusal.Kind) {
    let words = SubmissionProblem.refused(Refusal(kind), otherShape: "flat").words
    #expect(words.hasPrefix("the API did not answer") && !words.hasSuffix("."))
  }
}
