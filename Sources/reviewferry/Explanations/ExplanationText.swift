/// Explanations for a terminal.
enum ExplanationText {
  static func text(_ explanation: Explanation, width: Int) -> String {
    let parts = [
      ("why", explanation.cause), ("data", explanation.fate), ("do", explanation.remedy),
    ]
    var text = "\(explanation.code)\n\(wrapped(explanation.meaning, first: "  ", width: width))\n"
    for (name, words) in parts { text += wrapped(words, first: name.padded(to: 6), width: width) }
    guard !explanation.example.isEmpty else { return text }
    return text + "\n" + explanation.example.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
  }

  /// One line a code.
  static func list(_ explanations: [Explanation]) -> String {
    let width = explanations.map(\.code.count).max() ?? 0
    return explanations.map { "\($0.code.padded(to: width))  \($0.meaning)\n" }.joined()
  }

  /// Lines of at most `width` columns; those after the first are indented as far as it is.
  static func wrapped(_ words: String, first: String, width: Int) -> String {
    let indent = String(repeating: " ", count: first.count)
    var (lines, line) = ([String](), first)
    for word in words.split(separator: " ") {
      let isEmpty = line.count <= first.count
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = indent + word
      } else {
        line += isEmpty ? "\(word)" : " \(word)"
      }
    }
    return (lines + [line]).map { $0 + "\n" }.joined()
  }
}
