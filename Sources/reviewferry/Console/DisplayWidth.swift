/// How many terminal columns text takes.
enum DisplayWidth {
  /// Two columns for East Asian wide characters and emoji, none for combining marks (Unicode TR 11).
  static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    if scalar.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    case 0x0300...0x036F, 0x200B...0x200F, 0xFE00...0xFE0F: return 0
    default: return 1
    }
  }

  static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

  /// The text in exactly `width` columns: cut with `…`, or filled with blanks.
  static func fit(_ text: String, to width: Int) -> String {
    let full = of(text)
    if full <= width { return text + String(repeating: " ", count: width - full) }
    var result = ""
    var used = 0
    for character in text {
      let next = of(character)
      if used + next > width - 1 { break }
      result.append(character)
      used += next
    }
    return result + "…" + String(repeating: " ", count: max(0, width - 1 - used))
  }
}
