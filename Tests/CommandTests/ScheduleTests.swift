import ArgumentParser
import Delivery
import Foundation
import TestSupport
import Testing

@testable import reviewferry

/// The files of `samples/schedule`, each judged by what will read it, or by a strict reader of the same.
@Suite struct ScheduleTests {
  private static func has(_ command: String) -> Bool {
    (try? Shell.run(command, in: Project.root).status) == 0
  }
  private static let folder = Project.root.appendingPathComponent("samples/schedule")
  private static let hasSubmit = ReviewferryCommand.configuration.subcommands.contains {
    $0.configuration.commandName == "submit"
  }
  private static let hasYAML = has("/usr/bin/python3 -c 'import jsonschema, yaml'")
  private static let hasSystemd = has("command -v systemd-analyze")
  /// Offline since version 250.
  private static let judgesSecurity = has("systemd-analyze security --help | grep -q offline")

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.folder.appendingPathComponent(path), encoding: .utf8)
  }

  // MARK: What is common to all

  /// Options with their values, as the command itself understands them, the environment's included.
  private func expectUnderstood(_ command: [String], _ environment: [String: String]) {
    #expect(command.first?.hasSuffix("reviewferry") == true)
    // Some samples have it from a file that is not theirs to bring.
    let environment = ["REVIEWFERRY_PIM_URL": "https://pim.example"].merging(environment) { $1 }
    let arguments = EnvironmentTwins.completed(Array(command.dropFirst()), environment: environment)
    #expect(throws: Never.self) { try ReviewferryCommand.parseAsRoot(arguments) }
    #expect(arguments.first == "submit")
  }

  /// Commented lines count: they are there to be uncommented.
  @Test(
    .enabled(if: hasSubmit, "there is no 'submit'"),
    arguments: ["crontab", "systemd/reviewferry.service", "kubernetes/cronjob.yaml"])
  func everyVariableIsOneOfTheTool(path: String) throws {
    let options = (EnvironmentTwins.options["submit"] ?? []) + (EnvironmentTwins.flags["submit"] ?? [])
    let known = Set(
      options.map(EnvironmentTwins.variable) + CredentialKey.allCases.map(\.environmentName)
        + [CredentialKey.fileEnvironmentName, "REVIEWFERRY_MAPPINGS"])
    let used = Set(try text(path).matches(of: #/REVIEWFERRY_[A-Z_]+/#).map { String($0.0) })
    #expect(!used.isEmpty)
    #expect(used.subtracting(known).isEmpty, "\(used.subtracting(known))")
  }

  @Test(arguments: ["crontab", "systemd/reviewferry.service", "kubernetes/cronjob.yaml"])
  func noSampleHoldsASecret(path: String) throws {
    for match in try text(path).matches(of: #/REVIEWFERRY_(?:CLIENT_SECRET|PASSWORD|TOKEN)=(\S*)/#) {
      #expect(match.1 == "…", "\(match.0)")
    }
  }

  // MARK: crontab

  @Test func theCrontabIsOne() throws {
    let crontab = try Crontab(try text("crontab"))
    #expect(crontab.commands.count == 2)
    #expect(crontab.variables["PATH"]?.hasPrefix("/usr/local/bin:") == true)
    #expect(crontab.variables["MAILTO"]?.isEmpty == false)
  }

  /// The shell splits the line, in a folder without exports; a stand-in for the tool writes what it is given.
  @Test(.enabled(if: hasSubmit, "there is no 'submit'"))
  func cronsCommandsAreUnderstood() throws {
    let crontab = try Crontab(try text("crontab"))
    let work = try TemporaryFolder()
    try work.write("reviewferry", "#!/bin/sh\nprintf '%s\\n' reviewferry \"$@\"\n")
    #expect(chmod(work.path("reviewferry"), 0o755) == 0)
    for command in crontab.commands {
      let result = try Shell.run("PATH=\"$PWD:$PATH\"; \(command)", in: work.url)
      #expect(result.status == 0 && result.errors == "")
      let words = result.output.split(separator: "\n").map(String.init)
      #expect(words.contains("/srv/EXPORTS/*.csv"), "the tool expands patterns, not the shell")
      #expect(words.contains("0.5%"))
      expectUnderstood(words, crontab.variables)
    }
  }

  @Test(arguments: [
    "* * * * true\n", "60 * * * * true\n", "* 24 * * * true\n", "* * 0 * * true\n", "* * * 13 * true\n",
    "* * * * 8 true\n", "5-1 * * * * true\n", "*/0 * * * * true\n", "1,,2 * * * * true\n",
    "* * * * * echo 5%\n", "* * * * * true", "@nightly true\n",
  ])
  func theReaderOfCrontabsRefuses(text: String) {
    #expect(throws: Crontab.Failure.self) { try Crontab(text) }
  }

  @Test func theReaderOfCrontabsUnderstands() throws {
    let crontab = try Crontab("A=b c\n\n# no\n*/5,1-3/2 0-23 1,31 12 7 echo 5\\% | wc\n")
    #expect(crontab.variables == ["A": "b c"])
    #expect(crontab.commands == ["echo 5% | wc"])
  }

  // MARK: systemd

  @Test func theServiceSaysWhatIsWorthAnotherTry() throws {
    let service = try SystemdUnit(try text("systemd/reviewferry.service"))
    #expect(service["RestartForceExitStatus"] == ["69 75"])
    #expect(service["SuccessExitStatus"] == ["143"])
    // Longer than a request may take: --timeout.
    let grace = service["TimeoutStopSec"].first.flatMap { Int($0.dropLast()) }
    #expect(grace.map { $0 > 60 } == true)
    let timer = try SystemdUnit(try text("systemd/reviewferry.timer"))
    #expect(timer["Persistent"] == ["yes"])
    #expect(timer["WantedBy"] == ["timers.target"])
  }

  @Test(.enabled(if: hasSubmit, "there is no 'submit'"))
  func theServicesCommandIsUnderstood() throws {
    let service = try SystemdUnit(try text("systemd/reviewferry.service"))
    expectUnderstood(try service.command(), service.variables)
  }

  private func unitsWithTheBuiltTool() throws -> TemporaryFolder {
    let work = try TemporaryFolder()
    let tool = Tool.products.appendingPathComponent("reviewferry").path
    try work.write("reviewferry.timer", try text("systemd/reviewferry.timer"))
    try work.write(
      "reviewferry.service",
      try text("systemd/reviewferry.service")
        .replacingOccurrences(of: "=/usr/local/bin/reviewferry ", with: "=\(tool) "))
    return work
  }

  @Test(.enabled(if: hasSystemd, "systemd-analyze is not installed"))
  func systemdTakesTheUnits() throws {
    let work = try unitsWithTheBuiltTool()
    let result = try Shell.run(
      "systemd-analyze verify --man=no ./reviewferry.service ./reviewferry.timer", in: work.url)
    // It also speaks of other units of the machine.
    let about = (result.errors + result.output).split(separator: "\n").filter { $0.contains("reviewferry") }
    #expect(about.isEmpty, "\(about)")
  }

  /// 0 is the best and 10 the worst; a service with no hardening has 9.6.
  @Test(.enabled(if: judgesSecurity, "systemd-analyze is not installed, or before version 250"))
  func systemdFindsTheServiceHardened() throws {
    let work = try unitsWithTheBuiltTool()
    let result = try Shell.run(
      "systemd-analyze security --offline=true --threshold=25 --no-pager ./reviewferry.service", in: work.url)
    #expect(result.status == 0, "\(result.output.suffix(200))")
  }

  // MARK: Kubernetes

  private struct Container: Decodable {
    var command: [String]
    var variables: [String: String]
    var secrets: [String]
    /// Statuses after which there is no other try.
    var final: [Int]
    var writable: [String]
    var grace: Int
  }

  private func container() throws -> Container {
    let judged = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/Tests/Judges/validate_cronjob.py \"$PROJECT\"/samples/schedule/kubernetes/cronjob.yaml",
      in: Project.root)
    try #require(judged.status == 0, "\(judged.errors)")
    return try JSONDecoder().decode(Container.self, from: Data(judged.output.utf8))
  }

  @Test(.enabled(if: hasYAML, "python3-jsonschema or python3-yaml is not installed"))
  func theCronJobIsWhatKubernetesTakes() throws {
    let container = try container()
    #expect(container.grace > 60)
    // Everything that the tool writes is on a volume: the rest of the file system is read-only.
    for name in ["REVIEWFERRY_LEDGER", "REVIEWFERRY_TEMP_DIR"] {
      let path = try #require(container.variables[name])
      #expect(container.writable.contains { path == $0 || path.hasPrefix($0 + "/") }, "\(name)")
    }
    let secret: [CredentialKey] = [.clientID, .clientSecret, .username, .password]
    #expect(container.secrets == secret.map(\.environmentName))
    // A mounted file would not be taken: its owner is root.
    #expect(container.variables[CredentialKey.fileEnvironmentName] == nil)
    #expect(container.final == [1, 2, 64, 66, 73, 77, 78])
  }

  @Test(
    .enabled(
      if: hasSubmit && hasYAML, "there is no 'submit', or python3-jsonschema or python3-yaml is missing"))
  func theCronJobsCommandIsUnderstood() throws {
    let container = try container()
    expectUnderstood(container.command, container.variables.filter { !$0.value.isEmpty })
  }

  // MARK: docs/operations.md

  private static let operations =
    (try? String(contentsOf: Project.root.appendingPathComponent("docs/operations.md"), encoding: .utf8))
    ?? ""

  @Test func everyExitStatusIsExplained() throws {
    let help = try Shell.run("reviewferry --help", in: Project.root).output
    let list = try #require(help.split(separator: "EXIT STATUS").last)
    let statuses = list.matches(of: #/(?m)^ {2,4}([0-9]+(?:, [0-9]+)*) {2,}/#)
      .flatMap { $0.1.matches(of: #/[0-9]+/#).map { Int($0.0) ?? -1 } }
    #expect(statuses.count >= 10)
    let explained = Self.operations.matches(of: #/(?m)^\| ([0-9, ]+) \|/#)
      .flatMap { $0.1.matches(of: #/[0-9]+/#).map { Int($0.0) ?? -1 } }
    #expect(Set(statuses).subtracting(explained).isEmpty)
    #expect(Set(explained).count == explained.count)
  }

  @Test(.enabled(if: hasSubmit, "there is no 'submit'"))
  func everyOptionInTheGuideIsOneOfTheTool() {
    let known = Set(EnvironmentTwins.options.values.joined()).union(EnvironmentTwins.flags.values.joined())
      .union(["explain", "now"])  // of the program itself, and of systemctl
    let used = Set(Self.operations.matches(of: #/[ `'(]--([a-z][a-z-]+)/#).map { String($0.1) })
    #expect(used.subtracting(known).isEmpty, "\(used.subtracting(known))")
  }

  @Test func everyMetricInTheGuideIsWritten() throws {
    let source = try ["MetricsText", "MetricFamily"].map {
      try String(
        contentsOf: Project.root.appendingPathComponent("Sources/Pipeline/Report/\($0).swift"),
        encoding: .utf8)
    }.joined()
    let used = Set(Self.operations.matches(of: #/reviewferry_([a-z_]+)/#).map { String($0.1) })
    #expect(used.count >= 5)
    for name in used { #expect(source.contains("\"\(name)\""), "reviewferry_\(name)") }
  }
}
