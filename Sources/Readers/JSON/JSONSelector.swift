/// A selector of the JSON format, taken apart.
///
/// ```
/// reviewer.name   images.0.url   /reviewer/name   .   ../page_id   ../../feed.name
/// ```
struct JSONSelector: Equatable {
  /// How many `../` stood in front.
  var climbs: Int
  /// Names of members or numbers of elements, outermost first; none for `.`.
  var steps: [String]

  /// What is wrong with a selector, as a lower-case sentence.
  struct Fault: Error, Equatable {
    var sentence: String
  }

  init(climbs: Int, steps: [String]) {
    self.climbs = climbs
    self.steps = steps
  }

  init(_ text: String) throws(Fault) {
    var rest = Substring(text)
    climbs = 0
    while rest.hasPrefix("../") {
      climbs += 1
      rest = rest.dropFirst(3)
    }
    if rest.isEmpty { throw Fault(sentence: Self.emptySentence(climbs: climbs)) }
    if rest == "." {
      steps = []
    } else if rest.hasPrefix("/") {
      steps = try JSONPointer.steps(String(rest))
    } else {
      steps = try Self.dottedSteps(rest)
    }
  }

  /// Says what is wrong with a selector, or nil.
  static func fault(_ text: String) -> String? {
    do throws(Fault) {
      _ = try JSONSelector(text)
      return nil
    } catch {
      return error.sentence
    }
  }

  private static func emptySentence(climbs: Int) -> String {
    climbs == 0
      ? "the selector is empty; expected a path such as reviewer.name, or '.' for the record itself"
      : "'../' stands alone; expected a path behind it, such as ../page_id"
  }

  private static func dottedSteps(_ text: Substring) throws(Fault) -> [String] {
    let steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if steps.contains("") {
      throw Fault(
        sentence: "the path has an empty step; a name that contains a dot or is empty "
          + "is written as a JSON Pointer, such as /a.b")
    }
    return steps
  }
}

/// Reads JSON Pointers (RFC 6901).
enum JSONPointer {
  /// The unescaped steps of a pointer that is empty or begins with `/`.
  static func steps(_ text: String) throws(JSONSelector.Fault) -> [String] {
    if text.isEmpty { return [] }
    guard text.hasPrefix("/") else {
      throw JSONSelector.Fault(sentence: "a JSON Pointer begins with '/'")
    }
    var steps: [String] = []
    for step in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      steps.append(try unescape(step))
    }
    return steps
  }

  private static func unescape(_ step: Substring) throws(JSONSelector.Fault) -> String {
    guard step.contains("~") else { return String(step) }
    var result = ""
    var characters = step.makeIterator()
    while let character = characters.next() {
      guard character == "~" else {
        result.append(character)
        continue
      }
      switch characters.next() {
      case "0": result.append("~")
      case "1": result.append("/")
      default:
        throw JSONSelector.Fault(
          sentence: "'~' in a JSON Pointer is written ~0, and '/' in a name ~1")
      }
    }
    return result
  }
}
