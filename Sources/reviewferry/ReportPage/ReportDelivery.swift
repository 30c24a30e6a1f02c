import Pipeline

/// How the sending went: attempts and their answers over time.
struct ReportDelivery {
  private let submission: SummaryDocument.Submission?
  private let delivery: SummaryDelivery?

  init(_ document: SummaryDocument) {
    submission = document.submission
    delivery = document.details?.delivery
  }

  var html: String {
    guard let submission, submission.attempts > 0 else { return "" }
    return ReportPage.section("Delivery", facts(submission) + charts + failures(submission))
  }

  private func facts(_ submission: SummaryDocument.Submission) -> String {
    let throttled = submission.failed_attempts["429", default: 0]
    var facts = [
      ("Requests accepted", Numerals.grouped(submission.sent.requests)),
      ("Attempts", Numerals.grouped(submission.attempts)),
    ]
    if let delivery { facts.append(("Of these, repeated", Numerals.grouped(delivery.repeated))) }
    facts.append(("Answered with 429", Numerals.grouped(throttled)))
    if let latency = delivery?.latency {
      facts += [
        ("Median answer", ReportFigures.time(milliseconds: latency.p50)),
        ("90 % within", ReportFigures.time(milliseconds: latency.p90)),
        ("99 % within", ReportFigures.time(milliseconds: latency.p99)),
        ("Longest", ReportFigures.time(milliseconds: latency.longest)),
      ]
    }
    return "<dl class=\"facts\">\n"
      + facts.map { "<div><dt>\($0.0)</dt><dd class=\"sum\">\(HTMLText.escaped($0.1))</dd></div>\n" }.joined()
      + "</dl>\n"
  }

  // MARK: Over time

  private var charts: String {
    guard let delivery, delivery.slices.count > 1 else { return "" }
    return attempts(delivery) + latencies(delivery) + table(delivery)
  }

  private func attempts(_ delivery: SummaryDelivery) -> String {
    let columns = delivery.slices.enumerated().map { index, slice in
      ReportChart.Column(
        title:
          "\(time(index)): \(slice.accepted) accepted, \(slice.throttled) answered with 429, \(slice.failed) failed",
        parts: [("good", slice.accepted), ("wait", slice.throttled), ("bad", slice.failed)])
    }
    return key([("good", "accepted"), ("wait", "answered with 429"), ("bad", "failed otherwise")])
      + ReportChart.columns(
        columns, labels: labels,
        label: "Attempts by the time at which they ended; the table below has the numbers")
  }

  private func latencies(_ delivery: SummaryDelivery) -> String {
    key([("calm", "median answer"), ("wait", "99 % of the answers")])
      + ReportChart.lines(
        [
          .init(kind: "calm", values: delivery.slices.map(\.p50)),
          .init(kind: "wait", values: delivery.slices.map(\.p99)),
        ], unit: { ReportFigures.time(milliseconds: $0) }, labels: labels,
        label: "How long answers took; the table below has the numbers")
  }

  private func table(_ delivery: SummaryDelivery) -> String {
    let table = ReportTable(
      caption: "Attempts over time", head: ["Time", "Accepted", "429", "Failed", "Median", "99 %"],
      rows: delivery.slices.enumerated().map { index, slice in
        [
          .text(time(index)), .number(slice.accepted), .number(slice.throttled), .number(slice.failed),
          .number(slice.p50.map { ReportFigures.time(milliseconds: $0) } ?? ""),
          .number(slice.p99.map { ReportFigures.time(milliseconds: $0) } ?? ""),
        ]
      })
    let name =
      "\(delivery.slices.count) slices of \(ReportFigures.time(milliseconds: delivery.slice)) as a table"
    return "<details>\n<summary>\(HTMLText.escaped(name))</summary>\n\(table.html)</details>\n"
  }

  private var labels: [String] {
    guard let delivery else { return [] }
    let end = ReportFigures.time(milliseconds: delivery.slice * Double(delivery.slices.count))
    return ["first request", "\(end) later"]
  }

  /// When a slice begins, since the first request.
  private func time(_ index: Int) -> String {
    guard let delivery, index > 0 else { return "0 s" }
    return SubmitText.time(delivery.slice * Double(index) / 1000)
  }

  private func key(_ entries: [(kind: String, name: String)]) -> String {
    let items = entries.map { entry in
      "<li>\(ReportChart.dot(entry.kind))\(HTMLText.escaped(entry.name))</li>"
    }
    return "<ul class=\"key\">\(items.joined())</ul>\n"
  }

  // MARK: What failed

  private func failures(_ submission: SummaryDocument.Submission) -> String {
    let causes = submission.failed_attempts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(100)
    guard !causes.isEmpty else { return "" }
    let table = ReportTable(
      caption: "Attempts that failed, by cause", head: ["Cause", "Attempts", "Share of all"],
      rows: causes.map { cause, count in
        [.foreign(cause), .number(count), .share(count, of: submission.attempts)]
      })
    return table.html
  }
}
