import Foundation
import TestSupport
import Testing

/// Opens reports in a headless Chromium, of runs whose every text tries to be more than text.
@Suite(.enabled(if: Browser.isThere, "chromium is not installed")) struct ReportJudgeTests {
  private static let fileName = "<img src=x onerror=pwned=1>\"'&\u{202e}gpj.csv"

  private static let mapping = """
    version: 1
    name: shop
    origin: Shop
    source: { format: csv }
    where:
      - { field: status, in: [ok], name: "<i onclick=pwned=1>not spam</i>\\u202e" }
    product:
      metadata: { "<b>sku": sku }
    review:
      external_id: id
      score: stars
      title: title
      text: text
      review_date: { from: date, format: "yyyy-MM-dd" }
    """

  /// Product, score, title and text of reviews.
  private static let reviews = [
    ("<script>pwned=1</script>", "5", "t", "\"'><svg onload=pwned=1>"),
    ("\"' onmouseover=pwned=1 x=\"", "4", "</style></title>", "t"),
    ("\u{202e}\u{2066}gnorw\u{2069}\u{200f}", "3", "مرحبا", "שלום"),
    ("مرحبا بالعالم ABC 123", "2", "t", "t"), ("\u{1}\u{1b}[31mred\u{7f}\u{85}", "1", "t", "t"),
    ("javascript:pwned=1//http://evil.example/x.png", "1", "t", "t"),
    ("e" + String(repeating: "\u{301}", count: 100), "1", "t", "t"),
    (String(repeating: "L", count: 5000), "1", "t", "t"), ("👨\u{200d}👩\u{200d}👧", "4", "t", "t"),
    ("P-1", "9", "<script src=http://evil.example/x.js></script>", "@import url(http://evil.example)"),
    ("P-2", "<script>pwned=1</script>", "<a href=\"http://evil.example\">", "<iframe src=//evil.example>"),
    ("P-3", "\u{202e}5\u{7}", "مرحبا", "שלום \u{202e}abc"),
  ]

  /// What a reader must see, as it is to be read.
  private static let seen = [
    "<script>pwned=1</script>", "\"' onmouseover=pwned=1 x=\"", "U+202EU+2066gnorwU+2069U+200F",
    "مرحبا بالعالم ABC 123", "U+0001U+001B[31mredU+007F", "javascript:pwned=1//http://evil.example/x.png",
    "U+0301 ×96", "(5,000 characters)", "<i onclick=pwned=1>not spam</i>U+202E",
    "<img src=x onerror=pwned=1>\"'&U+202Egpj.csv", "<script src=http://evil.example/x.js></script>",
    "<iframe src=//evil.example>", "שלום U+202Eabc", "<b>sku",
  ]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func writeExport() throws {
    var text = "id,sku,stars,status,title,text,date\n"
    for (number, review) in Self.reviews.enumerated() {
      let cells = [review.0, review.1, "ok", review.2, review.3].map {
        "\"\($0.replacing("\"", with: "\"\""))\""
      }
      text += "\(number),\(cells.joined(separator: ",")),2024-0\(number % 9 + 1)-03\n"
    }
    text += "99,P,5,spam,t,t,2024-01-01\n"
    try folder.write(Self.fileName, text)
    try folder.write("shop.yaml", Self.mapping)
    try folder.write("seen.txt", Self.seen.joined(separator: "\n"))
  }

  private func judge(_ report: String, _ options: String = "") throws {
    let judged = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/Tests/Judges/report_judge.py \(report) \(options)", in: folder.url)
    #expect(judged.status == 0, "\(judged.output)\(judged.errors)")
  }

  @Test func hostileTextIsTextInEveryPlace() throws {
    try writeExport()
    let run = try Shell.run(
      "reviewferry convert *.csv --mapping shop.yaml --output out --max-rejects 3 --show-values --report report.html --quiet",
      in: folder.url)
    #expect(run.status == 0, "\(run.errors)")
    try judge("report.html", "--text seen.txt")
  }

  /// With every section that a page may have.
  @Test func aSubmissionAndAReconciliationAreReadable() throws {
    let run = try Shell.run(
      """
      reviewferry submit "$PROJECT"/samples/judgeme-csv/* --mapping judgeme-csv --rehearse --max-rejects 50% --max-reviews 1 \
        --max-rate 20 --report submit.html --quiet
      reviewferry catalog import "$PROJECT"/samples/catalog/*.csv --ledger shop.sqlite --quiet
      reviewferry reconcile "$PROJECT"/samples/generic-csv/* --mapping generic-csv --ledger shop.sqlite \
        --max-rejects 50% --max-unmatched 50% --report reconcile.html --quiet
      """, in: folder.url)
    #expect(run.status == 0, "\(run.errors)")
    for report in ["submit.html", "reconcile.html"] { try judge(report) }
  }

  /// The judge itself must see what it is there for.
  @Test(arguments: [
    ("</main>", "<script>pwned=1</script></main>", "a script that ran"),
    ("</main>", "<img src=\"http://evil.example/x.png\"></main>", "an attribute 'src' of 'img'"),
    ("style-src 'sha256-", "style-src 'sha256-x", "no style"),
    ("<html lang=\"en\">", "<html>", "no language"),
    ("--soft:#566173", "--soft:#a6b1c3", "contrast"),
    ("</main>", "<p>a\u{202e}b</p></main>", "a character that steers"),
  ])
  func theJudgeSeesWhatIsWrong(old: String, new: String, words: String) throws {
    try writeExport()
    _ = try Shell.run(
      "reviewferry convert *.csv --mapping shop.yaml --output out --report report.html --quiet",
      in: folder.url)
    var page = try #require(folder.text("report.html")).replacing(old, with: new, maxReplacements: 1)
    // What the policy would keep from running must be seen where there is none; a changed sheet has another digest.
    if new.contains("script") || new.contains("#a6") {
      page = page.replacing(#/<meta http-equiv="Content-Security-Policy"[^>]*>/#, with: "")
    }
    try folder.write("report.html", page)
    let judged = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/Tests/Judges/report_judge.py report.html", in: folder.url)
    #expect(judged.status == 1 && judged.output.contains(words), "\(judged.output)\(judged.errors)")
  }
}

private enum Browser {
  static let isThere: Bool = {
    let names = ["chromium", "chromium-browser", "google-chrome"]
    let look = names.map { "command -v \($0)" }.joined(separator: " || ")
    return (try? Shell.run(look, in: Project.root).status) == 0
  }()
}
