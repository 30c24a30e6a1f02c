/// Splits `'{shop}-{id}'` into literals and selectors; `{{` and `}}` stand for braces.
enum TemplateText {
  enum Piece: Equatable {
    case literal(String)
    case selector(String)
  }

  /// The end of the sentence "the template '…' …".
  struct Fault: Error, Equatable {
    var sentence: String
  }

  static func parse(_ text: String) -> Result<[Piece], Fault> {
    var pieces: [Piece] = []
    var literal = ""
    var rest = Substring(text)
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        literal.append(character)
        rest.removeFirst()
      case "}": return .failure(Fault(sentence: "has a '}' without a '{'; '}}' stands for a brace"))
      case "{":
        guard let end = rest.firstIndex(of: "}") else {
          return .failure(Fault(sentence: "has a '{' without a '}'; '{{' stands for a brace"))
        }
        let selector = rest[..<end].trimmed
        guard !selector.isEmpty else { return .failure(Fault(sentence: "has braces without a selector")) }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        literal = ""
        pieces.append(.selector(selector))
        rest = rest[rest.index(after: end)...]
      default: literal.append(character)
      }
    }
    if !literal.isEmpty { pieces.append(.literal(literal)) }
    guard pieces.contains(where: { if case .selector = $0 { true } else { false } }) else {
      return .failure(
        Fault(sentence: "has no selector in braces; use 'const' for text that is always the same"))
    }
    return .success(pieces)
  }
}

extension Substring {
  /// Without spaces and tabs around it.
  fileprivate var trimmed: String {
    var text = self
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
