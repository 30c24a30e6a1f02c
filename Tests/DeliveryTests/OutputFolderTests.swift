import Foundation
import Glibc
import Records
import Requests
import TestSupport
import Testing

@testable import Delivery

struct OutputFolderTests {
  let work: TemporaryFolder

  init() throws { work = try TemporaryFolder() }

  /// Code and sentence of the problem that opening the place gives.
  func refusal(_ name: String, force: Bool) -> (code: ProblemCode, sentence: String)? {
    let problem = #expect(throws: Problem.self) { try OutputFolder(path: work.path(name), force: force) }
    return problem.map { ($0.code, $0.sentence.text(showingValues: true)) }
  }

  // MARK: Complete or absent

  /// Fails each system call in turn: the place must be as it was, and nothing else may be left.
  @Test(arguments: DumpLayout.allCases, [false, true])
  func aFailureAtAnyCallLeavesNothing(layout: DumpLayout, force: Bool) throws {
    if force { try dump(["old"], to: work.path("out")) }
    let before = work.names()
    var call = 1
    while true {
      let failing = FailingFiles(call: call)
      do {
        try dump(
          ["{\"a\":1}", "{}"], to: work.path("out"), force: force, layout: layout, calls: failing.calls)
        if !failing.hasFailed { break }
        // Closing a folder and bringing the renamed place to the disk decide nothing any more.
        #expect(work.text("out/summary.json") == "{}\n", "call \(call)")
        try FileManager.default.removeItem(atPath: work.path("out"))
        if force { try dump(["old"], to: work.path("out")) }
      } catch let problem as Problem {
        #expect(problem.code == "io.write")
        #expect(problem.sentence.text(showingValues: true).contains(": no space left on device; "))
        #expect(work.names() == before, "call \(call)")
        if force { #expect(work.text("out/requests.jsonl") == "old\n") }
      }
      call += 1
    }
    #expect(call > 20)
    #expect(work.names().allSatisfy { !$0.contains(".partial-") })
  }

  @Test func nothingShowsBeforeTheCommit() throws {
    let folder = try OutputFolder(path: work.path("out"), force: false)
    try folder.makeFile(.summary).write("{}")
    #expect(work.names().allSatisfy { $0.hasPrefix(".out.partial-\(getpid())") })
    try folder.commit()
    #expect(work.names() == ["out", "out/summary.json"])
  }

  @Test func abortRemovesWhatWasWritten() throws {
    let folder = try OutputFolder(path: work.path("out"), force: false)
    let dumper = try RequestDumper(folder: folder, layout: .files, manifest: testManifest)
    try dumper.send(["{}"])
    folder.abort()
    #expect(work.names().isEmpty)
    folder.abort()
  }

  @Test func lettingTheFolderGoRemovesWhatWasWritten() throws {
    do {
      let folder = try OutputFolder(path: work.path("out"), force: false)
      try folder.makeFile(.summary).write("{}")
    }
    #expect(work.names().isEmpty)
  }

  @Test func missingParentsAreMade() throws {
    try dump(["{}"], to: work.path("a/b/out/"))
    #expect(work.text("a/b/out/requests.jsonl") == "{}\n")
  }

  @Test func twoDumpsBesideEachOtherHaveTheirOwnFolders() throws {
    let first = try OutputFolder(path: work.path("out"), force: false)
    let second = try OutputFolder(path: work.path("out"), force: false)
    try first.makeFile(.summary).write("1")
    try second.makeFile(.summary).write("2")
    try first.commit()
    #expect(throws: Problem.self) { try second.commit() }
    #expect(work.text("out/summary.json") == "1")
    #expect(work.names() == ["out", "out/summary.json"])
  }

  // MARK: What stands there already

  @Test func anEmptyFolderIsTaken() throws {
    try FileManager.default.createDirectory(atPath: work.path("out"), withIntermediateDirectories: true)
    try dump(["{}"], to: work.path("out"))
    #expect(work.text("out/requests.jsonl") == "{}\n")
  }

  @Test func aDumpIsReplacedOnlyByForce() throws {
    try dump(["old", "old2"], to: work.path("out"), layout: .files)
    let refused = refusal("out", force: false)
    #expect(refused?.code == "output.exists")
    #expect(refused?.sentence == "'\(work.path("out"))' exists already; nothing was written")
    try dump(["new"], to: work.path("out"), force: true)
    #expect(work.text("out/requests.jsonl") == "new\n")
    #expect(
      work.names() == ["out"]
        + DumpFile.allCases.filter { $0 != .report }.map { "out/\($0.rawValue)" }.sorted())
  }

  @Test(arguments: [
    ("notes.txt", "hello", "holds no manifest of reviewferry"),
    ("manifest.json", "{\"format\":\"other\"}", "holds no manifest of reviewferry"),
    ("requests.jsonl", "{}", "holds no manifest of reviewferry"),
  ])
  func aFolderOfAnotherIsNeverReplaced(file: String, text: String, why: String) throws {
    try work.write("out/" + file, text)
    #expect(refusal("out", force: false)?.code == "output.exists")
    let refused = refusal("out", force: true)
    #expect(refused?.code == "output.not-ours")
    #expect(
      refused?.sentence
        == "'\(work.path("out"))' \(why), so '--force' does not replace it; nothing was written")
    #expect(work.text("out/" + file) == text)
  }

  @Test func aDumpWithNotesInItIsNotReplaced() throws {
    try dump(["old"], to: work.path("out"))
    try work.write("out/notes.txt", "mine")
    let refused = refusal("out", force: true)
    #expect(refused?.code == "output.not-ours")
    #expect(refused?.sentence.contains("holds 'notes.txt', which no dump has") == true)
    #expect(work.text("out/notes.txt") == "mine")
  }

  @Test func aFileIsNeverReplaced() throws {
    try work.write("out", "mine")
    #expect(refusal("out", force: false)?.code == "output.exists")
    #expect(refusal("out", force: true)?.sentence.contains("is not a folder") == true)
    #expect(work.text("out") == "mine")
  }

  @Test func aPlaceTakenMeanwhileIsLeftAlone() throws {
    let folder = try OutputFolder(path: work.path("out"), force: false)
    try folder.makeFile(.summary).write("{}")
    try work.write("out/notes.txt", "mine")
    let problem = #expect(throws: Problem.self) { try folder.commit() }
    #expect(problem?.code == "output.exists")
    #expect(work.names() == ["out", "out/notes.txt"])
  }

  @Test(arguments: ["/", ".", "..", "x/.", "x/.."])
  func aPathWithoutANameIsRefused(path: String) {
    let problem = #expect(throws: Problem.self) { try OutputFolder(path: path, force: true) }
    #expect(problem?.code == "output.name")
  }

  // MARK: Links

  @Test(arguments: [false, true])
  func aLinkIsNotFollowedToAnotherFolder(force: Bool) throws {
    try dump(["victim"], to: work.path("victim"))
    try FileManager.default.createSymbolicLink(
      atPath: work.path("out"), withDestinationPath: work.path("victim"))
    #expect(refusal("out", force: force)?.code == (force ? "output.not-ours" : "output.exists"))
    #expect(work.text("victim/requests.jsonl") == "victim\n")
  }

  @Test func aLinkAtTheHiddenNameIsNotFollowed() throws {
    try work.write("victim/file", "mine")
    try FileManager.default.createSymbolicLink(
      atPath: work.path(".out.partial-\(getpid())"), withDestinationPath: work.path("victim"))
    try dump(["{}"], to: work.path("out"))
    #expect(work.names("victim") == ["file"])
    #expect(work.text("out/requests.jsonl") == "{}\n")
  }

  @Test func aLinkInsideTheHiddenFolderIsNotFollowed() throws {
    try work.write("victim", "mine")
    let folder = try OutputFolder(path: work.path("out"), force: false)
    try FileManager.default.createSymbolicLink(
      atPath: work.path(".out.partial-\(getpid())/summary.json"), withDestinationPath: work.path("victim"))
    let problem = #expect(throws: Problem.self) { try folder.makeFile(.summary) }
    #expect(problem?.code == "io.write")
    #expect(work.text("victim") == "mine")
  }

  /// Removing the dump before must not walk through a link in it.
  @Test func aLinkInAReplacedDumpIsRemovedNotEntered() throws {
    try dump(["old"], to: work.path("out"), layout: .files)
    try work.write("victim/file", "mine")
    try FileManager.default.createSymbolicLink(
      atPath: work.path("out/requests/link"), withDestinationPath: work.path("victim"))
    try dump(["new"], to: work.path("out"), force: true)
    #expect(work.text("victim/file") == "mine")
    #expect(work.text("out/requests.jsonl") == "new\n")
  }
}
