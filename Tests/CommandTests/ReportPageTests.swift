import Crypto
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import reviewferry

@Suite struct HTMLTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"), ("a\u{202e}b", "a[U+202E]b"),
    ("\u{0}\u{1b}[31m\u{7f}", "[U+0000][U+001B][31m[U+007F]"), ("a\nb\tc", "a[↵]b[⇥]c"),
    ("\u{feff}\u{200b}\u{2028}", "[U+FEFF][U+200B][U+2028]"),
    ("\u{e0041}x\u{10ffff}", "[U+E0041]x[U+10FFFF]"),
    ("\u{85}\u{ad}\u{61c}", "[U+0085][U+00AD][U+061C]"), ("می\u{200c}خواهم", "می\u{200c}خواهم"),
    ("👩\u{200d}👧", "👩\u{200d}👧"), ("é", "é"), ("e\u{301}", "e\u{301}"),
    ("e" + String(repeating: "\u{301}", count: 6), "e\u{301}\u{301}\u{301}\u{301}[U+0301 ×2]"),
    ("\n\n\n", "[↵ ×3]"), ("\u{3164}", "[U+3164]"), ("", ""),
  ])
  func textIsTextAndCanBeSeen(text: String, expected: String) {
    #expect(HTMLText.plain(text) == expected)
  }

  @Test(arguments: [
    (String(repeating: "x", count: 12), "xxxxxxxxxx… (12 characters)"), ("1234567890", "1234567890"),
    ("123456789\u{202e}\u{202e}", "123456789[U+202E]… (11 characters)"),
  ])
  func aLongTextIsCut(text: String, expected: String) {
    #expect(HTMLText.plain(text, limit: 10) == expected)
  }

  @Test func textFromOutsideHasADirectionOfItsOwn() {
    #expect(HTMLText.foreign("مرحبا") == "<bdi dir=\"auto\">مرحبا</bdi>")
    #expect(HTMLText.foreign("\u{202e}<") == "<bdi dir=\"auto\"><span class=\"mark\">U+202E</span>&lt;</bdi>")
  }

  /// Of every character there is: nothing that ends an element or an attribute, or that cannot be seen.
  @Test func noCharacterGetsThrough() {
    let all = (0...0x10_ffff).compactMap { Unicode.Scalar(UInt32($0)) }
    for scalar in all {
      let text = HTMLText.plain(String(scalar))
      #expect(!text.isEmpty)
      if text.unicodeScalars.contains(where: {
        "<>\"'".unicodeScalars.contains($0) || $0.value < 32 || 0x7f...0x9f ~= $0.value
      }) {
        Issue.record("U+\(String(scalar.value, radix: 16)) is shown as \(text.debugDescription)")
      }
    }
  }
}

@Suite struct ReportFiguresTests {
  @Test(arguments: [
    (0, 0, "–"), (0, 5, "0.0 %"), (1, 100_000, "0.1 %"), (99_999, 100_000, "99.9 %"), (5, 5, "100.0 %"),
    (1, 3, "33.3 %"),
  ])
  func sharesAreNeverNothingOfSomething(part: Int, all: Int, expected: String) {
    #expect(ReportFigures.share(part, of: all) == expected)
  }

  @Test(arguments: [
    (0.0, 1.0), (1, 1), (3, 4), (7, 8), (9, 10), (11, 12), (543, 600), (1001, 1200), (0.3, 0.4),
  ])
  func axesEndAtRoundNumbers(value: Double, expected: Double) {
    #expect(abs(ReportFigures.axisEnd(value) - expected) < 1e-9)
  }

  @Test(arguments: [
    (0.04, "0 ms"), (0.42, "0.40 ms"), (12.4, "12 ms"), (999.4, "999 ms"), (1300, "1.3 s"),
    (123_000, "2 min 3 s"),
  ])
  func timesAreShort(milliseconds: Double, expected: String) {
    #expect(ReportFigures.time(milliseconds: milliseconds) == expected)
  }
}

@Suite struct ReportPageTests {
  /// A summary as anybody may write it.
  static func document(_ change: (inout [String: Any]) -> Void = { _ in }) throws -> SummaryDocument {
    var object: [String: Any] = [
      "counts": [
        "read": 10, "fanned_out": 0, "mapped": 7, "filtered": 2, "rejected": 1, "duplicates": 0, "written": 7,
      ],
      "filtered_by": ["published": 2], "rejected_by": ["score.range": 1],
      "inputs": [["file": "a.csv", "state": "complete", "read": 10]], "mapping": "shop",
    ]
    change(&object)
    let data = try JSONSerialization.data(withJSONObject: object)
    return try SummaryFile.read(Array(data), name: "summary.json")
  }

  @Test func thePolicyNamesTheSheetAsItIs() throws {
    let digest = Data(SHA256.hash(data: Data(ReportStyle.sheet.utf8))).base64EncodedString()
    #expect(ReportStyle.digest == digest)
    let page = ReportPage(document: try Self.document()).html
    #expect(page.contains("style-src 'sha256-\(digest)'"))
    #expect(page.contains("<style>\(ReportStyle.sheet)</style>"))
    #expect(!ReportStyle.sheet.contains("url(") && !ReportStyle.sheet.contains("@import"))
  }

  /// What an older run, or one without a report, has left.
  @Test func aSummaryWithoutDetailsHasAPageToo() throws {
    let page = ReportPage(document: try Self.document()).html
    #expect(page.contains("convert"))
    #expect(page.contains("10 records read, and each has one outcome."))
    #expect(page.contains("score.range") && page.contains("published"))
    #expect(!page.contains("<h2>Scores</h2>"))
  }

  @Test func countsThatDoNotAddUpAreSaid() throws {
    let page = ReportPage(document: try Self.document { $0["counts"] = ["read": 10, "written": 7] }).html
    #expect(page.contains("10 records read; the outcomes make 7."))
  }

  /// In every place where a text from outside may stand.
  @Test func noTextBecomesMarkup() throws {
    let evil =
      "</style></title><script>pwned=1</script><img src=x onerror=pwned=1>\"' onload=pwned=1 \u{202e}\u{0}"
    let example: [String: Any] = ["file": evil, "record": 1, "field": evil, "sentence": evil, "raw": evil]
    let page = ReportPage(
      document: try Self.document { object in
        object["mapping"] = evil
        object["started"] = evil
        object["ended"] = evil
        object["state"] = evil
        object["filtered_by"] = [evil: 2]
        object["rejected_by"] = [evil: 1]
        object["inputs"] = [["file": evil, "state": evil, "read": 10]]
        object["details"] = [
          "version": 1, "command": evil, "tool": evil, "pim": evil, "shows_values": true,
          "top_products": [["key": evil, "value": evil, "reviews": 3]],
          "rejects": [["code": evil, "count": 1, "examples": [example]]],
          "filters": [["condition": evil, "count": 2, "examples": [example]]],
          "catalog": [
            "matched": [evil: ["reviews": 3]],
            "lost": [["key": evil, "value": evil, "reviews": 1, "why": evil, "near": evil]],
          ],
        ]
      }
    ).html
    let body = try #require(page.components(separatedBy: "</style>").last)
    #expect(page.components(separatedBy: "</style>").count == 2)
    for tag in ["<script", "<img", "\u{202e}", "\u{0}", "</title></style", "\"' "] {
      #expect(!body.contains(tag), "\(tag)")
    }
    // As text it is there, at each place.
    #expect(page.components(separatedBy: "&lt;script&gt;").count > 15)
  }

  @Test func aHugeSummaryMakesABoundedPage() throws {
    let page = ReportPage(
      document: try Self.document { object in
        object["inputs"] = (0..<5000).map {
          ["file": "input-\($0)", "state": "complete", "read": 1] as [String: Any]
        }
        object["rejected_by"] = Dictionary(uniqueKeysWithValues: (0..<5000).map { ("code.\($0)", 1) })
        object["details"] =
          [
            "version": 1, "command": "convert", "tool": "1", "shows_values": false, "filters": [],
            "rejects": [],
            "dates": [
              "months": Dictionary(uniqueKeysWithValues: (1000..<9000).map { ("\($0)-05", 1) }), "earlier": 0,
              "later": 0, "undated": 0,
            ],
            "top_products": (0..<5000).map {
              ["key": "sku", "value": "\($0)", "reviews": 1] as [String: Any]
            },
          ] as [String: Any]
      }
    ).html
    #expect(page.utf8.count < 3_000_000)
    #expect(page.contains("… and 4,800 more inputs."))
  }
}
