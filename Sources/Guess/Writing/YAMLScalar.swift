/// Writes texts as YAML scalars that read back as the same text.
enum YAMLScalar {
  private static let words: Set<String> = [
    "true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", "nan", "inf",
  ]

  /// Plain where nobody could take it for anything else, also inside `{ }` and `[ ]`.
  static func text(_ text: String) -> String {
    if isPlain(text) { return text }
    let isSimple = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !isSpecial($0) }
    if isSimple && text.contains("\\") && !text.contains("'") { return "'\(text)'" }
    return quoted(text)
  }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 200 else { return false }
    let isWordStart = isLetter(first) || (first == UInt8(ascii: ".") && text.utf8.count > 1) || text == "."
    guard isWordStart, last != 0x20, !words.contains(text.lowercased()) else { return false }
    return text.utf8.allSatisfy { isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || "_ ./-+@*".utf8.contains($0) }
      && !text.contains(" #") && text.first != "-"
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

  /// Line separators, marks and surrogates that YAML or an editor would treat as something else.
  private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
    (0x80..<0xA0).contains(scalar.value) || [0x2028, 0x2029, 0xFEFF].contains(scalar.value)
      || scalar.value & 0xFFFE == 0xFFFE || (0x200E...0x200F).contains(scalar.value)
      || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }

  /// In double quotes.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || isSpecial(scalar):
        let digits = String(scalar.value, radix: 16)
        let width = scalar.value > 0xFFFF ? 8 : 4
        result += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// A comment, broken into lines of at most `width` characters, all indented alike.
  static func comment(_ text: String, indent: Int, width: Int = 120) -> [String] {
    let start = String(repeating: " ", count: indent) + "# "
    var lines: [String] = []
    var line = ""
    for word in oneLine(text).split(separator: " ") {
      if !line.isEmpty && start.count + line.count + 1 + word.count > width {
        lines.append(start + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    return line.isEmpty ? lines : lines + [start + line]
  }

  /// A comment ends with its line, so nothing from outside may begin another.
  private static func oneLine(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F || isSpecial($0) ? " " : $0 }))
  }
}
