import Delivery
import Foundation
import Records
import TestSupport
import Testing

@testable import Pipeline
@testable import reviewferry

@Suite struct SubmitTextTests {
  private static let report: RunReport = {
    var summary = RunSummary()
    summary.read = 100_015
    summary.mapped = 100_000
    summary.filtered = 12
    summary.rejected = 3
    summary.rejectsByCode = ["score.range": 3]
    summary.inputs = [InputSummary(name: "a.csv", state: .complete, read: 100_015, digest: nil)]
    var submission = SubmissionSummary()
    submission.sent = .init(requests: 56, reviews: 1234)
    submission.unchanged = 98_766
    submission.attempts = 56
    submission.run = 12
    summary.submission = submission
    return RunReport(
      summary: summary, mapping: "shop", pim: "shop.example", started: 1000, ended: 1012.34, status: 0,
      state: .finished)
  }()

  private static let stopped: RunReport = {
    var report = SubmitTextTests.report
    var submission = report.submission
    submission.sent = .init(requests: 1, reviews: 1)
    submission.changed = 1
    submission.refused = .init(requests: 1, reviews: 33)
    submission.unsent = .init(requests: 24, reviews: 1190)
    submission.failedAttempts = ["503": 20, "timeout": 1200]
    report.summary.duplicates = 10
    report.summary.submission = submission
    report.status = 69
    report.state = .stopped
    report.ended = 1000 + 3725
    return report
  }()

  @Test func aLogGetsOneLine() {
    #expect(
      SubmitText.line(Self.report) == """
        reviewferry submit: sent 1,234 reviews in 56 requests; 98,766 unchanged, 12 filtered, 3 rejected, \
        0 refused, 0 unsent; run 12, 12.3 s

        """)
  }

  @Test func theLineOfARunThatWasStoppedSaysSo() {
    #expect(
      SubmitText.line(Self.stopped) == """
        reviewferry submit: sent 1 review in 1 request; 98,766 unchanged, 12 filtered, 3 rejected, \
        33 refused, 1,190 unsent, 10 replaced by later ones; run 12 stopped, 1 h 2 min, status 69

        """)
  }

  @Test(arguments: [
    (RunReport.State.finished, Int32(0), "; 12.3 s\n"),
    (.finished, 1, "; 12.3 s, status 1\n"), (.failed, 73, "; run failed, 12.3 s, status 73\n"),
  ])
  func withoutALedgerARunHasNoNumber(state: RunReport.State, status: Int32, end: String) {
    var report = Self.report
    report.summary.submission?.run = nil
    report.state = state
    report.status = status
    #expect(SubmitText.line(report).hasSuffix(end))
  }

  @Test func aTerminalGetsATable() {
    #expect(
      SubmitText.table(Self.report, output: "runs/000012") == """
        read            100,015   from 1 input
        mapped          100,000
        filtered             12
        rejected              3   score.range: 3
        sent              1,234   in 56 requests
        unchanged        98,766   the API has them as they are
        refused               0
        unsent                0
        attempts             56
        run                  12   finished in 12.3 s
        output     runs/000012

        """)
    #expect(
      SubmitText.table(Self.stopped).hasSuffix(
        """
        duplicates           10   replaced by a later review with the same id
        sent                  1   in 1 request, 1 changed
        unchanged        98,766   the API has them as they are
        refused              33   of 1 request; in 'failed/'
        unsent            1,190   the next run sends them
        attempts             56   failed: timeout: 1,200, 503: 20
        run                  12   stopped in 1 h 2 min, status 69

        """))
  }

  @Test(arguments: [
    (0, "0.0 s"), (59.94, "59.9 s"), (59.96, "1 min 0 s"), (61.4, "1 min 1 s"), (3599.4, "59 min 59 s"),
    (3599.6, "1 h 0 min"), (90_000, "25 h 0 min"),
  ])
  func durationsAreShort(seconds: Double, expected: String) {
    #expect(SubmitText.time(seconds) == expected)
  }

  @Test(arguments: [ProblemFormat.text, .json], [true, false])
  func quietIsQuiet(format: ProblemFormat, isTerminal: Bool) {
    #expect(
      SubmitText.summary(Self.report, output: "", format: format, isTerminal: isTerminal, isQuiet: true) == ""
    )
  }

  @Test(arguments: [true, false])
  func jsonIsOneLineOnATerminalToo(isTerminal: Bool) {
    let text = SubmitText.summary(
      Self.report, output: "out", format: .json, isTerminal: isTerminal, isQuiet: false)
    #expect(text.hasPrefix(#"{"counts":{"#))
    #expect(text.contains(#""event":"summary""#))
    #expect(text.split(separator: "\n").count == 1)
  }

  @Test func textIsATableOnATerminalOnly() {
    func lines(_ isTerminal: Bool) -> Int {
      SubmitText.summary(Self.report, output: "", format: .text, isTerminal: isTerminal, isQuiet: false)
        .split(separator: "\n").count
    }
    #expect(lines(false) == 1)
    #expect(lines(true) == 10)
  }
}

@Suite struct LogFormatTests {
  @Test(arguments: [
    (["REVIEWFERRY_LOG_FORMAT": "json"], ["--log-format", "json"]),
    (["REVIEWFERRY_PROBLEMS": "json"], ["--problems", "json"]),
    (["REVIEWFERRY_LOG_FORMAT": "text", "REVIEWFERRY_PROBLEMS": "json"], ["--log-format", "text"]),
  ])
  func bothVariablesAreKnownAndTheNewOneWins(environment: [String: String], added: [String]) {
    #expect(
      EnvironmentTwins.completed(["convert", "a.csv"], environment: environment)
        == ["convert"] + added + ["a.csv"])
  }

  @Test(arguments: ["--log-format", "--problems"], ["REVIEWFERRY_LOG_FORMAT", "REVIEWFERRY_PROBLEMS"])
  func aTypedNameWinsOverBothVariables(option: String, variable: String) {
    let typed = ["convert", option, "text", "--", "--problems"]
    #expect(EnvironmentTwins.completed(typed, environment: [variable: "json"]) == typed)
  }

  @Test(arguments: ["--log-format json", "--problems json", "--problems=text --log-format=json"])
  func bothNamesAreUnderstood(options: String) throws {
    let result = try Shell.run("reviewferry check no-such-mapping.yaml \(options)", in: Project.root)
    #expect(result.errors.contains(#""event":"problem""#), "\(result.errors)")
  }
}

/// Holds the metrics against the parsers of those who read them.
@Suite struct MetricsJudgeTests {
  private static func has(_ command: String) -> Bool {
    (try? Shell.run(command, in: Project.root).status) == 0
  }
  private static let hasParser = has("/usr/bin/python3 -c 'import prometheus_client'")
  private static let hasPromtool = has("command -v promtool")

  private static let mappings = ["judgeme-csv", #"a "b" \c"#, "two\nlines", "été ✓ {x=\"1\"}"]

  private func write(_ mapping: String, in folder: TemporaryFolder) {
    var summary = RunSummary()
    summary.read = 5
    summary.fannedOut = 2
    summary.filtered = 3
    summary.rejected = 1
    summary.rejectsByCode = ["score.range": 1]
    var submission = SubmissionSummary()
    submission.sent = .init(requests: 2, reviews: 3)
    submission.failedAttempts = ["429": 2, "timeout": 1]
    submission.run = 3
    summary.submission = submission
    let report = RunReport(
      summary: summary, mapping: mapping, pim: "shop.example", started: 1_769_825_823.12,
      ended: 1_769_825_900.5, status: 69, state: .stopped)
    #expect(MetricsFile.write(report, to: folder.path("a.prom")) == nil)
    #expect(MetricsFile.write(report, to: folder.path("a.prom")) == nil)
  }

  @Test(.enabled(if: hasParser, "python3-prometheus-client is not installed"), arguments: mappings)
  func prometheusReadsWhatWasMeant(mapping: String) throws {
    let folder = try TemporaryFolder()
    write(mapping, in: folder)
    let judged = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/Tests/Judges/validate_metrics.py a.prom \"$MAPPING\"", in: folder.url,
      environment: ["MAPPING": mapping])
    #expect(judged.status == 0, "\(judged.errors)")
  }

  @Test(.enabled(if: hasPromtool, "promtool is not installed"), arguments: mappings)
  func promtoolHasNothingToSay(mapping: String) throws {
    let folder = try TemporaryFolder()
    write(mapping, in: folder)
    let judged = try Shell.run("promtool check metrics < a.prom", in: folder.url)
    #expect(judged.status == 0 && judged.errors + judged.output == "", "\(judged.errors)\(judged.output)")
  }

  @Test(.enabled(if: hasPromtool, "promtool is not installed"))
  func theAlertsOfTheGuideAreRules() throws {
    let folder = try TemporaryFolder()
    let guide = try String(
      contentsOf: Project.root.appendingPathComponent("docs/operations.md"), encoding: .utf8)
    let rules = try #require(guide.firstMatch(of: #/```yaml\n([^`]*)```/#))
    try folder.write("rules.yml", String(rules.1))
    let judged = try Shell.run("promtool check rules rules.yml", in: folder.url)
    #expect(judged.status == 0, "\(judged.errors)")
  }
}
