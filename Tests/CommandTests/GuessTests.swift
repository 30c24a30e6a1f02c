import Foundation
import TestSupport
import Testing

/// `guess`, then `check`, then `convert`, over every sample and the real files beside the project.
///
/// The lines of a drafted mapping that have to be edited are those of the table in docs/guess.md, and no others.
@Suite struct GuessCommandTests {
  /// A row of the table: a file, a line of its drafted mapping, and what it becomes.
  private struct Edit {
    var file: String
    var line: String
    var edited: String
  }

  private static let edits: [Edit] = {
    let text =
      (try? String(contentsOf: Project.root.appendingPathComponent("docs/guess.md"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").compactMap { row in
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells.allSatisfy({ $0.hasPrefix("`") && $0.hasSuffix("`") }) else { return nil }
      let plain = cells.map { String($0.dropFirst().dropLast()) }
      return Edit(file: plain[0], line: plain[1], edited: plain[2])
    }
  }()

  private static let samples: [String] = files("samples") { folder in
    FileManager.default.fileExists(
      atPath: Project.root.appendingPathComponent("mappings/\(folder).yaml").path)
  }

  private static func files(_ folder: String, where isWanted: (String) -> Bool) -> [String] {
    let root = Project.root.appendingPathComponent(folder)
    let paths = FileManager.default.subpaths(atPath: root.path) ?? []
    return paths.filter { $0.contains("/") && isWanted(String($0.split(separator: "/")[0])) }.sorted()
      .map { "\(folder)/\($0)" }
  }

  /// Real files, and how many reviews come of each: of the first, one stands twice but for the number of its row.
  private static let real: [(file: String, written: Int)] = [
    ("womens_clothing_1k.csv", 999), ("drugsComTrain_subset.csv", 3000),
    ("amazon_snippets_unquoted.tsv", 3708),
    ("heureka_shop_reviews_evikir.xml", 496), ("google_review_feed_23_stub.xml", 2),
    ("nsmc/103401.json", 100),
    ("nsmc/122095.json", 100), ("nsmc/22199.json", 1), ("nsmc/30270.json", 100), ("nsmc/52412.json", 34),
  ]

  @Test(arguments: samples)
  func theMappingOfAKnownVendorNeedsNoEdit(path: String) throws {
    let written = try written("$PROJECT/\(path)", options: "", edits: [])
    #expect(written > 0)
  }

  @Test(arguments: samples)
  func aDraftedMappingNeedsTheEditsOfTheDocument(path: String) throws {
    let edits = Self.edits.filter { $0.file == path }
    #expect(edits.count <= 2)
    let written = try written("$PROJECT/\(path)", options: "--no-vendor", edits: edits)
    #expect(written > 0)
  }

  @Test(.enabled(if: Project.has("data"), "the folder ../shared/data is not there"), arguments: real)
  func realFilesNeedTheEditsOfTheDocument(file: String, expected: Int) throws {
    let edits = Self.edits.filter { $0.file == "data/\(file)" }
    #expect(edits.count <= 2)
    #expect(try written("$SHARED/data/\(file)", options: "--no-vendor", edits: edits) == expected)
  }

  private struct Summary: Decodable {
    var counts: [String: Int]
  }

  /// Reviews written in the end; duplicates of an id count as written where they are merged.
  private func written(_ file: String, options: String, edits: [Edit]) throws -> Int {
    let folder = try TemporaryFolder()
    let guess = try Shell.run("reviewferry guess \(options) \"\(file)\" --output m.yaml", in: folder.url)
    #expect(guess.status == (edits.isEmpty ? 0 : guess.status), "\(guess.errors)")
    let mapping = folder.url.appendingPathComponent("m.yaml")
    var lines = try String(contentsOf: mapping, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map(String.init)
    for edit in edits {
      let place = lines.firstIndex { $0.trimmingCharacters(in: .whitespaces) == edit.line }
      #expect(place != nil, "no line '\(edit.line)' in \(lines.joined(separator: "\n"))")
      if let place { lines[place] = String(lines[place].prefix { $0 == " " }) + edit.edited }
    }
    if edits.isEmpty {
      #expect(
        lines.contains {
          $0.trimmingCharacters(in: .whitespaces).hasPrefix("expect") && !$0.contains("problem")
        })
    }
    // What was edited comes out otherwise than the cases say.
    if !edits.isEmpty, let cases = lines.firstIndex(of: "cases:") { lines.removeSubrange(cases...) }
    try Data(lines.joined(separator: "\n").utf8).write(to: mapping)
    let check = try Shell.run(
      "reviewferry check m.yaml && reviewferry check m.yaml \"\(file)\" --quiet", in: folder.url)
    #expect(check.status == 0, "\(check.output)\(check.errors)")
    let convert = try Shell.run(
      "reviewferry convert \"\(file)\" --mapping m.yaml --output out --max-rejects 90% --quiet",
      in: folder.url)
    #expect(convert.status == 0, "\(convert.errors)")
    let data = try Data(contentsOf: folder.url.appendingPathComponent("out/summary.json"))
    return try JSONDecoder().decode(Summary.self, from: data).counts["written"] ?? 0
  }
}
