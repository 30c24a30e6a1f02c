import Records

/// The `source:` line of a mapping.
struct SourceText {
  var format: String
  var pointer: String?
  var encoding: String?
  var options: [String: OptionValue]

  var line: String { "source: { \(entries.map { "\($0.name): \($0.value)" }.joined(separator: ", ")) }" }

  private var entries: [(name: String, value: String)] {
    var entries = [("format", format)]
    if let pointer, !(format == "json" && pointer.isEmpty) {
      entries.append(("records", YAMLScalar.text(pointer)))
    }
    if let encoding { entries.append(("encoding", encoding)) }
    for name in ["streams", "delimiter", "quote", "escape", "header", "skip_lines", "null_values"] {
      if let value = options[name] { entries.append((name, Self.yaml(value))) }
    }
    return entries
  }

  private static func yaml(_ value: OptionValue) -> String {
    switch value {
    case .text(let text): YAMLScalar.text(text)
    case .byte(let byte?) where byte == 0x09: "tab"
    case .byte(let byte?): YAMLScalar.quoted(String(Character(Unicode.Scalar(byte))))
    case .byte(nil): "none"
    case .flag(let flag): flag ? "true" : "false"
    case .integer(let number): String(number)
    case .textList(let items):
      "[" + items.map { $0 == "NULL" ? "\"NULL\"" : YAMLScalar.text($0) }.joined(separator: ", ") + "]"
    }
  }
}
