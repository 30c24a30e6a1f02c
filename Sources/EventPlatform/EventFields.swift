import Records

/// The attributes of an event, checked as they are taken.
struct EventFields {
  private let document: JSONFragment

  init(_ document: JSONFragment) { self.document = document }

  /// A text that must be there and not be empty.
  func required(_ name: String, maxBytes: Int) throws(Problem) -> String {
    try EventText.required(document[name], name, maxBytes: maxBytes)
  }

  /// A text that may be absent; one that is none, or too long to be meant, is as if it were.
  func optional(_ name: String) -> String? { EventText.optional(document[name]) }

  /// Attributes mean something else in other versions; without a version they are taken for those of 1.0.
  func checkVersion() throws(Problem) {
    switch document["specversion"] {
    case nil, .null: return
    case .text(let version) where version == "1" || version.hasPrefix("1."): return
    case let other?: throw EventProblem.version(other.text ?? other.compact)
    }
  }

  /// Milliseconds since 1970.
  func time() throws(Problem) -> Int64 {
    let text = try required("time", maxBytes: EventLimits.maxNameBytes)
    guard let time = EventTime.milliseconds(text) else { throw EventProblem.time("time", text) }
    return time
  }

  func data() throws(Problem) -> EventData {
    switch document["data"] {
    case nil, .null: throw EventProblem.missing("data")
    case .object(let members)?: return EventData(.object(members))
    default: throw EventProblem.notAnObject("data")
    }
  }
}

/// Texts inside an event.
enum EventText {
  static func required(
    _ value: JSONFragment?, _ name: String, maxBytes: Int = EventLimits.maxNameBytes
  ) throws(Problem) -> String {
    switch value {
    case nil, .null: throw EventProblem.missing(name)
    case .text(let text)?:
      guard !text.isEmpty else { throw EventProblem.empty(name) }
      guard text.utf8.count <= maxBytes else { throw EventProblem.tooLong(name, maxBytes) }
      guard !hasControls(text) else { throw EventProblem.controls(name) }
      return text
    default: throw EventProblem.notText(name)
    }
  }

  static func optional(_ value: JSONFragment?) -> String? {
    guard let text = value?.text, !text.isEmpty, text.utf8.count <= EventLimits.maxNameBytes,
      !hasControls(text)
    else { return nil }
    return text
  }

  /// CloudEvents allows none, and SQLite would end a text at U+0000.
  private static func hasControls(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
  }
}
