import Pipeline

/// Why records were rejected or filtered, with a few examples of each reason.
struct ReportReasons {
  /// Reasons that are listed; there are never so many but in a summary that somebody made.
  private static let mostReasons = 200
  private static let mostExamples = 10

  private let document: SummaryDocument

  init(_ document: SummaryDocument) { self.document = document }

  // MARK: Rejected

  var rejects: String {
    let known = document.rejects
    guard !known.isEmpty else { return "" }
    let all = known.reduce(0) { $0 + $1.count }
    let table = ReportTable(
      caption: "Rejected records by reason", head: ["Reason", "Records", "Share"],
      rows: known.prefix(Self.mostReasons).map { reject in
        [
          .html(
            "<code>\(HTMLText.foreign(reject.code))</code>\(meaning(reject.code))\(examples(reject.examples))"
          ),
          .number(reject.count), .share(reject.count, of: all),
        ]
      })
    return ReportPage.section("Rejected", isLong: true, table.html + advice)
  }

  private func meaning(_ code: String) -> String {
    let explanation = Explanations.all.first { $0.code == code }
    return explanation.map { " <span class=\"note\">\(HTMLText.escaped($0.meaning))</span>" } ?? ""
  }

  private var advice: String {
    if document.details == nil { return ReportPage.note("'reviewferry --explain CODE' says what to do.") }
    let values =
      document.details?.shows_values == true
      ? "The examples show what reviewers wrote: mind who gets this page."
      : "What reviewers wrote is not shown, and of other values only numbers and dates; a run with '--show-values' shows all."
    let list =
      document.details?.command == "reconcile" ? "" : "'reviewferry rejects list' lists the records. "
    return ReportPage.note("'reviewferry --explain CODE' says what to do. \(list)\(values)")
  }

  // MARK: Filtered

  var filters: String {
    let known = document.filters
    let all = known.reduce(0) { $0 + $1.count }
    guard all > 0 else { return "" }
    let table = ReportTable(
      caption: "Filtered records by condition", head: ["Condition that did not hold", "Records", "Share"],
      rows: known.filter { $0.count > 0 }.prefix(Self.mostReasons).map { filter in
        [
          .html(HTMLText.foreign(filter.condition) + examples(filter.examples)), .number(filter.count),
          .share(filter.count, of: all),
        ]
      })
    return ReportPage.section("Filtered", isLong: true, table.html)
  }

  // MARK: Examples

  private func examples(_ examples: [RecordExample]) -> String {
    guard !examples.isEmpty else { return "" }
    let items = examples.prefix(Self.mostExamples).map { "<li>\(item($0))</li>" }.joined()
    return "<ul class=\"examples\">\(items)</ul>"
  }

  private func item(_ example: RecordExample) -> String {
    let line = example.line.map { ":\($0)" } ?? ""
    var text = HTMLText.foreign(example.file) + HTMLText.escaped("\(line), record \(example.record)")
    if let sentence = example.sentence { text += ": \(HTMLText.foreign(sentence, limit: 400))" }
    if let raw = example.raw { text += "<span class=\"raw\">\(HTMLText.foreign(raw, limit: 400))</span>" }
    return text
  }
}
