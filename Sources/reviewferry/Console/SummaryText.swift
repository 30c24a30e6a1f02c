import Catalog
import Pipeline
import Records

/// The table at the end of a run.
enum SummaryText {
  struct Row {
    var name: String
    var value: String
    var detail: String

    init(_ name: String, _ value: Int, _ detail: String = "") {
      self.init(name, text: Numerals.grouped(value).padded(to: 12, left: true), detail)
    }

    init(_ name: String, text: String, _ detail: String = "") {
      self.name = name
      value = text
      self.detail = detail
    }
  }

  /// Of a conversion.
  static func table(_ summary: RunSummary, output: String) -> String {
    let products = Numerals.counted(summary.products, "product")
    let requests = Numerals.counted(summary.requests, "request")
    let written = Row(
      "written", summary.written, "of \(products) in \(requests), \(Numerals.bytes(summary.requestBytes))")
    return table(intake(summary) + [written], output: output)
  }

  static func table(_ rows: [Row], output: String) -> String {
    let all = rows + (output.isEmpty ? [] : [Row("output", text: Quotation.escape(output))])
    return all.map { row in
      "\(row.name.padded(to: 11))\(row.value)\(row.detail.isEmpty ? "" : "   \(row.detail)")\n"
    }.joined()
  }

  /// What became of the records up to the reviews made of them, which conversion and submission share.
  static func intake(_ summary: RunSummary) -> [Row] {
    let inputs = Numerals.counted(summary.inputs.count, "input")
    var rows = [Row("read", summary.read, "from \(inputs)\(broken(summary))")]
    if summary.fannedOut > 0 {
      rows.append(Row("fanned out", summary.fannedOut, "more reviews than records"))
    }
    rows.append(Row("mapped", summary.mapped))
    rows.append(Row("filtered", summary.filtered, filters(summary)))
    rows.append(Row("rejected", summary.rejected, rejects(summary)))
    if summary.duplicates > 0 {
      rows.append(Row("duplicates", summary.duplicates, "replaced by a later review with the same id"))
    }
    if let enrichment = summary.enrichment { rows.append(enriched(enrichment)) }
    return rows
  }

  private static func enriched(_ summary: EnrichmentSummary) -> Row {
    let rest = [
      (summary[.given], "named directly already"), (summary[.notFound], "not in the catalog"),
      (summary[.ambiguous], "ambiguous"), (summary[.withoutUUID], "without a UUID"),
    ].filter { $0.0 > 0 }.map { "\(Numerals.grouped($0.0)) \($0.1)" }
    let all = "of \(Numerals.counted(summary.all, "product"))"
    return Row("enriched", summary.enriched, ([all] + rest).joined(separator: ", "))
  }

  private static func broken(_ summary: RunSummary) -> String {
    let unreadable = summary.inputs.count { $0.state == .unreadable }
    let broken = summary.inputs.count { $0.state == .broken }
    return (unreadable > 0 ? ", \(unreadable) not readable" : "")
      + (broken > 0 ? ", \(broken) broken off" : "")
  }

  private static func filters(_ summary: RunSummary) -> String {
    summary.filteredBy.filter { $0.count > 0 }
      .map { "\(Quotation.escape($0.label)): \(Numerals.grouped($0.count))" }.joined(separator: ", ")
  }

  private static func rejects(_ summary: RunSummary) -> String {
    counts(summary.rejectsByCode.map { ($0.key.rawValue, $0.value) })
  }

  /// The largest first.
  static func counts(_ values: [(name: String, count: Int)]) -> String {
    values.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
      .map { "\($0.name): \(Numerals.grouped($0.count))" }.joined(separator: ", ")
  }
}

extension String {
  /// Fills up with blanks to a width in characters.
  func padded(to width: Int, left: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - count))
    return left ? blanks + self : self + blanks
  }
}
