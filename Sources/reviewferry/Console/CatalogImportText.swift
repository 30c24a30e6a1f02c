import Catalog
import Ledger
import Records

/// What `catalog import` says at its end, on standard error.
enum CatalogImportText {
  static func summary(_ outcome: ImportOutcome, format: ProblemFormat) -> String {
    format == .json ? json(outcome) : text(outcome)
  }

  /// `3 products and 1 model`; what there is none of is left out.
  static func items(_ products: Int, _ models: Int) -> String {
    let parts = [(products, "product"), (models, "model")].filter { $0.0 > 0 }.map {
      Numerals.counted($0.0, $0.1)
    }
    return parts.isEmpty ? "no products" : parts.joined(separator: " and ")
  }

  private static func text(_ outcome: ImportOutcome) -> String {
    var text = outcome.files.map { file($0) + "\n" }.joined()
    if let deleted = outcome.deleted {
      text += "not in the files, so deleted: \(Numerals.counted(deleted, "item"))\n"
    }
    if outcome.ambiguous > 0 {
      text += "ambiguous in the catalog: \(Numerals.counted(outcome.ambiguous, "identifier"))\n"
    }
    let wasRead = outcome.files.contains { $0.reading != nil }
    return text + (wasRead ? "as of \(Moment.text(milliseconds: outcome.shown))\n" : "")
  }

  private static func file(_ file: ImportOutcome.File) -> String {
    let name = Quotation.escape(file.name)
    guard let reading = file.reading else { return "\(name): not read" }
    var counts = [
      (reading.new, new(reading)), (reading.changed, "changed"), (reading.unchanged, "unchanged"),
      (reading.older, "known from a later reading"), (reading.duplicates, "named again"),
    ].filter { $0.0 > 0 }.map { "\(Numerals.grouped($0.0)) \($0.1)" }
    counts.append("\(Numerals.grouped(file.rejected)) rejected")
    return
      "\(name): \(items(reading.products, reading.models)): \(counts.joined(separator: ", ")); \(keys(file))"
  }

  private static func new(_ reading: CatalogReadingOutcome) -> String {
    let deleted = reading.newlyDeleted
    return deleted > 0 ? "new (\(Numerals.grouped(deleted)) of them deleted since)" : "new"
  }

  private static func keys(_ file: ImportOutcome.File) -> String {
    if file.keys.isEmpty { return "no keys" }
    let keys = zip(file.keys, file.columns).map { key, column in
      let source = column == key.name ? "" : " from '\(Quotation.escape(column))'"
      return "\(Quotation.escape(key.name))\(source) (\(key.normalisation.text))"
    }
    return "keys \(keys.joined(separator: ", "))"
  }

  private struct Line: Encodable {
    var event = "summary"
    var command = "catalog import"
    var as_of: String
    var files: [File]
    var deleted: Int?
    var ambiguous: Int
  }

  private struct File: Encodable {
    var file: String
    var read: Int
    var rejected: Int
    var products: Int
    var models: Int
    var new: Int
    var changed: Int
    var unchanged: Int
    var older: Int
    var duplicates: Int
    var keys: [String]
  }

  private static func json(_ outcome: ImportOutcome) -> String {
    DocumentJSON.line(
      Line(
        as_of: Moment.text(milliseconds: outcome.shown), files: outcome.files.map(line),
        deleted: outcome.deleted,
        ambiguous: outcome.ambiguous))
  }

  private static func line(_ file: ImportOutcome.File) -> File {
    let reading = file.reading ?? CatalogReadingOutcome()
    return File(
      file: file.name, read: file.read, rejected: file.rejected, products: reading.products,
      models: reading.models,
      new: reading.new, changed: reading.changed, unchanged: reading.unchanged, older: reading.older,
      duplicates: reading.duplicates, keys: file.keys.map { "\($0.name):\($0.normalisation.text)" })
  }
}
