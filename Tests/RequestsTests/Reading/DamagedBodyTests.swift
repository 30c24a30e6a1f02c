import Records
import Testing

@testable import Requests

struct DamagedBodyTests {
  static let key = RequestBodyReaderTests.key
  static let flat = RequestBodyReaderTests.flat

  /// Each replaces the first text by the second; what is expected, and what is found instead.
  @Test(arguments: [
    (#"{"product_id"#, #" {"product_id"#, #"'{"product_identification":'"#, "the byte 0x20"),
    (#"raw_reviews"#, #"raw_review"#, #"',"raw_reviews":['"#, "'\"'"),
    (#"[{"external_id""#, #"[{"id""#, #"'{"external_id":'"#, "'i'"),
    (#"[{"external_id":"1","score":5}]"#, "[]", #"'{"external_id":'"#, "']'"),
    (#""1","score""#, #""","score""#, "an id that is not empty", "'\"'"),
    (#""1","score""#, #"1,"score""#, "a text in quotes", "'1'"),
    (#""score":5"#, #""score":5.0"#, "',' or '}'", "'.'"),
    (#""score":5"#, #""score":05"#, "',' or '}'", "'5'"),
    (#""score":5"#, #""score":"5""#, "a whole number", "'\"'"),
    (#""score":5"#, #""score":null"#, "a whole number", "'n'"),
    (#""score":5"#, #""score":5,"score":4"#, "the members of the review once and in their order", "'\"'"),
    (
      #""score":5"#, #""score":5,"text":"a","title":"b""#,
      "the members of the review once and in their order", "'\"'"
    ),
    (#""score":5"#, #""score":5,"title":null"#, "a text in quotes", "'n'"),
    (#""score":5"#, #""score":5,"x":null"#, "a text, a number, a boolean or a list of texts", "'n'"),
    (#""score":5"#, #""score":5,"x":{}"#, "a text, a number, a boolean or a list of texts", "'{'"),
    (#""score":5"#, #""score":5,"x":[[]]"#, "a text in quotes", "'['"),
    (#""score":5"#, #""score":5,"x":["a",]"#, "a text in quotes", "']'"),
    (#""score":5"#, #""score":5,"x":truE"#, "'true'", "'E'"),
    (#""score":5"#, #""score":5,"x":1."#, "a digit behind the point", "'}'"),
    (#""score":5"#, #""score":5,"x":-"#, "a text, a number, a boolean or a list of texts", "'}'"),
    (#""score":5"#, #""score":5, "x":1"#, "the name of a member", "the byte 0x20"),
    (#""score":5"#, #""score":5,"x":"\/""#, "an escape that we write", "'\\'"),
    (#""score":5"#, #""score":5,"x":"\u0041""#, "an escape that we write", "'\\'"),
    (#""score":5"#, #""score":5,"x":"\u000a""#, "an escape that we write", "'\\'"),
    (#""score":5"#, #""score":5,"x":"\u001F""#, "an escape that we write", "'\\'"),
    (#""score":5"#, "\"score\":5,\"x\":\"\u{0}\"", "no control character in a text", "the byte 0x00"),
    (#""score":5"#, "\"score\":5,\"x\":\"\n\"", "no control character in a text", "the byte 0x0A"),
    (#""score":5}]}"#, #""score":5,"x":"abc"#, "the quote that ends the text", "the end"),
    (#""score":5}]}"#, #""score":5}]"#, "']}'", "the end"),
    (#""score":5}]}"#, #""score":5}]}}"#, "the end of the body", "'}'"),
    (#""score":5}]}"#, #""score":5},]}"#, #"'{"external_id":'"#, "']'"),
    (#""origin":"Yotpo","#, "", "a product with an origin", "'{'"),
    (#""Yotpo""#, #""""#, "a product with an origin", "'{'"),
    (#""Yotpo""#, "7", "a text in quotes", "'7'"),
    (#","metadata":{"sku":"A"}"#, "", "a product with a uuid, a model code or metadata", "'{'"),
    (#"{"sku":"A"}"#, #"{"sku":""}"#, "a product with a uuid, a model code or metadata", "'{'"),
    (#"{"sku":"A"}"#, "{}", "the name of a member", "'}'"),
    (#"{"sku":"A"}"#, #"{"sku":"A"},"x":"y""#, "'}', since metadata is last", "'\"'"),
    (#"{"sku":"A"}"#, #"{"sku":{}}"#, "a text, a number, a boolean or a list of texts", "'{'"),
    (
      #""product_type":"product","origin":"Yotpo""#, #""origin":"Yotpo","product_type":"product""#,
      "the members of the product once and in their order", "'\"'"
    ),
  ])
  func eachFaultIsNamed(text: String, replacement: String, expected: String, found: String) throws {
    #expect(Self.flat.contains(text))
    let body = Array(Self.flat.replacing(text, with: replacement, maxReplacements: 1).utf8)
    let problem = try #require(RequestBodyReader().problem(of: body))
    let sentence = problem.sentence.text(showingValues: false)
    #expect(problem.code == "request.body")
    #expect(
      sentence.hasSuffix("expected \(expected), found \(found); the body was not used"), "\(sentence)")
  }

  /// Bytes that are not UTF-8: a lone byte, an overlong slash, a surrogate, one beyond U+10FFFF, a cut one.
  @Test(
    arguments: [
      [0xFF], [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE6, 0xBC],
    ] as [[UInt8]])
  func brokenUTF8IsRefused(bytes: [UInt8]) throws {
    var body = Array(Self.flat.replacing(":5}", with: #":5,"x":"y"}"#).utf8)
    let place = body.count - 5  // inside of the last text
    body.insert(contentsOf: bytes, at: place)
    let problem = try #require(RequestBodyReader().problem(of: body))
    let sentence = problem.sentence.text(showingValues: false)
    #expect(sentence.hasPrefix("byte \(place) of the body is not"), "\(sentence)")
    #expect(sentence.contains("expected UTF-8"))
  }

  @Test func envelopesMustAgreeWithThemselves() throws {
    let reader = RequestBodyReader()
    try reader.read(Array(Self.flat.utf8))
    let inner = Array(Self.flat.utf8)
    let id = inner.withUnsafeBufferPointer { String(decoding: SyncID.of($0), as: UTF8.self) }
    func body(_ id: String, _ origin: String, _ end: String = "}") -> [UInt8] {
      Array(#"{"sync_id":"\#(id)","origin":\#(origin),"review":\#(Self.flat)\#(end)"#.utf8)
    }
    #expect(reader.problem(of: body(id, #""Yotpo""#)) == nil)
    let zero = String(
      decoding: UnsafeBufferPointer(start: SyncID.placeholder.utf8Start, count: 36), as: UTF8.self)
    let cases = [
      (body(zero, #""Yotpo""#), "the sync_id that these reviews have"),
      (body(id.uppercased(), #""Yotpo""#), "the sync_id that these reviews have"),
      (body(id, #""Other""#), "the origin of the product"),
      (body(id, "7"), "a text in quotes"),
      (body(id, #""Yotpo""#, ""), "'}'"),
      (body(id, #""Yotpo""#, "}}"), "the end of the body"),
      (body(String(id.dropLast()), #""Yotpo""#), #"'"'"#),
      (Array(#"{"sync_id":"123"#.utf8), "a sync_id of 36 characters"),
    ]
    for (body, expected) in cases {
      let sentence = try #require(reader.problem(of: body)).sentence.text(showingValues: false)
      #expect(sentence.contains("expected \(expected), found"), "\(sentence)")
    }
  }

  @Test func hostileBodiesAreRefusedSoon() throws {
    let reader = RequestBodyReader()
    let deep = Array(String(repeating: "[", count: 1 << 20).utf8)
    let head = Array(Self.flat.utf8.dropLast(3)) + Array(#","x":"#.utf8)
    for body in [[], deep, head + deep, [UInt8](repeating: 0, count: 1 << 20), [0xEF, 0xBB, 0xBF]] {
      #expect(reader.problem(of: body)?.code == "request.body")
    }
    let long = head + Array(repeating: UInt8(ascii: "1"), count: RequestBodyReader.maxBytes)
    let sentence = try #require(reader.problem(of: long)).sentence.text(showingValues: false)
    #expect(sentence.contains("byte 16777216 of the body"))
    #expect(sentence.contains("expected the end, since bodies have at most 16 MiB"))
  }

  /// The problem of a body shows one byte of it at most.
  @Test func problemsHoldNoTexts() throws {
    let body = Array(Self.flat.replacing(":5}", with: #":5,"title":"secret" "#).utf8)
    let sentence = try #require(RequestBodyReader().problem(of: body)).sentence.text(showingValues: true)
    #expect(!sentence.contains("secret"))
  }
}
