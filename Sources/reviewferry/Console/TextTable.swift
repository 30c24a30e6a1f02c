import Records

/// A table that fits the terminal: flexible columns are cut first, then whatever is widest.
struct TextTable {
  var headers: [String]
  var rows: [[String]]
  /// Columns of ids and texts, which are cut before any other is.
  var flexible: [Int] = []

  /// The lines of the table, none wider than `width` (but for terminals narrower than the headers).
  func lines(width: Int) -> [String] {
    let shown = rows.map { $0.map(Self.oneLine) }
    let widths = columnWidths(shown, width: width)
    return ([headers] + shown).map { cells in
      let text = zip(cells, widths).map { DisplayWidth.fit($0, to: $1) }.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// Line breaks and control characters would break the table.
  static func oneLine(_ text: String) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return Quotation.escape(words)
  }

  private func columnWidths(_ rows: [[String]], width: Int) -> [Int] {
    let full = headers.indices.map { column in
      max(DisplayWidth.of(headers[column]), rows.map { DisplayWidth.of($0[column]) }.max() ?? 0)
    }
    let available = width - 2 * (headers.count - 1)
    let textsCut = Self.cut(full, flexible, atLeast: 12, to: available)
    return Self.cut(textsCut, Array(headers.indices), atLeast: 4, to: available)
  }

  /// Water filling: the widest of the columns are cut to a common width until all fit, the last ones first.
  private static func cut(_ full: [Int], _ columns: [Int], atLeast least: Int, to available: Int) -> [Int] {
    var widths = full
    while widths.reduce(0, +) > available {
      guard let widest = columns.map({ widths[$0] }).max(), widest > least else { break }
      for column in columns.reversed() where widths[column] == widest && widths.reduce(0, +) > available {
        widths[column] -= 1
      }
    }
    return widths
  }
}
