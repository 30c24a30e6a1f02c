import Pipeline

/// Which reviews find a product of the catalog.
struct ReportCatalog {
  private typealias Row = (kind: String, name: String, isForeign: Bool, amount: CatalogTally.Amount)

  private let catalog: CatalogTally?

  init(_ document: SummaryDocument) { catalog = document.details?.catalog }

  var html: String {
    guard let catalog else { return "" }
    let rows = self.rows(catalog)
    guard !rows.isEmpty else { return "" }
    return ReportPage.section(
      "Match with the catalog", chart(rows) + table(rows) + rate(catalog, rows) + losses(catalog))
  }

  private func rows(_ catalog: CatalogTally) -> [Row] {
    let found = catalog.matched.sorted { (value($1.value), $0.key) < (value($0.value), $1.key) }.prefix(100)
    let others = [
      ("wait", "several products", catalog.ambiguous), ("bad", "not in the catalog", catalog.unknown),
      ("worse", "deleted in the PIM", catalog.deleted),
      ("late", "nothing that the catalog knows products by", catalog.no_identifier),
      ("mute", "refused by the API", catalog.refused),
    ]
    return found.map { ("good", $0.key, true, $0.value) }
      + others.compactMap { kind, name, amount in amount.map { (kind, name, false, $0) } }
  }

  /// Reviews, where they were counted.
  private func value(_ amount: CatalogTally.Amount) -> Int { amount.reviews ?? amount.products ?? 0 }

  private func chart(_ rows: [Row]) -> String {
    ReportChart.parts(
      rows.map { .init(kind: $0.kind, name: name($0), value: value($0.amount)) },
      label: "Matches as parts of a bar; the table below has the numbers")
  }

  private func name(_ row: Row) -> String { row.isForeign ? "found by \(row.name)" : row.name }

  private func table(_ rows: [Row]) -> String {
    let hasProducts = rows.contains { $0.amount.products != nil }
    let hasReviews = rows.contains { $0.amount.reviews != nil }
    let table = ReportTable(
      caption: "Matches with the catalog",
      head: ["Result"] + (hasProducts ? ["Products"] : []) + (hasReviews ? ["Reviews"] : []),
      rows: rows.map { row in
        [
          .html(
            ReportChart.dot(row.kind) + (row.isForeign ? "found by \(HTMLText.foreign(row.name))" : row.name))
        ] + (hasProducts ? [.number(row.amount.products.map(Numerals.grouped) ?? "")] : [])
          + (hasReviews ? [.number(row.amount.reviews.map(Numerals.grouped) ?? "")] : [])
      })
    return table.html
  }

  private func rate(_ catalog: CatalogTally, _ rows: [Row]) -> String {
    let all = rows.reduce(0) { $0 + value($1.amount) }
    let found = catalog.matched.values.reduce(0) { $0 + value($1) }
    let noun = rows.contains { $0.amount.reviews != nil } ? "reviews" : "products"
    return ReportPage.note(
      "\(ReportFigures.share(found, of: all)) of the \(noun) that were looked up find one product.")
  }

  // MARK: Losses

  private func losses(_ catalog: CatalogTally) -> String {
    guard let lost = catalog.lost?.prefix(100), !lost.isEmpty else { return "" }
    let table = ReportTable(
      caption: "Products that are not found, the most reviews first",
      head: ["Product", "Why", "Probably meant", "Reviews"],
      rows: lost.map { loss in
        [
          .html(
            "\(HTMLText.foreign(loss.value)) <small class=\"note\">\(HTMLText.foreign(loss.key, limit: 60))</small>"
          ),
          .text(why(loss.why)), .foreign(loss.near ?? ""), .number(loss.reviews),
        ]
      })
    return table.html
  }

  private func why(_ name: String) -> String {
    switch name {
    case "unknown": "not in the catalog"
    case "ambiguous": "several products"
    case "deleted": "deleted in the PIM"
    case "no_identifier": "no key of the catalog"
    case "refused": "refused by the API"
    default: ""
    }
  }
}
