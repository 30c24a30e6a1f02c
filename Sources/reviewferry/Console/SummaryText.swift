import Pipeline
import Records

/// The table at the end of a run.
enum SummaryText {
  static func table(_ summary: RunSummary, output: String) -> String {
    rows(summary, output: output).map { row in
      "\(row.name.padded(to: 11))\(row.value)\(row.detail.isEmpty ? "" : "   \(row.detail)")"
    }.joined(separator: "\n") + "\n"
  }

  private static func rows(
    _ summary: RunSummary, output: String
  ) -> [(name: String, value: String, detail: String)] {
    let inputs = Numerals.counted(summary.inputs.count, "input")
    var rows = [("read", number(summary.read), "from \(inputs)\(broken(summary))")]
    if summary.fannedOut > 0 {
      rows.append(("fanned out", number(summary.fannedOut), "more reviews than records"))
    }
    rows.append(("mapped", number(summary.mapped), ""))
    rows.append(("filtered", number(summary.filtered), filters(summary)))
    rows.append(("rejected", number(summary.rejected), rejects(summary)))
    if summary.duplicates > 0 {
      rows.append(("duplicates", number(summary.duplicates), "replaced by a later review with the same id"))
    }
    let products = Numerals.counted(summary.products, "product")
    let requests = Numerals.counted(summary.requests, "request")
    rows.append(
      (
        "written", number(summary.written),
        "of \(products) in \(requests), \(Numerals.bytes(summary.requestBytes))"
      ))
    if !output.isEmpty { rows.append(("output", Quotation.escape(output), "")) }
    return rows
  }

  private static func number(_ value: Int) -> String { Numerals.grouped(value).padded(to: 12, left: true) }

  private static func broken(_ summary: RunSummary) -> String {
    let unreadable = summary.inputs.count { $0.state == .unreadable }
    let broken = summary.inputs.count { $0.state == .broken }
    return (unreadable > 0 ? ", \(unreadable) not readable" : "")
      + (broken > 0 ? ", \(broken) broken off" : "")
  }

  private static func filters(_ summary: RunSummary) -> String {
    summary.filteredBy.filter { $0.count > 0 }
      .map { "\($0.label): \(Numerals.grouped($0.count))" }.joined(separator: ", ")
  }

  private static func rejects(_ summary: RunSummary) -> String {
    summary.rejectsByCode.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { "\($0.key.rawValue): \(Numerals.grouped($0.value))" }.joined(separator: ", ")
  }
}

extension String {
  /// Fills up with blanks to a width in characters.
  func padded(to width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - count))
    return left ? blanks + self : self + blanks
  }
}
