/// Finds the delimiter and the quotes: those with which most records have as many cells as the first.
enum CSVShapeGuess {
  /// Enough to tell, and little to read for each of the candidates.
  private static let trialBytes = 128 << 10
  private static let maxPreamble = 6
  private static let delimiters = Array(",;\t|^~".utf8)

  static func shape(_ text: [UInt8]) -> CSVShape {
    var base = CSVShape()
    var trial = text[...]
    let hint = separatorHint(text)
    if let hint {
      base.delimiter = hint
      base.skipLines = 1
    }
    if trial.count > trialBytes { trial = cut(trial.prefix(trialBytes)) }
    let bytes = Array(trial)
    let delimiters = hint.map { [$0] } ?? delimiters
    let best = best(bytes, base, delimiters)
    return best.columnCount > 1 ? best : behindPreamble(bytes, base, delimiters) ?? best
  }

  private static func best(_ text: [UInt8], _ base: CSVShape, _ delimiters: [UInt8]) -> CSVShape {
    let shapes = delimiters.map { delimiter in
      var shape = base
      shape.delimiter = delimiter
      return bestQuoting(text, shape)
    }
    return shapes.max { rank($0) < rank($1) } ?? base
  }

  /// Some programs write a title and a date above the table.
  private static func behindPreamble(_ text: [UInt8], _ base: CSVShape, _ delimiters: [UInt8]) -> CSVShape? {
    for lines in 1...maxPreamble {
      var shape = base
      shape.skipLines = lines
      let found = best(text, shape, delimiters)
      if found.columnCount > 2 && found.evenShare >= 0.9 { return found }
    }
    return nil
  }

  /// Excel's own first line, `sep=;`.
  private static func separatorHint(_ text: [UInt8]) -> UInt8? {
    let line = text.prefix { $0 != 0x0A && $0 != 0x0D }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
      return nil
    }
    return line.last
  }

  private static func cut(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.lastIndex(of: 0x0A).map { bytes[...$0] } ?? bytes
  }

  /// Several columns before one, then evenness, then the number of columns.
  private static func rank(_ shape: CSVShape) -> Double {
    (shape.columnCount > 1 ? 100 : 0) * (shape.evenShare >= 0.3 ? 1 : 0.1) + shape.evenShare * 10
      + Double(min(shape.columnCount, 50)) / 50
  }

  private static func bestQuoting(_ text: [UInt8], _ base: CSVShape) -> CSVShape {
    let quoted = measured(text, base)
    var best = quoted
    if text.contains(UInt8(ascii: "\"")) {
      if text.indices.dropLast().contains(where: { text[$0] == 0x5C && text[$0 + 1] == 0x22 }) {
        var shape = base
        shape.isBackslash = true
        let found = measured(text, shape)
        if found.shape.evenShare >= best.shape.evenShare && found.rows >= best.rows { best = found }
      }
      var shape = base
      shape.quote = nil
      let bare = measured(text, shape)
      let isBetter = bare.shape.evenShare > best.shape.evenShare
      // Quotes that swallow lines leave fewer records, each as even as the others.
      if bare.shape.columnCount > 1,
        isBetter || (bare.shape.evenShare == best.shape.evenShare && bare.rows > best.rows)
      {
        best = bare
      }
    }
    return best.shape
  }

  private static func measured(_ text: [UInt8], _ base: CSVShape) -> (shape: CSVShape, rows: Int) {
    var shape = base
    shape.columnCount = usualWidth(text, base)
    let rows = CSVRows(text, shape, columns: 1, rowLimit: 2000)
    let total = rows.rows.count + rows.unreadable
    shape.evenShare = total == 0 ? 0 : Double(rows.rows.count) / Double(total)
    return (shape, rows.rows.count)
  }

  /// The number of cells of the first record.
  private static func usualWidth(_ text: [UInt8], _ shape: CSVShape) -> Int {
    let first = CSVRows(text, shape, columns: 256, rowLimit: 1, isRaggedAllowed: true).rows.first ?? []
    return max(first.lastIndex { $0 != nil }.map { $0 + 1 } ?? 1, 1)
  }
}
