import Pipeline

/// The head of a report: what ran, when, and how it ended.
struct ReportHead {
  private let document: SummaryDocument

  init(_ document: SummaryDocument) { self.document = document }

  private var command: String {
    document.details?.command ?? (document.submission == nil ? "convert" : "submit")
  }

  /// For the window and for bookmarks.
  var title: String {
    let mapping = document.mapping.map { " · \($0)" } ?? ""
    let day = document.started.map { " · \($0.prefix(10))" } ?? ""
    return HTMLText.plain("\(command)\(mapping)\(day) · reviewferry report")
  }

  var html: String {
    let mapping = document.mapping.map { " · \(HTMLText.foreign($0))" } ?? ""
    return
      "<header>\n<h1>\(HTMLText.plain(command))\(mapping)</h1>\n\(states)\n<p class=\"lead\">\(lead)</p>\n"
      + "<dl class=\"facts\">\n\(facts.joined())</dl>\n</header>\n"
  }

  // MARK: How it ended

  private var states: String {
    var badges: [String] = []
    if let state = document.state {
      let status = document.exit_status ?? 0
      let kind = state == "stopped" ? "warn" : status == 0 ? "ok" : status == 1 ? "warn" : "err"
      let name = ["finished", "stopped", "failed"].contains(state) ? state : "unknown"
      badges.append(
        "<span class=\"state \(kind)\">\(name)\(status == 0 ? "" : " · exit status \(status)")</span>")
    }
    if document.details?.rehearsal == true {
      badges.append("<span class=\"state warn\">rehearsal: nothing was sent to PX Insights</span>")
    }
    return badges.joined()
  }

  private var lead: String {
    let counts = document.counts
    let records = Numerals.counted(counts["read", default: 0], "record")
    let inputs = Numerals.counted(document.inputs.count, "input")
    let read = "Read \(records) from \(inputs)"
    guard let submission = document.submission else {
      let written = counts["written", default: 0]
      if command == "reconcile" { return "\(read). Nothing was sent." }
      let products = Numerals.counted(counts["products", default: 0], "product")
      let requests = Numerals.counted(counts["requests", default: 0], "request")
      return "\(read); wrote \(Numerals.counted(written, "review")) of \(products) in \(requests)."
    }
    let sent = Numerals.counted(submission.sent.reviews, "review")
    return "\(read); sent \(sent) in \(Numerals.counted(submission.sent.requests, "request"))."
      + (meaning.map { " \($0)" } ?? "")
  }

  /// What the status means, where it is not 0.
  private var meaning: String? {
    switch document.exit_status ?? 0 {
    case 1: "More was rejected, refused or parked than the run was allowed."
    case 2: "An input is cut off or broken; what came before was used."
    case 66: "An input is missing, or is not what its name says."
    case 69: "The API or the PIM was not available: the next run goes on."
    case 73: "Something could not be written."
    case 77: "The credentials were refused."
    case 78: "The mapping or the configuration is wrong."
    case 129, 130, 143: "It was ended by a signal: the next run goes on."
    default: nil
    }
  }

  // MARK: Facts

  private var facts: [String] {
    [
      fact("Started", document.started.map { HTMLText.plain(Self.moment($0)) }),
      fact("Duration", document.seconds.map { HTMLText.escaped(SubmitText.time($0)) }),
      fact("Exit status", document.exit_status.map { String($0) }),
      fact("PIM", document.details?.pim.map { HTMLText.foreign($0) }),
      fact("Run", document.run.map { HTMLText.escaped(Numerals.grouped($0)) }),
      fact("Products", count("products")),
      fact("Requests", count("requests")),
      fact(
        "Size of the requests",
        document.counts["request_bytes"].flatMap { $0 > 0 ? HTMLText.escaped(Numerals.bytes($0)) : nil }),
    ].compactMap { $0 }
  }

  /// Not of a run that ended before: what it had put together by then is no number of the export.
  private func count(_ name: String) -> String? {
    guard (document.state ?? "finished") == "finished" else { return nil }
    return count(of: name)
  }

  private func count(of name: String) -> String? {
    document.counts[name].flatMap { $0 > 0 ? HTMLText.escaped(Numerals.grouped($0)) : nil }
  }

  private func fact(_ name: String, _ html: String?) -> String? {
    html.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>\n" }
  }

  /// As people read it: `2026-01-31 02:17:03`.
  private static func moment(_ text: String) -> String {
    String(text.prefix(19)).replacing("T", with: " ")
  }
}
