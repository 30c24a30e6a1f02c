import Readers
import Records

/// How the records of a CSV sample are written.
struct CSVShape: Equatable, Sendable {
  var delimiter = UInt8(ascii: ",")
  var quote: UInt8? = UInt8(ascii: "\"")
  var isBackslash = false
  var hasHeader = true
  var skipLines = 0
  var columnCount = 1
  /// Records with as many cells as the first, of all.
  var evenShare = 1.0

  /// The options that differ from the defaults.
  var options: [String: OptionValue] {
    var values: [String: OptionValue] = [:]
    if delimiter != UInt8(ascii: ",") { values["delimiter"] = .byte(delimiter) }
    if quote != UInt8(ascii: "\"") { values["quote"] = .byte(quote) }
    if isBackslash { values["escape"] = .text("backslash") }
    if !hasHeader { values["header"] = .flag(false) }
    if skipLines > 0 { values["skip_lines"] = .integer(skipLines) }
    return values
  }
}

/// Reads a CSV sample as rows of cells, by the real reader.
struct CSVRows {
  /// Cells; nil where a row has none.
  var rows: [[FieldValue?]] = []
  var unreadable = 0

  /// `columns` is how many cells a record is to have.
  init(_ text: [UInt8], _ shape: CSVShape, columns: Int, rowLimit: Int, isRaggedAllowed: Bool = false) {
    var options = SourceOptions(format: "csv", values: shape.options)
    options.values["header"] = .flag(false)
    options.values["ragged"] = .text(isRaggedAllowed ? "allow" : "reject")
    let selectors = SelectorSet(selectors: (1...max(columns, 1)).map { "#\($0)" })
    guard let format = ReaderRegistry.format(named: "csv"),
      let reader = try? format.makeReader(
        ReaderInput(source: MemoryByteSource(text), options: options, selectors: selectors, file: "sample"))
    else { return }
    _ = try? reader.bind()
    let batch = RecordBatch(slotCount: selectors.selectors.count)
    var isOpen = true
    while isOpen && rows.count < rowLimit {
      batch.removeAll()
      isOpen = reader.read(into: batch)
      for row in 0..<batch.rowCount { rows.append(Self.cells(batch, row)) }
      unreadable += batch.unreadable.count
    }
  }

  private static func cells(_ batch: RecordBatch, _ row: Int) -> [FieldValue?] {
    (0..<batch.slotCount).map { column in
      let slot = batch.slot(row: row, column: column)
      guard slot.kind != .missing else { return nil }
      return FieldValue(text: String(decoding: batch.view(slot), as: UTF8.self), kind: slot.kind)
    }
  }
}
