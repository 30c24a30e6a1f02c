import Foundation
import TestSupport
import Testing

/// The pages of `docs/vendors`, made again: their commands are run with the built tool, and what it says is compared.
@Suite struct VendorPageTests {
  private static let hasYAML =
    (try? Shell.run("/usr/bin/python3 -c 'import yaml'", in: Project.root).status) == 0
  private static let folder = Project.root.appendingPathComponent("docs/vendors")

  private func pages(of folder: URL) throws -> [String: String] {
    var pages: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      pages[name] = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    return pages
  }

  @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
  func everyPageIsWhatItsMappingItsSampleAndTheToolSay() throws {
    let work = try TemporaryFolder()
    let tool = Tool.products.appendingPathComponent("reviewferry").path
    let result = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/.ci/vendor-pages \(tool) pages", in: work.url)
    #expect(result.status == 0, "\(result.errors)")
    let made = try pages(of: work.url.appendingPathComponent("pages"))
    let committed = try pages(of: Self.folder)
    #expect(made.keys.sorted() == committed.keys.sorted(), "run 'make docs'")
    for (name, text) in made {
      #expect(text == committed[name], "\(name): run 'make docs'")
    }
  }

  @Test(.enabled(if: hasYAML, "python3-yaml is not installed"))
  func aMappingWhoseEvidenceOrOriginIsNotToldGetsNoPage() throws {
    let work = try TemporaryFolder()
    for name in [".ci", "mappings", "samples"] {
      try FileManager.default.copyItem(
        at: Project.root.appendingPathComponent(name), to: work.url.appendingPathComponent(name))
    }
    for (found, replacement) in [
      ("# Where it comes from", "# Where it goes"), ("#   independent code ", "#   hearsay          "),
      ("  score: rating", "  score: { from: rating, polish: true }"),
    ] {
      let path = "mappings/judgeme-csv.yaml"
      let text = try String(contentsOf: Project.root.appendingPathComponent(path), encoding: .utf8)
      #expect(text.contains(found))
      try work.write(path, text.replacingOccurrences(of: found, with: replacement))
      let result = try Shell.run("/usr/bin/python3 .ci/vendor-pages /bin/true pages", in: work.url)
      #expect(result.status != 0)
      #expect(!FileManager.default.fileExists(atPath: work.path("pages/judgeme-csv.md")))
    }
  }
}
