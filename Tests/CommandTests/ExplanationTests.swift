import Foundation
import TestSupport
import Testing

@testable import reviewferry

/// Holds the explanations against the codes in the sources.
@Suite struct ExplanationTests {
  private static let all = Explanations.all
  private static let folder = "Sources/reviewferry/Explanations"

  /// Texts of the form of a code that are none: names of files, places in a mapping, and names of another's.
  private static let others: Set<String> = [
    "desktop.ini", "thumbs.db",
    "export.csv", "product.enrich",
    "each.from", "each.split", "manifest.json", "message.data", "product.origin", "rejects.jsonl",
    "report.html", "requests.jsonl",
    "cronjob.yaml", "reviewferry.service", "reviewferry.timer", "reviewferry.yaml",
    "reviews.json", "run.json", "shop.sqlite", "summary.json",
  ]
  /// Files whose texts are stored, or are the Event Platform's.
  private static let otherFiles: Set<String> = ["EventType.swift", "EventNotices.swift"]
  /// Made of two parts: `"run.\(name)"`.
  private static let composed: Set<String> = ["run.refused", "run.rejected"]

  /// Codes in the sources, each with the first place where it stands.
  private static func codes() throws -> [String: String] {
    let sources = Project.root.appendingPathComponent("Sources")
    let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    var places: [String: String] = [:]
    for file in files.sorted() where file.hasSuffix(".swift") && !file.contains("/Explanations/") {
      guard !otherFiles.contains((file as NSString).lastPathComponent) else { continue }
      let text = try String(contentsOf: sources.appendingPathComponent(file), encoding: .utf8)
      for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      where !line.drop(while: { $0 == " " }).hasPrefix("//") {
        for match in line.matches(of: #/"([a-z]+\.[a-z][a-z0-9-]*)"/#) {
          let code = String(match.1)
          if places[code] == nil { places[code] = "Sources/\(file):\(number + 1)" }
        }
      }
    }
    return places.filter { !others.contains($0.key) }
  }

  @Test func everyCodeOfTheSourcesIsExplained() throws {
    let explained = Set(Self.all.map(\.code))
    let codes = try Self.codes()
    #expect(codes.count > 250)
    for (code, place) in codes.sorted(by: { $0.key < $1.key }) where !explained.contains(code) {
      Issue.record(
        """
        '\(code)' at \(place) has no explanation: add an entry '## \(code)' in \(Self.folder) and run 'make docs'; \
        if it is no problem code, add it to 'others' of this test
        """)
    }
  }

  @Test func everyExplanationIsOfACode() throws {
    let codes = Set(try Self.codes().keys).union(Self.composed)
    for explanation in Self.all where !codes.contains(explanation.code) {
      Issue.record(
        "'\(explanation.code)' is explained in \(Self.folder), but no source makes it: remove the entry")
    }
  }

  @Test func everyEntryIsWholeAndThereOnce() {
    #expect(Set(Self.all.map(\.code)).count == Self.all.count)
    for entry in Self.all {
      for (name, text) in [
        ("meaning", entry.meaning), ("why", entry.cause), ("data", entry.fate), ("do", entry.remedy),
      ] {
        #expect(text.hasSuffix(".") && text.count > 5, "'\(name)' of \(entry.code) is '\(text)'")
      }
    }
  }

  @Test func theDocumentIsWhatTheProgramSays() throws {
    let result = try Shell.run("reviewferry --explain --markdown", in: Project.root)
    let committed = try String(
      contentsOf: Project.root.appendingPathComponent("docs/errors.md"), encoding: .utf8)
    #expect(result.output == committed, "run 'make docs'")
  }

  @Test(arguments: Explanations.groups.flatMap(\.entries).map(\.code))
  func isShownInNarrowTerminals(code: String) throws {
    let text = try ExplainRun.text(code, Self.all, width: 60)
    for line in text.split(separator: "\n")
    where line.split(separator: " ").count > 2 && !line.hasPrefix("    ") {
      #expect(line.count <= 60, "\(line)")
    }
  }

  @Test(arguments: [
    ("csv.colum-count", "csv.column-count"), ("score.rang", "score.range"),
    ("xml.column-count", "csv.column-count"),
  ])
  func aSlipOfThePenIsUnderstood(typed: String, meant: String) {
    #expect(Explanations.near(typed, among: Self.all.map(\.code)).contains(meant))
  }
}
