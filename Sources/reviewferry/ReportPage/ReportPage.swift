import Pipeline

/// A run's report: one HTML file that loads nothing and runs nothing.
///
/// It is made of the summary alone, so that the same summary always gives the same bytes.
struct ReportPage {
  /// How every report begins: by this a file is known as one, which may be replaced.
  static let signature = "<!DOCTYPE html>\n<!-- reviewferry report -->\n"

  let document: SummaryDocument

  var html: String {
    let head = ReportHead(document)
    return Self.signature + """
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <meta name="robots" content="noindex">
      <title>\(head.title)</title>
      <style>\(ReportStyle.sheet)</style>
      </head>
      <body>
      \(head.html)<main>
      \(sections.joined())</main>
      <footer>
      <p>\(footer)</p>
      </footer>
      </body>
      </html>

      """
  }

  /// No scripts, no pictures, no frames, no forms, no other style: whatever stands in the text.
  private static let policy =
    "default-src 'none'; style-src 'sha256-\(ReportStyle.digest)'; base-uri 'none'; form-action 'none'"

  private var sections: [String] {
    let details = document.details
    let reviews = [ReportReviews.scores(details), ReportReviews.dates(details)].filter { !$0.isEmpty }
    return [
      ReportFates(document).html, ReportCatalog(document).html,
      reviews.count == 2 ? "<div class=\"pair\">\n\(reviews.joined())</div>\n" : reviews.joined(),
      ReportReviews.products(details),
      ReportReasons(document).rejects, ReportReasons(document).filters,
      ReportDelivery(document).html, ReportInputs(document).html, Self.section("Not counted", withoutDetails),
    ]
  }

  private var withoutDetails: String {
    if document.details != nil { return "" }
    return Self.note(
      "The run was made without '--report', so scores, months, products, examples and times of answers are not known."
    )
  }

  private var footer: String {
    let tool = document.details.map { "reviewferry \($0.tool)" } ?? "reviewferry"
    return "Made by \(HTMLText.plain(tool)). Times are in UTC. This page runs no scripts and loads nothing."
  }

  /// A section with a heading; nothing where there is nothing to say.
  static func section(_ title: String, isLong: Bool = false, _ body: String) -> String {
    let kind = isLong ? " class=\"long\"" : ""
    return body.isEmpty ? "" : "<section\(kind)>\n<h2>\(HTMLText.escaped(title))</h2>\n\(body)</section>\n"
  }

  /// A remark below a chart or a table; `text` is ours.
  static func note(_ text: String) -> String { "<p class=\"note\">\(HTMLText.escaped(text))</p>\n" }
}
