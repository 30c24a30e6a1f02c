import Emulator
import Testing

/// A body and the errors that it earns, by their paths and the beginning of their sentences.
struct RuleCase: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var body: String
  var errors: [String]
  var shapes: EmulatorConfiguration.Shapes

  init(
    _ description: String, _ body: String, _ errors: [String] = [],
    shapes: EmulatorConfiguration.Shapes = .both
  ) {
    testDescription = description
    self.body = body
    self.errors = errors
    self.shapes = shapes
  }

  /// A flat body with one review.
  static func review(_ description: String, _ fields: String, _ errors: [String] = []) -> RuleCase {
    RuleCase(description, flatBody(["{\(fields)}"]), errors.map { "$.raw_reviews[0]\($0)" })
  }

  /// A flat body with one good review for this product.
  static func product(_ description: String, _ fields: String, _ errors: [String] = []) -> RuleCase {
    RuleCase(
      description, flatBody([EmulatorTests.review("1")], product: "{\(fields)}"),
      errors.map { "$.product_identification\($0)" })
  }
}

@Suite("Rules of a body")
struct RuleTests {
  @Test("bodies earn exactly their errors", arguments: shapes + products + reviews + dates)
  func errors(_ rule: RuleCase) async throws {
    try await EmulatorServer.with(EmulatorConfiguration(shapes: rule.shapes)) { server in
      let reply = try await server.ingest(rule.body)
      #expect(reply.status == (rule.errors.isEmpty ? 202 : 400), "\(reply.body)")
      #expect(reply.errors.count == rule.errors.count, "\(reply.errors)")
      for (found, expected) in zip(reply.errors, rule.errors) {
        #expect(found.hasPrefix(expected), "\(found)")
      }
      #expect(rule.errors.isEmpty || server.snapshot.stored == 0)
    }
  }

  static let good = flatBody([review("1")])

  static let shapes: [RuleCase] = [
    RuleCase("flat where both are taken", good),
    RuleCase("an envelope where both are taken", envelope(good)),
    RuleCase("an envelope with its review only", envelope(good, head: "")),
    RuleCase("flat where only it is taken", good, shapes: .flat),
    RuleCase("an envelope where only it is taken", envelope(good), shapes: .envelope),
    RuleCase(
      "flat where an envelope is wanted", good,
      [
        "$.product_identification: is not known", "$.raw_reviews: is not known", "$.review: is required",
      ], shapes: .envelope),
    RuleCase(
      "an envelope where flat is wanted", envelope(good),
      [
        "$.sync_id: is not known", "$.origin: is not known", "$.review: is not known",
        "$.product_identification: is required", "$.raw_reviews: is required",
      ], shapes: .flat),
    RuleCase(
      "an envelope with a wrong sync_id", envelope(good, head: #""sync_id":"1","#), ["$.sync_id: must"]),
    RuleCase(
      "an envelope with another origin", envelope(good, head: #""origin":"Bazaar","#),
      [
        "$.origin: differs"
      ]),
    RuleCase(
      "errors inside an envelope", envelope(#"{"raw_reviews":[]}"#),
      [
        "$.review.product_identification: is required", "$.review.raw_reviews: has no reviews",
      ]),
    RuleCase("no object", "[]", ["$: is an array"]),
    RuleCase("nothing", "", ["$: is not JSON: the document ends"]),
    RuleCase("half a body", String(good.dropLast()), ["$: is not JSON"]),
    RuleCase("a repeated key", #"{"raw_reviews":[],"raw_reviews":[]}"#, ["$: is not JSON: the key"]),
    RuleCase("no reviews", #"{"product_identification":\#(identification)}"#, ["$.raw_reviews: is required"]),
    RuleCase(
      "reviews that are no list", #"{"product_identification":\#(identification),"raw_reviews":{}}"#,
      [
        "$.raw_reviews: is an object"
      ]),
    RuleCase("a review that is none", flatBody([review("1"), "7"]), ["$.raw_reviews[1]: is a number"]),
  ]

  static let products: [RuleCase] = [
    .product("a model by its code", #""product_type":"product_model","product_model_code":"c","origin":"o""#),
    .product("metadata only", #""metadata":{"sku":"007","ean":"1"},"origin":"o""#),
    .product("an upper case UUID", #""product_uuid":"\#(uuid.uppercased())","origin":"o""#),
    .product("no origin", #""metadata":{"sku":"1"}"#, [".origin: is required"]),
    .product("an empty origin", #""origin":"","metadata":{"sku":"1"}"#, [".origin: is empty"]),
    .product("no identifier", #""origin":"o""#, [": needs"]),
    .product("no identifier but a type", #""product_type":"product","origin":"o""#, [": needs"]),
    .product("empty metadata", #""metadata":{},"origin":"o""#, [".metadata: is empty"]),
    .product("an empty SKU", #""metadata":{"sku":""},"origin":"o""#, [".metadata.sku: is empty"]),
    .product("a SKU that is a number", #""metadata":{"sku":7},"origin":"o""#, [".metadata.sku: is a number"]),
    .product("a metadata key with a blank", #""metadata":{"a b":1},"origin":"o""#, [".metadata['a b']: is"]),
    .product("metadata that are no object", #""metadata":"x","origin":"o""#, [".metadata: is a string"]),
    .product(
      "another type", #""product_type":"variant","metadata":{"s":"1"},"origin":"o""#,
      [
        ".product_type: is 'variant'"
      ]),
    .product("no UUID", #""product_uuid":"123","origin":"o""#, [".product_uuid: is '123'"]),
    .product(
      "a UUID without hyphens", #""product_uuid":"\#(uuid.filter { $0 != "-" })","origin":"o""#,
      [
        ".product_uuid: is"
      ]),
    .product("an empty code", #""product_model_code":"","origin":"o""#, [".product_model_code: is empty"]),
    .product("null as code", #""product_model_code":null,"origin":"o""#, [".product_model_code: is null"]),
    .product(
      "a mistyped key", #""metadat":{},"product_uuid":"\#(uuid)","origin":"o""#,
      [
        ".metadat: is not known; did you mean 'metadata'?"
      ]),
  ]

  static let reviews: [RuleCase] = [
    .review("the least", #""external_id":"1","score":1"#),
    .review(
      "all fields",
      """
      "external_id":"1","score":5,"title":"","text":"t","review_date":"2024-11-06T13:54:47.928493158Z",\
      "up_votes":0,"down_votes":12
      """),
    .review(
      "fields that no page names",
      """
      "external_id":"1","score":5,"locale":"fr_FR","verified":true,"weight":1.5,"images":["a","b"],"none":[]
      """),
    .review("extra null", #""external_id":"1","score":5,"locale":null"#, [".locale: is null"]),
    .review("extra object", #""external_id":"1","score":5,"author":{}"#, [".author: is an object"]),
    .review("extra mixed list", #""external_id":"1","score":5,"tags":["a",1]"#, [".tags: is an array"]),
    .review("no id and no score", "", [".external_id: is required", ".score: is required"]),
    .review("an empty id", #""external_id":"","score":5"#, [".external_id: is empty"]),
    .review("an id that is a number", #""external_id":1,"score":5"#, [".external_id: is a number"]),
    .review("score 0", #""external_id":"1","score":0"#, [".score: is 0"]),
    .review("score 6", #""external_id":"1","score":6"#, [".score: is 6"]),
    .review("score -1", #""external_id":"1","score":-1"#, [".score: is -1"]),
    .review("score 4.5", #""external_id":"1","score":4.5"#, [".score: is 4.5"]),
    .review("score 5.0", #""external_id":"1","score":5.0"#, [".score: is 5.0"]),
    .review("score 5e0", #""external_id":"1","score":5e0"#, [".score: is 5e0"]),
    .review("a score in quotes", #""external_id":"1","score":"5""#, [".score: is a string"]),
    .review("score null", #""external_id":"1","score":null"#, [".score: is null"]),
    .review("a title that is null", #""external_id":"1","score":5,"title":null"#, [".title: is null"]),
    .review("a text that is a list", #""external_id":"1","score":5,"text":[]"#, [".text: is an array"]),
    .review("negative votes", #""external_id":"1","score":5,"up_votes":-1"#, [".up_votes: is -1"]),
    .review("half a vote", #""external_id":"1","score":5,"down_votes":0.5"#, [".down_votes: is 0.5"]),
    .review("votes in quotes", #""external_id":"1","score":5,"up_votes":"3""#, [".up_votes: is a string"]),
    RuleCase(
      "every error of every review", flatBody(["{}", #"{"external_id":"2","score":9}"#]),
      [
        "$.raw_reviews[0].external_id: is required", "$.raw_reviews[0].score: is required",
        "$.raw_reviews[1].score: is 9, but must be an integer from 1 to 5",
      ]),
  ]

  static let dates: [RuleCase] =
    [
      "2024-02-29T00:00:00Z", "2024-01-01T23:59:60Z", "2024-01-01t00:00:00z", "2024-01-01T00:00:00+05:30",
      "2024-01-01T00:00:00.1-00:00", "2000-02-29T00:00:00Z",
    ].map { .review("date \($0)", #""external_id":"1","score":5,"review_date":"\#($0)""#) }
    + [
      "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
      "2024-04-31T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01 00:00:00Z",
      "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z", "2024-01-01T00:00:00.Z",
      "2024-01-01T00:00:00+0530", "2024-01-01T00:00:00+24:00", "24-01-01T00:00:00Z", "2024-1-1T00:00:00Z",
      "2024-01-01T00:00:00Z ", "1704067200", "",
    ].map {
      .review("date '\($0)'", #""external_id":"1","score":5,"review_date":"\#($0)""#, [".review_date: is"])
    }
    + [
      .review(
        "a date that is a number", #""external_id":"1","score":5,"review_date":1704067200"#,
        [
          ".review_date: is a number"
        ])
    ]
}
