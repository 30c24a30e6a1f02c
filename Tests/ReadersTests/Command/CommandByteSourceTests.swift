import Foundation
import Records
import Synchronization
import TestSupport
import Testing

@testable import Readers

@Suite("Programs as sources") struct CommandByteSourceTests {
  private final class Words: Sendable {
    let lines = Mutex<[String]>([])
    let warnings = Mutex<[String]>([])
  }

  private struct Outcome: Equatable {
    var output = ""
    var problem: String?
    var words: [String] = []
    var warnings: [String] = []
  }

  private func run(
    _ arguments: [String], input: String = CommandFormat.itself, bufferBytes: Int = 1 << 16
  ) throws -> Outcome {
    let words = Words()
    let running = CommandRunning(
      tell: { program, line in words.lines.withLock { $0.append("\(program): \(line)") } },
      warn: { problem in words.warnings.withLock { $0.append(problem.code.rawValue) } })
    var outcome = Outcome()
    var bytes: [UInt8] = []
    do throws(Problem) {
      let source = try CommandByteSource(
        SourceOptions(format: "command", values: ["run": .textList(arguments)]), input: input,
        file: "command",
        running)
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 1)
      defer { buffer.deallocate() }
      while case let count = try source.read(into: buffer), count > 0 { bytes += buffer[..<count] }
    } catch {
      outcome.problem = "\(error.code.rawValue): \(error.sentence.text(showingValues: true))"
    }
    outcome.output = String(decoding: bytes, as: UTF8.self)
    outcome.words = words.lines.withLock { $0 }
    outcome.warnings = words.warnings.withLock { $0 }
    return outcome
  }

  private func shell(_ script: String) throws -> Outcome { try run(["sh", "-c", script]) }

  @Test func givesWhatTheProgramWrites() throws {
    #expect(try shell("echo one; echo two") == Outcome(output: "one\ntwo\n"))
  }

  @Test(arguments: [
    (["printf", "%s.", "a b"], "", "a b."),
    (["printf", "%s."], "x y", "x y."),
    (["printf", "%s.", "{input}", "z"], "x", "x.z."),
    (["printf", "%s.", "--file={input}"], "$(id)", "--file=$(id)."),
    (["printf", "%s.", "*", "~", "$HOME"], "", "*.~.$HOME."),
  ])
  func argumentsAreGivenAsTheyAre(_ arguments: [String], _ input: String, _ output: String) throws {
    #expect(try run(arguments, input: input) == Outcome(output: output))
  }

  @Test(arguments: [
    (
      "echo a; exit 3", "a\n",
      "command.failed: the program 'sh' ended with status 3; the records before that were kept"
    ),
    (
      "echo a; kill -9 $$", "a\n",
      "command.failed: the program 'sh' was ended by signal 9; the records before that were kept"
    ),
    (
      "exit 255", "",
      "command.failed: the program 'sh' ended with status 255; it had given nothing"
    ),
  ])
  func aStatusOtherThanNullIsAProblemBehindTheOutput(
    _ script: String, _ output: String, _ problem: String
  ) throws {
    #expect(try shell(script) == Outcome(output: output, problem: problem))
  }

  @Test func theStatusCountsAlsoWhereTheOutputIsClosedLongBefore() throws {
    let outcome = try shell("echo a; exec >&-; echo later >&2; sleep 0.2; exit 7")
    #expect(outcome.output == "a\n")
    #expect(outcome.problem?.contains("status 7") == true)
    #expect(outcome.words == ["sh: later"])
  }

  @Test func aProgramThatIsNotThereIsAProblem() throws {
    #expect(try run(["./no such program"]).problem?.hasPrefix("command.not-started") == true)
    #expect(try run(["/etc/passwd"]).problem?.contains("Permission denied") == true)
  }

  @Test func muchOnBothPipesBlocksNobody() throws {
    let outcome = try shell(
      "for i in 1 2 3 4 5 6 7 8; do head -c 300000 /dev/zero | tr '\\0' '\\n'; seq 1 20000 >&2; done")
    #expect(outcome.output.utf8.count == 2_400_000)
    #expect(outcome.words.count == 160_000)
    #expect(outcome.problem == nil)
  }

  @Test func wordsAreLinesOfBoundedLengthAndPrintable() throws {
    let outcome = try shell(
      "printf 'a\\r\\n\\n\\033[1mb\\377' >&2; head -c 3000 /dev/zero | tr '\\0' x >&2; echo >&2; printf end >&2"
    )
    #expect(outcome.words.count == 3)
    #expect(outcome.words.first == "sh: a")
    #expect(outcome.words[1].hasPrefix("sh: \\u{1b}[1mb\u{FFFD}x") && outcome.words[1].hasSuffix("x…"))
    #expect(outcome.words[1].count < 2100)
    #expect(outcome.words.last == "sh: end")
  }

  @Test func standardInputIsEmptyAndSecretsAreNotInherited() throws {
    setenv("REVIEWFERRY_TEST_SECRET", "x", 1)
    setenv("CommandByteSourceTests", "seen", 1)
    defer {
      unsetenv("REVIEWFERRY_TEST_SECRET")
      unsetenv("CommandByteSourceTests")
    }
    let outcome = try shell("wc -c | tr -d ' '; env | grep -c REVIEWFERRY_; echo $CommandByteSourceTests")
    #expect(outcome.output == "0\n0\nseen\n")
  }

  @Test func noOtherFileIsOpenInTheProgram() throws {
    let file = try #require(FileHandle(forReadingAtPath: "/dev/null"))
    defer { try? file.close() }
    #expect(try shell("ls /proc/$$/fd | tr '\\n' ' '").output == "0 1 2 ")
  }

  @Test func aProgramThatNobodyReadsAnyMoreIsEnded() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("child").path
    do {
      let source = try CommandByteSource(
        SourceOptions(
          format: "command",
          values: ["run": .textList(["sh", "-c", "sleep 600 & echo $! > '\(path)'; echo ready; wait"])]),
        input: CommandFormat.itself, file: "command", CommandRunning { _, _ in })
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
      defer { buffer.deallocate() }
      #expect(try source.read(into: buffer) == 6)
    }
    let child = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines)
    waitForTheEnd(of: child)
  }

  /// Killed it is gone, or a zombie until whoever adopts orphans asks for it.
  private func waitForTheEnd(of child: String) {
    var state = "S"
    while !["", "Z", "X"].contains(state) {
      let stat = (try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)) ?? ""
      state = stat.split(separator: ")").last.map { String($0.dropFirst().prefix(1)) } ?? ""
    }
  }

  private static let stubborn = "sh -c 'trap \"\" TERM; echo $$ > \"$0\"; exec sleep 600'"

  @Test(arguments: ["> /dev/null 2>&1 &", "&"])
  func whatAProgramLeavesBehindIsEndedThoughItIgnoresSIGTERM(_ place: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("child").path
    let outcome = try shell(
      "\(Self.stubborn) '\(path)' \(place) until [ -s '\(path)' ]; do :; done; echo ready")
    #expect(outcome.output == "ready\n")
    #expect(outcome.problem == nil)
    #expect(outcome.warnings == (place == "&" ? ["command.left"] : []))
    waitForTheEnd(of: try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines))
  }

  @Test func whoeverLeavesAProgramLeavesNothingOfIt() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appendingPathComponent("child").path
    let running = CommandRunning { _, _ in }
    let script =
      "\(Self.stubborn) '\(path)' > /dev/null & until [ -s '\(path)' ]; do :; done; echo ready; wait"
    let source = try CommandByteSource(
      SourceOptions(format: "command", values: ["run": .textList(["sh", "-c", script])]),
      input: CommandFormat.itself, file: "command", running)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
    defer { buffer.deallocate() }
    #expect(try source.read(into: buffer) == 6)
    // The shell ends at once; what it started must not outlive it.
    running.endAllForGood()
    waitForTheEnd(of: try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .newlines))
    withExtendedLifetime(source) {}
  }

  @Test(
    arguments: [
      ([], "a", false, nil), (["x"], "a", false, nil), ([], "{input}", false, "input.none"),
      (["x"], "--f={input}", false, nil), (["x", ""], "a", false, "input.none"),
      (["-"], "a", true, "command.terminal"), (["-"], "a", false, nil), (["x"], "a", true, nil),
    ] as [([String], String, Bool, String?)])
  func inputsThatAProgramCannotBeCalledWith(
    _ inputs: [String], _ argument: String, _ isTerminal: Bool, _ code: String?
  ) {
    let options = SourceOptions(format: "command", values: ["run": .textList(["cat", argument])])
    #expect(CommandFormat.fault(of: inputs, options, isTerminal: isTerminal)?.code.rawValue == code)
  }

  @Test func withoutPermissionNothingRuns() {
    let options = SourceOptions(format: "command", values: ["run": .textList(["echo", "x"])])
    #expect(throws: Problem.self) { try InputOpener.open("", options: options, format: "command") }
  }
}
