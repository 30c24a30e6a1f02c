import Pipeline

/// What became of the reviews: the counts, and that they add up.
struct ReportFates {
  private typealias Fate = (kind: String, name: String, value: Int, remark: String, isShown: Bool)

  private let document: SummaryDocument
  private let counts: [String: Int]

  init(_ document: SummaryDocument) {
    self.document = document
    counts = document.counts
  }

  private func count(_ name: String) -> Int { counts[name, default: 0] }

  /// Records, reviews beyond one for each, and parked ones whose product is known now.
  private var all: Int { count("read") + count("fanned_out") + (document.submission?.offered ?? 0) }

  var html: String {
    let fates = self.fates
    let sum = fates.reduce(0) { $0 + $1.value }
    var table = ReportTable(
      caption: "What became of the reviews", head: ["Outcome", "Reviews", "Share"],
      rows: fates.filter { $0.isShown || $0.value > 0 }.map { fate in
        [
          .html(
            "\(ReportChart.dot(fate.kind))\(fate.name) <small class=\"note\">\(HTMLText.escaped(fate.remark))</small>"
          ),
          .number(fate.value), .share(fate.value, of: all),
        ]
      })
    table.foot = [.text("All"), .number(sum), .share(sum, of: all)]
    let parts = fates.map { ReportChart.Part(kind: $0.kind, name: $0.name, value: $0.value) }
    return ReportPage.section(
      "What became of the reviews",
      ReportChart.parts(parts, label: "Outcomes as parts of a bar; the table below has the numbers")
        + table.html + "<p class=\"note sum\">\(HTMLText.escaped(equation(sum)))</p>\n")
  }

  /// The sum in words, with what makes it more than the records.
  private func equation(_ sum: Int) -> String {
    var terms = [Numerals.counted(count("read"), "record") + " read"]
    if count("fanned_out") > 0 {
      terms.append("\(Numerals.grouped(count("fanned_out"))) more reviews than records")
    }
    if let offered = document.submission?.offered, offered > 0 {
      terms.append("\(Numerals.counted(offered, "parked review")) whose product is known now")
    }
    let total = terms.count > 1 ? " = \(Numerals.grouped(all))" : ""
    let others = "the outcomes make \(Numerals.grouped(sum))"
    return terms.joined(separator: " + ") + total
      + (sum == all ? ", and each has one outcome." : "; \(others).")
  }

  // MARK: Outcomes

  private var fates: [Fate] {
    if let submission = document.submission { return submitted(submission) + dropped }
    if document.details?.command == "reconcile" {
      let looked = count("mapped") - count("duplicates")
      return [("good", "looked up", looked, "their products were looked up in the catalog", true)] + dropped
    }
    return [("good", "written", count("written"), "in the request bodies", true)] + dropped
  }

  private func submitted(_ submission: SummaryDocument.Submission) -> [Fate] {
    [
      ("good", "sent", submission.sent.reviews, sent(submission), true),
      ("calm", "unchanged", submission.unchanged, "PX Insights has them as they are", true),
      ("wait", "parked", submission.parked, "the catalog does not have their product yet", true),
      (
        "worse", "refused", submission.refused.reviews, "by the API; body and answer are in the run's folder",
        false
      ),
      ("late", "unsent", submission.unsent.reviews, "the next run sends them", false),
    ]
  }

  private func sent(_ submission: SummaryDocument.Submission) -> String {
    let kinds = [
      (submission.changed, "changed"), (submission.moved, "moved to another product"),
      (submission.released, "released"),
    ].filter { $0.0 > 0 }.map { "\(Numerals.grouped($0.0)) \($0.1)" }
    return (["accepted by the API"] + kinds).joined(separator: ", ")
  }

  private var dropped: [Fate] {
    [
      ("mute", "filtered", count("filtered"), "by a condition of the mapping", true),
      ("bad", "rejected", count("rejected"), "for the reasons below", true),
      ("pale", "duplicates", count("duplicates"), "replaced by a later review with the same id", false),
    ]
  }
}
