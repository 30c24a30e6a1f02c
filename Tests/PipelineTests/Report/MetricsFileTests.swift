import Foundation
import Records
import TestSupport
import Testing

@testable import Pipeline

@Suite struct MetricsFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sentence(_ path: String) -> String? {
    let problem = MetricsFile.write(TestReport.report, to: path)
    #expect(problem == nil || problem?.code == "metrics.write" && problem?.severity == .warning)
    return problem?.sentence.text(showingValues: false)
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  /// The collector is another user. (The file is made with 0600, so no mask can be the reason.)
  @Test func theFileIsReadableByTheCollector() throws {
    #expect(MetricsFile.write(TestReport.report, to: folder.path("a.prom")) == nil)
    #expect(try mode(folder.path("a.prom")) == 0o644)
    #expect(folder.names() == ["a.prom"])
    #expect(folder.text("a.prom") == MetricsText.text(TestReport.report))
  }

  @Test func theOldFileIsReplacedAndItsLastSuccessKept() throws {
    let path = folder.path("a.prom")
    #expect(MetricsFile.write(TestReport.report, to: path) == nil)
    let open = try #require(FileHandle(forReadingAtPath: path))
    #expect(MetricsFile.write(TestReport.failed(), to: path) == nil)
    #expect(folder.text("a.prom")?.contains("} 69\n") == true)
    #expect(folder.text("a.prom")?.contains("last_success_timestamp_seconds") == true)
    #expect(folder.text("a.prom")?.contains(" 1769825835.467\n") == true)
    // Whoever was reading goes on reading the old one.
    #expect(
      try open.readToEnd().map { String(decoding: $0, as: UTF8.self) } == MetricsText.text(TestReport.report))
  }

  /// A number of a process comes back, in a container always.
  @Test func whatAKilledRunLeftIsInNobodysWay() throws {
    try folder.write(".a.prom.\(getpid()).tmp", "half")
    #expect(MetricsFile.write(TestReport.report, to: folder.path("a.prom")) == nil)
    #expect(folder.names() == ["a.prom"])
  }

  @Test func aFolderThatIsMissingIsSaidAndNotMade() {
    let sentence = sentence(folder.path("no/a.prom"))
    #expect(sentence?.hasPrefix("cannot write the metrics '\(folder.path.prefix(20))") == true)
    #expect(sentence?.hasSuffix(": no such file or directory; the old ones stay") == true)
    #expect(folder.names() == [])
  }

  @Test func nothingButAFileIsReplaced() throws {
    try folder.makeFolder("folder.prom")
    try folder.write("elsewhere", "kept")
    try folder.link("link.prom", to: folder.path("elsewhere"))
    for name in ["folder.prom", "link.prom"] {
      let sentence = sentence(folder.path(name))
      #expect(sentence?.hasSuffix(" is no regular file and is not replaced") == true)
    }
    #expect(sentence("/dev/null")?.contains("'/dev/null' is no regular file") == true)
    #expect(folder.text("elsewhere") == "kept")
    #expect(folder.names() == ["elsewhere", "folder.prom", "link.prom"])
  }

  @Test func aNameThatTheSystemRefusesLeavesNothing() {
    let name = String(repeating: "n", count: 250)
    #expect(sentence(folder.path(name))?.contains("file name too long") == true)
    #expect(folder.names() == [])
  }

  @Test func aForeignFileIsNoPast() throws {
    try folder.write("a.prom", "something else\n")
    #expect(MetricsFile.write(TestReport.failed(), to: folder.path("a.prom")) == nil)
    #expect(folder.text("a.prom")?.contains("last_success_timestamp_seconds{") == true)
    #expect(folder.text("a.prom")?.contains("} 0.0\n") == true)
  }
}
