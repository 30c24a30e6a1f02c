/// A rule that a body breaks.
struct Violation: Equatable, Sendable {
  /// A JSON path: `$.raw_reviews[3].score`.
  var path: String
  /// What is wrong; lower case start, no full stop.
  var message: String

  func element(_ style: EmulatorConfiguration.ErrorElements) -> JSONValue {
    switch style {
    case .strings: .string("\(path): \(message)")
    case .objects: .fields([("path", .string(path)), ("message", .string(message))])
    }
  }
}

/// The product that a body names.
struct Identification: Equatable, Sendable {
  var type: String?
  var uuid: String?
  var modelCode: String?
  var origin = ""
  /// In the order of the body.
  var metadata: [(key: String, value: String)] = []
  /// As it was received.
  var json = JSONValue.object([])

  static func == (left: Identification, right: Identification) -> Bool { left.json == right.json }
}

struct RawReview: Equatable, Sendable {
  var externalID: String
  var score: Int
  /// As it was received.
  var json: JSONValue
}

/// A body that keeps all rules.
struct Ingestion: Equatable, Sendable {
  var identification: Identification
  var reviews: [RawReview]
}

/// The rules of an ingestion body, as the API's reference page and guide give them.
///
/// Where the pages are silent the emulator is strict, since a rehearsal that forgives proves nothing: keys that
/// no page shows are refused outside reviews, an empty list of reviews is refused, metadata values are texts
/// that are not empty, votes are not negative, and the two origins of an envelope are the same.
struct IngestRules {
  static let maxReviews = 500
  static let scores = 1...5
  static let productTypes = ["product", "product_model"]

  let shapes: EmulatorConfiguration.Shapes
  private(set) var violations: [Violation] = []

  init(shapes: EmulatorConfiguration.Shapes) { self.shapes = shapes }

  /// The checked body, or every rule that it breaks.
  static func check(
    _ body: JSONValue, shapes: EmulatorConfiguration.Shapes
  ) -> (ingestion: Ingestion?, violations: [Violation]) {
    var rules = IngestRules(shapes: shapes)
    let ingestion = rules.body(body)
    return rules.violations.isEmpty ? (ingestion, []) : (nil, rules.violations)
  }

  mutating func report(_ path: String, _ message: String) {
    violations.append(Violation(path: path, message: message))
  }

  private mutating func body(_ body: JSONValue) -> Ingestion? {
    guard case .object = body else {
      report("$", "is \(body.kind), but must be an object")
      return nil
    }
    let isEnvelope =
      switch shapes {
      case .flat: false
      case .envelope: true
      // A body without either key is told about the reference page's shape.
      case .both: body["review"] != nil
      }
    return isEnvelope ? envelope(body) : flat(body, at: "$")
  }

  private mutating func envelope(_ body: JSONValue) -> Ingestion? {
    allow(["sync_id", "origin", "review"], in: body, at: "$")
    if let value = body["sync_id"] {
      if value.text.map(TextRules.isUUID) != true { report("$.sync_id", "must be a UUID") }
    }
    if body["origin"] != nil { _ = name("origin", in: body, at: "$") }
    guard let review = object("review", in: body, at: "$") else { return nil }
    let ingestion = flat(review, at: "$.review")
    if let outer = body["origin"]?.text, let inner = ingestion?.identification.origin, outer != inner {
      report("$.origin", "differs from the origin of the product identification")
    }
    return ingestion
  }

  private mutating func flat(_ body: JSONValue, at path: String) -> Ingestion? {
    allow(["product_identification", "raw_reviews"], in: body, at: path)
    let product = object("product_identification", in: body, at: path)
    let identification = product.map { self.identification($0, at: "\(path).product_identification") }
    let reviews = self.reviews(body, at: path)
    return identification.map { Ingestion(identification: $0, reviews: reviews) }
  }

  private mutating func identification(_ product: JSONValue, at path: String) -> Identification {
    allow(
      ["product_type", "product_uuid", "product_model_code", "origin", "metadata"], in: product, at: path)
    var result = Identification(json: product)
    result.origin = name("origin", in: product, at: path, isRequired: true) ?? ""
    result.type = name("product_type", in: product, at: path)
    if let type = result.type, !Self.productTypes.contains(type) {
      report("\(path).product_type", "is \(Quoted.text(type)), but must be 'product' or 'product_model'")
    }
    result.uuid = name("product_uuid", in: product, at: path)?.lowercased()
    if let uuid = result.uuid, !TextRules.isUUID(uuid) {
      report("\(path).product_uuid", "is \(Quoted.text(uuid)), but must be a UUID")
    }
    result.modelCode = name("product_model_code", in: product, at: path)
    result.metadata = metadata(product, at: path)
    if product["product_uuid"] == nil, product["product_model_code"] == nil, product["metadata"] == nil {
      report(path, "needs 'product_uuid', 'product_model_code' or 'metadata'")
    }
    return result
  }

  private mutating func metadata(_ product: JSONValue, at path: String) -> [(key: String, value: String)] {
    guard product["metadata"] != nil, let value = object("metadata", in: product, at: path),
      case .object(let members) = value
    else { return [] }
    if members.isEmpty { report("\(path).metadata", "is empty, but must name the product") }
    return members.compactMap { member in
      name(member.key, in: value, at: "\(path).metadata").map { (member.key, $0) }
    }
  }
}

// MARK: Members

extension IngestRules {
  /// Reports the keys that are not among `keys`.
  mutating func allow(_ keys: [String], in value: JSONValue, at path: String) {
    guard case .object(let members) = value else { return }
    for member in members where !keys.contains(member.key) {
      report(
        Self.join(path, member.key), "is not known\(NearestWord.suggestion(for: member.key, among: keys))")
    }
  }

  private mutating func object(_ key: String, in value: JSONValue, at path: String) -> JSONValue? {
    guard let member = value[key] else {
      report(Self.join(path, key), "is required")
      return nil
    }
    guard case .object = member else {
      report(Self.join(path, key), "is \(member.kind), but must be an object")
      return nil
    }
    return member
  }

  /// A text that is not empty.
  mutating func name(
    _ key: String, in value: JSONValue, at path: String, isRequired: Bool = false
  ) -> String? {
    guard let member = value[key] else {
      if isRequired { report(Self.join(path, key), "is required") }
      return nil
    }
    guard let text = member.text else {
      report(Self.join(path, key), "is \(member.kind), but must be a string")
      return nil
    }
    guard !text.isEmpty else {
      report(Self.join(path, key), "is empty")
      return nil
    }
    return text
  }

  /// `$.a.b`, or `$.a['b c']` for a key that is no plain word.
  static func join(_ path: String, _ key: String) -> String {
    let isPlain =
      !key.isEmpty
      && key.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || UnicodeScalar(byte).properties.isAlphabetic && byte < 128
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      }
    return isPlain ? "\(path).\(key)" : "\(path)[\(Quoted.text(key))]"
  }
}
