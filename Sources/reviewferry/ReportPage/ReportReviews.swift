import Pipeline

/// Scores, dates and products of the reviews that were mapped.
enum ReportReviews {
  // MARK: Scores

  static func scores(_ details: SummaryDetails?) -> String {
    guard let scores = details?.scores else { return "" }
    let values = (1...5).reversed().map { ($0, scores[String($0), default: 0]) }
    let all = values.reduce(0) { $0 + $1.1 }
    guard all > 0 else { return "" }
    let most = values.map(\.1).max() ?? 0
    let table = ReportTable(
      caption: "Reviews by score", head: ["Score", "", "Reviews", "Share"],
      rows: values.map { score, count in
        [
          .text(String(score)), .drawing(ReportChart.bar(count, of: most, kind: "calm")), .number(count),
          .share(count, of: all),
        ]
      })
    let sum = values.reduce(0) { $0 + $1.0 * $1.1 }
    let mean = ReportFigures.length(Double(sum) / Double(all))
    return ReportPage.section(
      "Scores", table.html + ReportPage.note("Mean \(mean) of \(Numerals.counted(all, "mapped review"))."))
  }

  // MARK: Dates

  /// Months that are shown as such; of a longer time, years.
  private static let mostMonths = 72
  /// Of so few periods the table, which has bars, is chart enough.
  private static let mostRows = 6

  static func dates(_ details: SummaryDetails?) -> String {
    guard let dates = details?.dates else { return "" }
    let periods = self.periods(dates.months)
    let rest = [
      (dates.undated, "without a date"), (dates.earlier, "before 1990"), (dates.later, "after 2059"),
    ].filter { $0.0 > 0 }.map { "\(Numerals.counted($0.0, "review")) \($0.1)" }
    guard !periods.isEmpty || !rest.isEmpty else { return "" }
    let isByYear = periods.first?.name.count == 4
    var text = ""
    if let first = periods.first, let last = periods.last {
      if periods.count > mostRows {
        text += chart(periods, "Reviews by \(isByYear ? "year" : "month"), \(first.name) to \(last.name)")
      }
      text += table(periods.filter { $0.count > 0 }, isByYear ? "Year" : "Month")
    }
    if !rest.isEmpty { text += ReportPage.note(rest.joined(separator: ", ") + ".") }
    return ReportPage.section(isByYear ? "Reviews per year" : "Reviews per month", text)
  }

  private static func chart(_ periods: [(name: String, count: Int)], _ label: String) -> String {
    ReportChart.columns(
      periods.map { .init(title: "\($0.name): \(Numerals.grouped($0.count))", parts: [("calm", $0.count)]) },
      labels: [periods.first?.name ?? "", periods.last?.name ?? ""],
      label: "\(label); the table below has the numbers")
  }

  private static func table(_ periods: [(name: String, count: Int)], _ noun: String) -> String {
    let most = periods.map(\.count).max() ?? 0
    let table = ReportTable(
      caption: "Reviews per \(noun.lowercased())", head: [noun, "", "Reviews"],
      rows: periods.map { period in
        [
          .text(period.name), .drawing(ReportChart.bar(period.count, of: most, kind: "calm")),
          .number(period.count),
        ]
      })
    if periods.count <= mostRows { return table.html }
    return
      "<details>\n<summary>\(periods.count) \(noun.lowercased())s as a table</summary>\n\(table.html)</details>\n"
  }

  /// From the first to the last one, those without reviews included.
  private static func periods(_ months: [String: Int]) -> [(name: String, count: Int)] {
    let known = months.filter { $0.value > 0 }.keys.sorted()
    guard let first = known.first.flatMap(number), let last = known.last.flatMap(number) else { return [] }
    if last - first < mostMonths {
      return (first...last).map { (name($0), months[name($0), default: 0]) }
    }
    let years = Dictionary(months.map { ($0.key.prefix(4), $0.value) }, uniquingKeysWith: +)
    return (first / 12...last / 12).map { (padded($0, 4), years[Substring(padded($0, 4)), default: 0]) }
  }

  /// Months since the year 0.
  private static func number(_ name: String) -> Int? {
    guard let year = Int(name.prefix(4)), let month = Int(name.suffix(2)) else { return nil }
    return year * 12 + month - 1
  }

  private static func name(_ number: Int) -> String {
    "\(padded(number / 12, 4))-\(padded(number % 12 + 1, 2))"
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  // MARK: Products

  static func products(_ details: SummaryDetails?) -> String {
    guard let products = details?.top_products?.prefix(100), let most = products.first?.reviews else {
      return ""
    }
    let table = ReportTable(
      caption: "Products with the most reviews", head: ["Product", "", "Reviews"],
      rows: products.map { product in
        [
          .html(
            "\(HTMLText.foreign(product.value)) <small class=\"note\">\(HTMLText.foreign(product.key, limit: 60))</small>"
          ),
          .drawing(ReportChart.bar(product.reviews, of: most, kind: "calm")), .number(product.reviews),
        ]
      })
    return ReportPage.section("Products with the most reviews", table.html)
  }
}
