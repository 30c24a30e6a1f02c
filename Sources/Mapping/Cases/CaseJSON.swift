/// Writes the record of a case as JSON text: plain numbers, `true`, `false` and `null` are what JSON takes
/// them for.
enum CaseJSON {
  static func text(_ node: YAMLNode) -> String {
    switch node.content {
    case .null: "null"
    case .scalar(let text, let isPlain): isPlain && isLiteral(text) ? text : quoted(text)
    case .list(let items): "[" + items.map { Self.text($0) }.joined(separator: ",") + "]"
    case .map(let entries):
      "{" + entries.map { "\(quoted($0.key)):\(Self.text($0.value))" }.joined(separator: ",") + "}"
    }
  }

  /// Whether JSON knows the text as a number or a truth value, as it stands.
  static func isLiteral(_ text: String) -> Bool {
    if text == "true" || text == "false" { return true }
    var rest = Substring(text)
    if rest.first == "-" { rest.removeFirst() }
    let whole = digits(&rest)
    guard whole == "0" || (!whole.isEmpty && !whole.hasPrefix("0")) else { return false }
    if rest.first == "." {
      rest.removeFirst()
      guard !digits(&rest).isEmpty else { return false }
    }
    if rest.first == "e" || rest.first == "E" {
      rest.removeFirst()
      if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
      guard !digits(&rest).isEmpty else { return false }
    }
    return rest.isEmpty
  }

  private static func digits(_ text: inout Substring) -> Substring {
    let digits = text.prefix { $0.isASCII && $0.isWholeNumber }
    text.removeFirst(digits.count)
    return digits
  }

  /// A JSON string (RFC 8259 §7).
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
