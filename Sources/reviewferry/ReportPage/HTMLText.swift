/// Text in HTML that can be nothing but text.
enum HTMLText {
  /// Characters of a text from outside that are shown.
  static let limit = 200
  /// Accents above one another that are shown as such; more would grow over the neighbouring lines.
  private static let mostAccents = 4

  /// Our own words, and what has a form of its own, for elements and attributes.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars { append(scalar, to: &result) }
    return result
  }

  /// Text from outside: in its own direction, what cannot be seen made visible, and cut.
  static func foreign(_ text: String, limit: Int = limit) -> String {
    "<bdi dir=\"auto\">\(visible(text, limit: limit) { "<span class=\"mark\">\($0)</span>" })</bdi>"
  }

  /// The same where no element may stand: in a title or an attribute.
  static func plain(_ text: String, limit: Int = limit) -> String {
    visible(text, limit: limit) { "[\($0)]" }
  }

  private static func visible(_ text: String, limit: Int, _ mark: (String) -> String) -> String {
    var result = ""
    var accents = 0
    // What is marked several times in a row is marked once.
    var marked = (name: "", count: 0)
    func endMark() {
      if marked.count > 0 {
        result += mark(marked.count > 1 ? "\(marked.name) ×\(marked.count)" : marked.name)
      }
      marked = ("", 0)
    }
    for scalar in text.unicodeScalars.prefix(limit) {
      accents = isAccent(scalar) ? accents + 1 : 0
      let name = name(of: scalar) ?? (accents > mostAccents ? code(scalar) : nil)
      if name != marked.name { endMark() }
      if let name { marked = (name, marked.count + 1) } else { append(scalar, to: &result) }
    }
    endMark()
    let count = text.unicodeScalars.count
    return count > limit ? "\(result)… (\(Numerals.grouped(count)) characters)" : result
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar {
    case "&": text += "&amp;"
    case "<": text += "&lt;"
    case ">": text += "&gt;"
    case "\"": text += "&quot;"
    case "'": text += "&#39;"
    default: text.unicodeScalars.append(scalar)
    }
  }

  // MARK: What cannot be seen

  /// What is shown instead of a character that cannot be seen, or that changes how others are.
  private static func name(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\n": return "↵"
    case "\t": return "⇥"
    // They join letters of Persian, and the persons of an emoji.
    case "\u{200c}", "\u{200d}": return nil
    // Signs that stand before a number, in Arabic and Syriac.
    case "\u{600}"..."\u{605}", "\u{6dd}", "\u{70f}", "\u{890}", "\u{891}", "\u{8e2}": return nil
    // Letters of Hangul, and a pattern of Braille, without a shape.
    case "\u{115f}", "\u{1160}", "\u{3164}", "\u{ffa0}", "\u{2800}": return code(scalar)
    default: break
    }
    if scalar.properties.isNoncharacterCodePoint { return code(scalar) }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: code(scalar)
    default: nil
    }
  }

  private static func isAccent(_ scalar: Unicode.Scalar) -> Bool {
    let category = scalar.properties.generalCategory
    return category == .nonspacingMark || category == .enclosingMark
  }

  /// As people look characters up: `U+202E`.
  private static func code(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
