/// One level of the path of the records: a local name, or any.
enum XMLPathStep: Equatable {
  case name(String)
  case any

  func matches(_ name: String) -> Bool { self == .any || self == .name(name) }

  /// Reads `/Feed/Product/Reviews/Review`; the first slash may be left out.
  static func path(_ text: String) throws(XMLSelector.Fault) -> [XMLPathStep] {
    let relative = text.hasPrefix("/") ? String(text.dropFirst()) : text
    var steps: [XMLPathStep] = []
    for part in relative.split(separator: "/", omittingEmptySubsequences: false) {
      if part == "*" {
        steps.append(.any)
        continue
      }
      if let sentence = XMLSelector.nameFault(String(part)) {
        throw XMLSelector.Fault(sentence: part.isEmpty ? "has an empty step" : sentence)
      }
      steps.append(.name(String(part)))
    }
    return steps
  }

  static func text(_ steps: some Sequence<XMLPathStep>) -> String {
    steps.map { step in
      switch step {
      case .name(let name): name
      case .any: "*"
      }
    }.joined(separator: "/")
  }
}
