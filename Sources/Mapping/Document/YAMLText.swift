/// Finds places in the text of a YAML file as libyaml counts them.
enum YAMLText {
  /// The index of the scalar at a line and column, or nil behind the end.
  static func index(of mark: MappingMark, in text: String) -> String.Index? {
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    var line = 1
    while line < mark.line {
      guard index < scalars.endIndex else { return nil }
      let scalar = scalars[index]
      index = scalars.index(after: index)
      if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" {
        index = scalars.index(after: index)
      }
      if isBreak(scalar) { line += 1 }
    }
    guard let found = scalars.index(index, offsetBy: mark.column - 1, limitedBy: scalars.endIndex),
      found < scalars.endIndex
    else { return nil }
    return found
  }

  /// The line and column of the character at an offset.
  static func mark(ofCharacter offset: Int, in text: String) -> MappingMark {
    var mark = MappingMark(line: 1, column: 1)
    for character in text.prefix(offset) {
      if character.isNewline {
        mark = MappingMark(line: mark.line + 1, column: 1)
      } else {
        mark.column += character.unicodeScalars.count
      }
    }
    return mark
  }

  /// The line breaks of YAML 1.1.
  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar == "\r" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
  }
}
