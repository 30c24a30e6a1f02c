import Foundation
import TestSupport
import Testing

@Suite struct CommandTests {
  private static let isRecording = ProcessInfo.processInfo.environment["REVIEWFERRY_RECORD"] == "1"

  @Test(arguments: CommandCase.all)
  func commandDoesWhatItsCaseSays(_ example: CommandCase) throws {
    let work = try TemporaryFolder()
    let result = try example.run(in: work.url)
    if Self.isRecording {
      try record(example, result, work.url)
      return
    }
    #expect(result.status == (try example.expectedStatus))
    #expect(result.errors == (try example.text("expected.stderr") ?? ""))
    #expect(result.output == (try example.text("expected.stdout") ?? ""))
    for path in example.expectedFiles {
      let found = try? Data(contentsOf: work.url.appendingPathComponent(path))
      let expected = try Data(contentsOf: example.folder.appendingPathComponent("expected/\(path)"))
      #expect(
        found.map { String(decoding: $0, as: UTF8.self) } == String(decoding: expected, as: UTF8.self),
        "\(path)")
    }
  }

  @Test func thereAreAtLeastSixtyCasesInWhichSomethingIsWrong() throws {
    let wrong = try CommandCase.all.filter {
      try $0.expectedStatus != 0 || $0.text("expected.stderr")?.contains("error[") == true
    }
    #expect(wrong.count >= 60)
  }

  private func record(_ example: CommandCase, _ result: CommandResult, _ work: URL) throws {
    try write(result.output, "expected.stdout", example)
    try write(result.errors, "expected.stderr", example)
    try write(result.status == 0 ? "" : "\(result.status)\n", "expected.status", example)
    for path in example.expectedFiles {
      let target = example.folder.appendingPathComponent("expected/\(path)")
      try Data(contentsOf: work.appendingPathComponent(path)).write(to: target)
    }
  }

  private func write(_ text: String, _ name: String, _ example: CommandCase) throws {
    let url = example.folder.appendingPathComponent(name)
    if text.isEmpty {
      try? FileManager.default.removeItem(at: url)
    } else {
      try Data(text.utf8).write(to: url)
    }
  }
}
