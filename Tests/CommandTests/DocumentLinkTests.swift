import Foundation
import TestSupport
import Testing

/// What the documents point at is there.
@Suite struct DocumentLinkTests {
  /// Links to files of the project, from every page of docs and from the README.
  @Test func linksLeadToFiles() throws {
    let root = Project.root.path
    let documents =
      ["README.md", "CHANGELOG.md", "samples/README.md"]
      + (FileManager.default.subpaths(atPath: "\(root)/docs") ?? []).filter { $0.hasSuffix(".md") }
      .map { "docs/\($0)" }
    var broken: [String] = []
    for document in documents {
      let text = try String(contentsOfFile: "\(root)/\(document)", encoding: .utf8)
      let base = URL(fileURLWithPath: "\(root)/\(document)").deletingLastPathComponent()
      for match in text.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/) where !match.1.contains("://") {
        let path = base.appendingPathComponent(String(match.1)).standardizedFileURL.path
        if !FileManager.default.fileExists(atPath: path) { broken.append("\(document): \(match.1)") }
      }
    }
    #expect(broken.isEmpty)
  }

  /// docs/security.md says where each defence is tested.
  @Test func testsThatTheDocumentOfSecurityNamesExist() throws {
    let root = Project.root.path
    let text = try String(contentsOfFile: "\(root)/docs/security.md", encoding: .utf8)
    let sources = (FileManager.default.subpaths(atPath: "\(root)/Tests") ?? [])
      .filter { $0.hasSuffix(".swift") }
    let code = try sources.map { try String(contentsOfFile: "\(root)/Tests/\($0)", encoding: .utf8) }
    let named = Set(text.matches(of: /`([A-Z][A-Za-z0-9]*Tests)`/).map { String($0.1) })
    #expect(named.count > 20)
    for name in named.sorted() {
      let isFile = sources.contains { $0.hasSuffix("/\(name).swift") }
      #expect(isFile || code.contains { $0.contains("struct \(name) {") }, "\(name)")
    }
  }
}
