/// Whether the first record of a CSV sample names the columns.
enum CSVHeaderGuess {
  static func isHeader(_ first: [FieldValue?], _ rows: ArraySlice<[FieldValue?]>) -> Bool {
    let cells = first.map { $0?.text ?? "" }
    let filled = cells.filter { !$0.isEmpty }
    guard !filled.isEmpty, filled.allSatisfy({ $0.count <= 80 }) else { return false }
    if filled.contains(where: { FieldLexicon.knows($0) }) { return true }
    guard Set(filled).count == filled.count, !filled.contains(where: isValue) else { return false }
    if rows.isEmpty { return false }
    // A column of numbers whose first cell is a word.
    return cells.indices.contains { column in
      let values = rows.prefix(50).compactMap { $0.indices.contains(column) ? $0[column]?.text : nil }
      return !values.isEmpty && values.allSatisfy(isValue)
    }
  }

  /// A number, a date or an address: no name of a column.
  private static func isValue(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    return first.properties.numericType != nil || text.contains("@") || text.contains("://")
  }
}
