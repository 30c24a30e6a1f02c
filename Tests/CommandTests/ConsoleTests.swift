import Foundation
import Records
import TestSupport
import Testing

@testable import reviewferry

@Suite struct NumeralsTests {
  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1234, "-1,234")])
  func groupsDigits(value: Int, expected: String) {
    #expect(Numerals.grouped(value) == expected)
  }

  @Test(arguments: [(999, "999 B"), (1000, "1.0 kB"), (1_250_000, "1.3 MB"), (3_000_000_000, "3.0 GB")])
  func bytesHaveADecimalUnit(value: Int, expected: String) {
    #expect(Numerals.bytes(value) == expected)
  }

  @Test(arguments: [
    ("65536", 65536), ("1KiB", 1024), ("256MiB", 256 << 20), ("1 GB", 1_000_000_000), ("2g", 2 << 30),
    ("10b", 10),
  ])
  func sizesAreRead(text: String, expected: Int) {
    #expect(ByteSize.parse(text) == expected)
  }

  @Test(arguments: ["", "lots", "-1", "0", "1.5GB", "9999999999999GiB", "MiB"])
  func whatIsNoSizeIsRefused(text: String) {
    #expect(ByteSize.parse(text) == nil)
  }
}

@Suite struct TextTableTests {
  @Test(arguments: [("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("🎉", 2), ("", 0)])
  func widthCountsTerminalColumns(text: String, expected: Int) {
    #expect(DisplayWidth.of(text) == expected)
  }

  @Test(arguments: [("abcdef", 4, "abc…"), ("漢字漢字", 4, "漢… "), ("ab", 4, "ab  "), ("abcd", 4, "abcd")])
  func fitsExactly(text: String, width: Int, expected: String) {
    #expect(DisplayWidth.fit(text, to: width) == expected)
  }

  @Test(arguments: [20, 40, 60, 100, 200])
  func noLineIsWiderThanTheTerminal(width: Int) {
    let table = TextTable(
      headers: ["id", "title", "text"],
      rows: [
        ["1", String(repeating: "漢", count: 50), String(repeating: "word ", count: 60)], ["2", "", "short"],
      ])
    for line in table.lines(width: width) { #expect(DisplayWidth.of(line) <= width) }
  }

  @Test func lineBreaksAndControlCharactersCannotBreakIt() {
    let table = TextTable(headers: ["text"], rows: [["a\nb\u{1b}[31mc"]])
    #expect(table.lines(width: 80) == ["text", "a b\\u{1b}[31mc"])
  }
}

@Suite struct EnvironmentTwinsTests {
  @Test func variablesBecomeOptionsBehindTheCommand() {
    let arguments = EnvironmentTwins.completed(
      ["convert", "a.csv"], environment: ["REVIEWFERRY_MAX_REVIEWS": "7", "REVIEWFERRY_QUIET": "true"])
    #expect(arguments == ["convert", "--max-reviews", "7", "--quiet", "a.csv"])
  }

  @Test(arguments: [["--max-reviews", "3"], ["--max-reviews=3"]])
  func aTypedOptionWins(typed: [String]) {
    let arguments = EnvironmentTwins.completed(
      ["convert"] + typed, environment: ["REVIEWFERRY_MAX_REVIEWS": "7"])
    #expect(arguments == ["convert"] + typed)
  }

  @Test(arguments: ["0", "false", "no", ""])
  func aFlagThatIsOffAddsNothing(value: String) {
    #expect(EnvironmentTwins.completed(["convert"], environment: ["REVIEWFERRY_FORCE": value]) == ["convert"])
  }

  @Test(arguments: [
    (["--rehearse"], ["--max-reviews", "7", "--catalog", "c"]),
    ([], ["--max-reviews", "7", "--ledger", "l"]), (["--no-ledger"], ["--max-reviews", "7"]),
    (["--rehearse=1"], ["--max-reviews", "7", "--catalog", "c"]),
  ])
  func variablesOfOtherRunsAreLeftAlone(typed: [String], added: [String]) {
    let arguments = EnvironmentTwins.completed(
      ["submit"] + typed,
      environment: [
        "REVIEWFERRY_LEDGER": "l", "REVIEWFERRY_CATALOG": "c", "REVIEWFERRY_MAX_REVIEWS": "7",
      ])
    #expect(Set(arguments) == Set(["submit"] + typed + added))
    #expect(arguments.suffix(typed.count) == typed[...])
  }

  @Test func aTypedLedgerWinsOverTheVariableThatKeepsNone() {
    let arguments = EnvironmentTwins.completed(
      ["submit", "--ledger", "l"], environment: ["REVIEWFERRY_NO_LEDGER": "1"])
    #expect(arguments == ["submit", "--ledger", "l"])
  }

  /// The lists of names are written by hand: hold them against what each command declares.
  @Test(arguments: [
    "convert", "submit", "check", "preview", "emulate", "rejects list", "rejects show", "rejects retry",
    "ledger status", "ledger export", "ledger forget", "ledger vacuum", "catalog import", "catalog status",
    "reconcile", "status", "ledger release",
  ])
  func everyOptionHasATwin(command: String) throws {
    let help = try Shell.run("reviewferry \(command) --help", in: Project.root).output
    let declared = help.matches(of: #/--([a-z][a-z-]+)/#).map { String($0.1) }
    let options = declared.filter {
      !["version", "help"].contains($0) && help.contains("  --\($0)") || help.contains(", --\($0)")
    }
    let known = Set((EnvironmentTwins.options[command] ?? []) + (EnvironmentTwins.flags[command] ?? []))
    let missing = Set(options).subtracting(known).subtracting(["version", "help"])
    #expect(missing.isEmpty, "\(missing)")
    #expect(!known.isEmpty)
  }
}

@Suite struct ProblemPrinterTests {
  private final class Lines {
    var text = ""
  }

  private func print(_ problems: [Problem], _ format: ProblemFormat = .text) -> String {
    let lines = Lines()
    let printer = ProblemPrinter(format: format, showsValues: false, isColored: false) { lines.text += $0 }
    problems.forEach(printer.report)
    printer.finish()
    return lines.text
  }

  @Test func whatWasNotPrintedIsCountedOnce() {
    let lines = Lines()
    let printer = ProblemPrinter(format: .text, showsValues: false, isColored: false) { lines.text += $0 }
    for _ in 1...7 { printer.report(Problem("test.code", .error, "found 3")) }
    printer.finish()
    printer.finish()
    #expect(lines.text.hasSuffix("found 3\n… and 2 more [test.code]\n"))
    #expect(lines.text.components(separatedBy: "more").count == 2)
  }

  private let problem = Problem(
    "test.code", at: SourcePosition(file: "a.csv", line: 3, column: 7, record: 2, byte: 40),
    "found \(3), expected \(4); record rejected", fix: "count again",
    notes: [ProblemNote(position: SourcePosition(file: "m.yaml", line: 9), sentence: "it is said here")])

  @Test func aProblemIsOneLineWithItsNotesAndFix() {
    #expect(
      print([problem]) == """
        a.csv:3:7: error[test.code]: found 3, expected 4; record rejected (record 2, byte 40)
        m.yaml:9: note: it is said here
          fix: count again

        """)
  }

  @Test func notesAndFixesAreSaidOnceAndTheSixthIsCounted() {
    let text = print(Array(repeating: problem, count: 8))
    #expect(text.components(separatedBy: "fix:").count == 2)
    #expect(text.components(separatedBy: "error[test.code]").count == 6)
    #expect(text.hasSuffix("… and 3 more [test.code]\n"))
  }

  @Test func jsonHasEveryProblem() {
    let text = print(Array(repeating: problem, count: 8), .json)
    #expect(text.split(separator: "\n").count == 8)
    #expect(
      text.hasPrefix(
        #"{"byte":40,"code":"test.code","column":7,"event":"problem","file":"a.csv","fix":"count again","#))
  }

  @Test func colourIsInTheSeverityOnly() {
    let lines = Lines()
    let printer = ProblemPrinter(format: .text, showsValues: false, isColored: true) { lines.text += $0 }
    printer.report(Problem("a.b", .warning, "said"))
    #expect(lines.text == "\u{1b}[33mwarning[a.b]:\u{1b}[0m said\n")
  }
}
