/// A selector of an XML source: where to climb, which direct children to descend, which attribute to read.
///
/// ```
/// ratings/overall/@min     climbs 0   steps ratings, overall   attribute min
/// ../../ExternalId         climbs 2   steps ExternalId
/// .                        climbs 0   the element's own text
/// ```
struct XMLSelector: Equatable {
  /// How many levels above the record (or the item) the steps begin.
  var climbs = 0
  /// Local names of direct children.
  var steps: [String] = []
  var attribute: String?

  /// What is wrong with a selector.
  struct Fault: Error, Equatable {
    var sentence: String
  }

  init(_ text: String) throws(Fault) {
    if text.isEmpty { throw Fault(sentence: "an XML selector is empty; '.' is the element's own text") }
    if text.hasPrefix("/") {
      throw Fault(
        sentence: "begins with '/'; an XML selector is relative to the record, such as 'ratings/overall'")
    }
    for part in text.split(separator: "/", omittingEmptySubsequences: false) {
      try append(String(part))
    }
  }

  private mutating func append(_ part: String) throws(Fault) {
    if attribute != nil {
      throw Fault(sentence: "goes on behind an attribute; '@name' must be the last step")
    }
    switch part {
    case "": throw Fault(sentence: "has an empty step; '//' is not understood, name each direct child")
    case ".": return
    case "..":
      guard steps.isEmpty else {
        throw Fault(sentence: "has '..' behind a name; '..' may only begin a selector")
      }
      climbs += 1
    default:
      let isAttribute = part.hasPrefix("@")
      let name = isAttribute ? String(part.dropFirst()) : part
      if let sentence = Self.nameFault(name) { throw Fault(sentence: sentence) }
      if isAttribute { attribute = name } else { steps.append(name) }
    }
  }

  /// What the mapping's check says of a selector, or nil.
  @Sendable static func fault(_ text: String) -> String? {
    do throws(Fault) {
      _ = try XMLSelector(text)
      return nil
    } catch {
      return error.sentence
    }
  }

  /// Says why a text is not the local name of an element or attribute, or nil.
  static func nameFault(_ name: String) -> String? {
    guard let first = name.unicodeScalars.first else { return "has '@' without a name" }
    if let colon = name.firstIndex(of: ":") {
      let local = String(name[name.index(after: colon)...])
      return "has a namespace prefix; names are matched without it: write '\(local)'"
    }
    let isName = name.unicodeScalars.allSatisfy { $0.value > 127 || isNameByte($0.value) }
    if isName && (first.value > 127 || first == "_" || first.properties.isAlphabetic) { return nil }
    return "has a step that is no XML name; conditions, wildcards and functions are not understood"
  }

  private static func isNameByte(_ value: UInt32) -> Bool {
    switch UInt8(value) {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
