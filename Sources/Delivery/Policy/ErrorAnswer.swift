import Records

/// What a server says in the body of an error, brought into a form that can be shown.
///
/// Documented is `{"errors": [...]}` with elements of unknown type; strings and objects are shown as they
/// are. Seen in the field are also one object under `errors`, `message`, `error`, `detail`, a bare string,
/// and a proxy's HTML page.
public struct ErrorAnswer: Equatable, Sendable {
  /// Messages that are kept.
  public static let maxMessages = 5
  /// Characters of a message that are kept.
  public static let maxCharacters = 300
  /// Bytes of a body that are looked at; what a driver need read of an error.
  public static let maxBytes = 64 << 10

  /// In the server's words, cut, control characters escaped, secrets not yet taken out.
  public private(set) var messages: [String] = []
  /// Messages beyond those.
  public private(set) var omitted = 0
  /// Whether a message complains that the body lacks `review` or `product_identification` at its top.
  public private(set) var missesTopLevelField = false
  /// Whether it is an object with `errors`, as the API's are documented.
  public private(set) var isDocumented = false

  public static let empty = ErrorAnswer([])

  public init(_ body: [UInt8]) {
    let start = Array(body.prefix(Self.maxBytes))
    guard let document = JSONFragment(start) else {
      takePlainText(start)
      return
    }
    isDocumented = document["errors"] != nil
    let found = Self.messages(in: document)
    messages = found.prefix(Self.maxMessages).map { Self.shown($0.shown) }
    omitted = found.count - messages.count
    missesTopLevelField = found.contains { MissingFieldComplaint.isMade(in: $0.words) }
  }

  /// All messages in one line; `nothing` where the server said nothing.
  public var summary: String {
    guard !messages.isEmpty else { return "nothing" }
    let rest = omitted > 0 ? " and \(omitted) more" : ""
    return messages.map { "'\($0)'" }.joined(separator: ", ") + rest
  }

  private mutating func takePlainText(_ bytes: [UInt8]) {
    let text = Self.oneLine(String(decoding: bytes, as: UTF8.self))
    guard !text.isEmpty else { return }
    messages = [Self.shown(text)]
    missesTopLevelField = MissingFieldComplaint.isMade(in: [text])
  }

  /// One message: how it is shown, and its words without the punctuation of JSON.
  private struct Message {
    var shown: String
    var words: [String]

    init(_ value: JSONFragment) {
      shown = value.text.map(ErrorAnswer.oneLine) ?? value.compact
      words = []
      collect(value)
    }

    private mutating func collect(_ value: JSONFragment) {
      switch value {
      case .text(let text): words.append(text)
      case .number(let digits): words.append(digits)
      case .list(let items): items.forEach { collect($0) }
      case .object(let members):
        for member in members {
          words.append(member.name)
          collect(member.value)
        }
      case .null, .flag: break
      }
    }
  }

  private static func messages(in document: JSONFragment) -> [Message] {
    for name in ["errors", "error", "message", "detail"] {
      switch document[name] {
      case .list(let items) where !items.isEmpty: return items.map(Message.init)
      case .some(let value) where !isEmpty(value): return [Message(value)]
      default: continue
      }
    }
    switch document {
    case .null, .text(""), .list([]): return []
    case .object(let members) where members.allSatisfy({ isEmpty($0.value) }): return []
    case .list(let items): return items.map(Message.init)
    default: return [Message(document)]
    }
  }

  private static func isEmpty(_ value: JSONFragment) -> Bool {
    [.null, .text(""), .list([]), .object([])].contains(value)
  }

  /// Runs of blanks and line ends become one blank: a page of HTML is then one line.
  private static func oneLine(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }

  private static func shown(_ text: String) -> String {
    let cut = text.count > maxCharacters ? text.prefix(maxCharacters) + "…" : text[...]
    return Quotation.escape(String(cut))
  }
}

/// Finds out whether a complaint means that the body has the other shape.
///
/// `review: This value should not be blank.` does, `review 3: title is required` does not: between the name of
/// the field and the word for its absence only such words may stand as say nothing.
enum MissingFieldComplaint {
  private static let fields: Set<String> = ["review", "product_identification", "productidentification"]
  private static let absences: Set<String> = [
    "absent", "blank", "empty", "lacks", "mandatory", "missing", "null", "required", "undefined", "without",
  ]
  private static let fillers: Set<String> = [
    "a", "an", "and", "at", "be", "body", "but", "cannot", "code", "detail", "error", "expected", "field",
    "in",
    "is", "it", "json", "key", "loc", "may", "member", "message", "msg", "must", "node", "not", "object",
    "of",
    "or", "parameter", "path", "payload", "property", "propertypath", "request", "root", "should", "the",
    "this", "to", "type", "value", "was", "were", "with",
  ]
  /// `is not set`, `not found`, `must be present`: absence in two words.
  private static let presences: Set<String> = ["defined", "found", "given", "present", "provided", "set"]

  /// `texts` are the strings of one message, in order.
  static func isMade(in texts: [String]) -> Bool {
    let words = texts.flatMap(Self.words)
    var isNegated = false
    let signs = words.compactMap { word -> Sign? in
      if fillers.contains(word) {
        isNegated = isNegated || word == "not" || word == "must"
        return nil
      }
      defer { isNegated = false }
      if fields.contains(word) { return .field }
      return absences.contains(word) || (isNegated && presences.contains(word)) ? .absence : .other
    }
    return zip(signs, signs.dropFirst()).contains { $0 == (.field, .absence) || $0 == (.absence, .field) }
  }

  private enum Sign { case field, absence, other }

  /// Words of letters, digits and underscores, in lower case.
  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
  }
}
