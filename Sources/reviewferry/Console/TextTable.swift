import Records

/// A table that fits the terminal: narrow columns keep their width, wide ones share what is left.
struct TextTable {
  var headers: [String]
  var rows: [[String]]

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

  /// Water filling: the widest columns are cut to a common width until the table fits.
  private func columnWidths(_ rows: [[String]], width: Int) -> [Int] {
    var widths = headers.indices.map { column in
      max(DisplayWidth.of(headers[column]), rows.map { DisplayWidth.of($0[column]) }.max() ?? 0)
    }
    let available = width - 2 * (headers.count - 1)
    while widths.reduce(0, +) > available, let widest = widths.max(), widest > 4 {
      let runnerUp = widths.filter { $0 < widest }.max() ?? 4
      let excess = widths.reduce(0, +) - available
      let columns = widths.count { $0 == widest }
      let cut = max(1, min(widest - max(runnerUp, 4), (excess + columns - 1) / columns))
      widths = widths.map { $0 == widest ? $0 - cut : $0 }
    }
    return widths
  }
}
