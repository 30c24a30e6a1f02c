import ArgumentParser
import Delivery
import Foundation
import Records
import TestSupport
import Testing

@testable import Guess
@testable import reviewferry

/// The files that `init` writes, each judged by what reads it.
@Suite struct InitFilesTests {
  /// Paths that every program has its own trouble with.
  private static let hard = "/srv/a b/50% $HOME \"x\" it's #1: äé.csv"
  private static let usual = "/srv/exports/reviews.csv"

  private static func answers(
    _ schedule: ScheduleKind, export: String = usual, folder: String = "/srv/ferry",
    mapping: InitMapping = .shipped("judgeme-csv"),
    credentials: InitCredentials = .template("/srv/ferry/credentials")
  ) -> InitAnswers {
    let result = GuessResult(
      facts: [], vendor: nil, otherVendors: [], fields: [], missing: [], counts: GuessCounts(), mapping: "")
    return InitAnswers(
      export: InitExport(path: export, result: result), mapping: mapping, pimURL: "https://shop.example",
      apiURL: nil, folder: folder, credentials: credentials, ledger: "/srv/ferry/l.sqlite",
      schedule: schedule)
  }

  private func files(_ answers: InitAnswers, program: String = "/usr/bin/reviewferry") -> [String: String] {
    let files = ScheduleFiles(answers, program: program, user: "ferry").files
    return Dictionary(files.map { ($0.name, $0.text) }) { $1 }
  }

  private static func has(_ command: String) -> Bool {
    (try? Shell.run(command, in: Project.root).status) == 0
  }

  // MARK: cron

  /// The shell splits the line; a stand-in for the tool writes what it is given.
  @Test(arguments: [usual, hard])
  func cronStartsASubmission(export: String) throws {
    let folder = "/srv/it's 5% off"
    let text = try #require(files(Self.answers(.cron, export: export, folder: folder))["crontab"])
    let crontab = try Crontab(text)
    #expect(crontab.commands.count == 2)
    let work = try TemporaryFolder()
    try work.write("tool", "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    #expect(chmod(work.path("tool"), 0o755) == 0)
    for (command, more) in zip(crontab.commands, [[], ["--quiet"]]) {
      let command = command.replacingOccurrences(of: "/usr/bin/reviewferry", with: "./tool")
      let result = try Shell.run(command, in: work.url)
      #expect(
        result.output.split(separator: "\n").map(String.init)
          == ["submit", export, "--config", "\(folder)/reviewferry.yaml"] + more)
    }
  }

  // MARK: systemd

  private static let hasSystemd = has("command -v systemd-analyze")
  private static let judgesSecurity = has("systemd-analyze security --help | grep -q offline")

  private func units(_ answers: InitAnswers) throws -> TemporaryFolder {
    let work = try TemporaryFolder()
    let tool = Tool.products.appendingPathComponent("reviewferry").path
    for (name, text) in files(answers, program: tool) {
      try work.write(name, text.replacingOccurrences(of: "\nUser=ferry\n", with: "\nUser=root\n"))
    }
    return work
  }

  @Test(.enabled(if: hasSystemd, "systemd-analyze is not installed"), arguments: [usual, hard])
  func systemdTakesTheUnits(export: String) throws {
    let work = try units(Self.answers(.systemd, export: export, credentials: .variables))
    let result = try Shell.run(
      "systemd-analyze verify --man=no ./reviewferry.service ./reviewferry.timer", in: work.url)
    let about = (result.errors + result.output).split(separator: "\n").filter { $0.contains("reviewferry") }
    #expect(about.isEmpty, "\(about)")
  }

  /// 0 is the best and 10 the worst; a service with no hardening has 9.6.
  @Test(.enabled(if: judgesSecurity, "systemd-analyze is not installed, or before version 250"))
  func systemdFindsTheServiceHardened() throws {
    let work = try TemporaryFolder()
    for (name, text) in files(Self.answers(.systemd)) { try work.write(name, text) }
    let result = try Shell.run(
      "systemd-analyze security --offline=true --threshold=25 --no-pager ./reviewferry.service", in: work.url)
    #expect(result.status == 0, "\(result.output.suffix(200))")
  }

  /// What keeps the service in bounds is what the sample has, but for the folders of its user.
  @Test func theServiceIsAsHardenedAsTheSample() throws {
    let text = try #require(files(Self.answers(.systemd))["reviewferry.service"])
    let sample = try String(
      contentsOf: Project.root.appendingPathComponent("samples/schedule/systemd/reviewferry.service"),
      encoding: .utf8)
    let own = try SystemdUnit(text)
    let other = try SystemdUnit(sample)
    let differs: Set = [
      "ExecStart", "User", "Group", "EnvironmentFile", "Environment", "StateDirectory", "StateDirectoryMode",
      "ReadWritePaths", "ProtectHome",
    ]
    for key in (SystemdUnit.keys["Service"] ?? []).union(SystemdUnit.keys["Unit"] ?? []).subtracting(differs)
    {
      #expect(own[key] == other[key], "\(key)")
    }
    #expect(own["User"] == ["ferry"] && own["ProtectHome"] == ["read-only"])
    // The folder that 'init' is about to make; of others what is there of them.
    #expect(own["ReadWritePaths"] == ["/srv/ferry"])
    var elsewhere = Self.answers(.systemd)
    elsewhere.ledger = "/usr/not/there/yet/l.sqlite"
    let service = try SystemdUnit(try #require(files(elsewhere)["reviewferry.service"]))
    #expect(service["ReadWritePaths"] == ["/usr"])
    #expect(
      try own.command() == [
        "/usr/bin/reviewferry", "submit", Self.usual, "--config", "/srv/ferry/reviewferry.yaml",
      ])
    let timer = try String(
      contentsOf: Project.root.appendingPathComponent("samples/schedule/systemd/reviewferry.timer"),
      encoding: .utf8)
    #expect(files(Self.answers(.systemd))["reviewferry.timer"] == timer)
  }

  // MARK: Kubernetes

  private static let hasYAML = has("/usr/bin/python3 -c 'import jsonschema, yaml'")

  private struct Container: Decodable {
    var command: [String]
    var variables: [String: String]
    var secrets: [String]
    var final: [Int]
  }

  private func container(_ answers: InitAnswers) throws -> Container {
    let work = try TemporaryFolder()
    try work.write("cronjob.yaml", try #require(files(answers)["cronjob.yaml"]))
    let judged = try Shell.run(
      "/usr/bin/python3 \"$PROJECT\"/Tests/Judges/validate_cronjob.py cronjob.yaml", in: work.url)
    try #require(judged.status == 0, "\(judged.errors)")
    return try JSONDecoder().decode(Container.self, from: Data(judged.output.utf8))
  }

  @Test(
    .enabled(if: hasYAML, "python3-jsonschema or python3-yaml is not installed"), arguments: [usual, hard])
  func theCronJobIsWhatKubernetesTakes(export: String) throws {
    let container = try container(Self.answers(.kubernetes, export: export))
    let name = (export as NSString).lastPathComponent
    #expect(
      container.command == ["reviewferry", "submit", "/exports/\(name)", "--mapping", "judgeme-csv"])
    let arguments = EnvironmentTwins.completed(
      Array(container.command.dropFirst()), environment: container.variables.filter { !$0.value.isEmpty })
    #expect(throws: Never.self) { try ReviewferryCommand.parseAsRoot(arguments) }
    #expect(container.secrets.count == 4 && container.final == [1, 2, 64, 66, 73, 77, 78])
  }

  @Test(.enabled(if: hasYAML, "python3-jsonschema or python3-yaml is not installed"))
  func aMappingOfOnesOwnIsMountedAndAnAppHasAToken() throws {
    var parts = CredentialParts()
    (parts[.clientID], parts[.token]) = (SecretText("a"), SecretText("hunter2"))
    let answers = Self.answers(
      .kubernetes, mapping: .draft("version: 1\n", isUsable: true), credentials: .typed("/c", parts))
    let container = try container(answers)
    #expect(container.command.last == "/config/mapping.yaml")
    #expect(container.secrets == ["REVIEWFERRY_CLIENT_ID", "REVIEWFERRY_TOKEN"])
    #expect(files(answers)["cronjob.yaml"]?.contains("hunter2") == false)
  }

  // MARK: Configuration and credentials

  /// What is written is read again as it was meant.
  @Test(arguments: ["/srv/ferry", "/srv/a: b #c", "/srv/\"quoted\" \\ it's", "/srv/true", "/srv/ä%{}[]"])
  func theConfigurationReadsBack(folder: String) throws {
    var answers = Self.answers(.none, folder: folder, credentials: .template("\(folder)/secret: file"))
    answers.ledger = "/var/lib/\(folder.split(separator: "/").last ?? "")/ledger.sqlite"
    let file = try #require(try InitFiles(answers).files.first)
    var reader = ConfigurationReader(file: "\(folder)/reviewferry.yaml")
    let settings = reader.settings(file.text)
    #expect(reader.problems.isEmpty)
    let values = Dictionary(settings.map { ($0.option, $0.value) }) { $1 }
    #expect(
      values == [
        "mapping": "judgeme-csv", "pim-url": "https://shop.example", "ledger": answers.ledger,
        "credentials-file": "\(folder)/secret: file",
      ])
  }

  @Test(arguments: [
    "plain", "a=b#c", " blank at the edges ", "'single'", "\"double\" \\ back", "' both \" ", "x\\y", "\t'",
  ])
  func secretsReadBack(value: String) throws {
    var parts = CredentialParts()
    (parts[.clientID], parts[.clientSecret]) = (SecretText("id"), SecretText(value))
    (parts[.username], parts[.password]) = (SecretText("user"), SecretText(value))
    let answers = Self.answers(.none, credentials: .typed("/c", parts))
    let file = try #require(try InitFiles(answers).files.first { $0.isSecret })
    #expect(try CredentialsFile.parse(Array(file.text.utf8), path: "c") == parts)
  }

  @Test func theTemplateOfCredentialsIsOneThatSaysNothingYet() throws {
    let file = try #require(try InitFiles(Self.answers(.none)).files.first { $0.isSecret })
    #expect(try CredentialsFile.parse(Array(file.text.utf8), path: "c").secrets.isEmpty)
  }

  // MARK: Commands

  private func commands(export: String, folder: String) throws -> [String] {
    InitText(try InitFiles(Self.answers(.none, export: export, folder: folder))).commands
  }

  @Test func theExportIsNamedAsItIsCalledFromTheFolder() throws {
    #expect(try commands(export: "a b.csv", folder: "x/y").last == "reviewferry submit '../../a b.csv'")
    #expect(try commands(export: "a.csv", folder: ".").first == "reviewferry check judgeme-csv a.csv")
    #expect(try commands(export: "a.csv", folder: "./x").last == "reviewferry submit ../a.csv")
    #expect(try commands(export: "/e/a.csv", folder: "x").last == "reviewferry submit /e/a.csv")
    let whole = FileManager.default.currentDirectoryPath + "/a.csv"
    #expect(
      try commands(export: "a.csv", folder: "../x").last == "reviewferry submit \(ShellWord.shell(whole))")
    #expect(try commands(export: "a.csv", folder: "it's").first == "cd 'it'\\''s'")
  }

  @Test func aProgramIsAllowedToRunAndGetsOnlyWhatItHasAPlaceFor() throws {
    var answers = Self.answers(.cron, mapping: .file("/srv/shop.yaml"))
    answers.source = .program(takesExport: false)
    let own = "--allow-commands --config /srv/ferry/reviewferry.yaml"
    #expect(files(answers)["crontab"]?.contains("/usr/bin/reviewferry submit \(own)\n") == true)
    #expect(
      InitText(try InitFiles(answers)).commands.dropFirst() == [
        "reviewferry check /srv/shop.yaml --allow-commands",
        "reviewferry convert --allow-commands --output dry-run", "reviewferry submit --allow-commands",
      ])
    answers.schedule = .kubernetes
    let job = try #require(files(answers)["cronjob.yaml"])
    #expect(job.contains("- submit\n                - --allow-commands\n                - --mapping\n"))
    answers.schedule = .systemd
    #expect(files(answers)["reviewferry.service"]?.contains("reviewferry submit \(own)\n") == true)
    answers.source = .program(takesExport: true)
    #expect(files(answers)["reviewferry.service"]?.contains("submit \(Self.usual) \(own)\n") == true)
  }

  @Test func noFileIsTwoThings() throws {
    func check(_ change: (inout InitAnswers) -> Void) throws {
      var answers = Self.answers(.cron)
      change(&answers)
      try InitPlaces(try InitFiles(answers)).check()
    }
    #expect(throws: Never.self) { try check { _ in } }
    #expect(throws: Problem.self) { try check { $0.ledger = "/srv/x/../ferry/reviewferry.yaml" } }
    #expect(throws: Problem.self) { try check { $0.ledger = "/srv/ferry/credentials" } }
    #expect(throws: Problem.self) { try check { $0.credentials = .template("/srv/ferry/crontab") } }
    #expect(throws: Problem.self) { try check { $0.mapping = .file("/srv/ferry/reviewferry.yaml") } }
    #expect(throws: Problem.self) { try check { $0.export.path = "/srv/ferry/crontab" } }
  }

  @Test func pathsAreTakenAsTheyAreTyped() throws {
    #expect(try InitPath.typed("~/a.csv", home: "/home/u") == "/home/u/a.csv")
    #expect(try InitPath.typed("'/a b.csv'", home: nil) == "/a b.csv")
    #expect(try InitPath.typed("x//", home: nil) == "x")
    #expect(try InitPath.typed("/", home: nil) == "/")
    #expect(throws: Problem.self) { try InitPath.typed("a\u{1B}[31m", home: nil) }
    #expect(throws: Problem.self) { try InitPath.typed("a\nb", home: nil) }
  }
}

@Suite struct FileSetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func all() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.url.path).sorted()
  }

  private func set(_ names: [String], mayReplace: Bool = false) -> FileSet {
    FileSet(
      files: names.map { .init(path: folder.path($0), text: "new", isSecret: $0 == "s") },
      mayReplace: mayReplace)
  }

  @Test func writesAllWithTheirRights() throws {
    try set(["a/b/c", "a/d", "s"]).write()
    #expect(try all() == ["a", "a/b", "a/b/c", "a/d", "s"])
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path("s"))[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func takesBackWhatItBeganWhereANameIsTaken() throws {
    try folder.write("taken", "old")
    #expect(throws: Problem.self) { try set(["a/b/c", "s", "taken"]).write() }
    #expect(try all() == ["taken"])
    #expect(try String(contentsOfFile: folder.path("taken"), encoding: .utf8) == "old")
  }

  @Test func takesBackWhatItBeganWhereAFolderIsAFile() throws {
    try folder.write("file", "old")
    #expect(throws: Problem.self) { try set(["x/a", "file/b"]).write() }
    #expect(try all() == ["file"])
  }

  /// The second file cannot be put into its place: the first is as it was, and the new ones are gone.
  @Test func putsBackWhatItReplaced() throws {
    try folder.write("a", "old")
    try folder.write("s", "secret")
    #expect(throws: Problem.self) { try set(["new", "a", "s"], mayReplace: true).write() }
    #expect(try all() == ["a", "s"])
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "old")
    #expect(try String(contentsOfFile: folder.path("s"), encoding: .utf8) == "secret")
  }

  @Test func replacesAllAndLeavesNothingElse() throws {
    try folder.write("a", "old")
    try set(["a", "b"], mayReplace: true).write()
    #expect(try all() == ["a", "b"])
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "new")
  }

  @Test func replacesNoFolder() throws {
    try folder.write("a", "old")
    try FileManager.default.createDirectory(atPath: folder.path("b"), withIntermediateDirectories: false)
    #expect(throws: Problem.self) { try set(["a", "b", "s"], mayReplace: true).write() }
    #expect(try all() == ["a", "b"])
    #expect(try String(contentsOfFile: folder.path("a"), encoding: .utf8) == "old")
  }

  /// A link that leads elsewhere is a taken name, and is replaced itself, never what it leads to.
  @Test func doesNotFollowLinks() throws {
    try folder.write("victim", "old")
    symlink(folder.path("victim"), folder.path("link"))
    #expect(throws: Problem.self) { try set(["link"]).write() }
    try set(["link"], mayReplace: true).write()
    #expect(try String(contentsOfFile: folder.path("victim"), encoding: .utf8) == "old")
    #expect(try String(contentsOfFile: folder.path("link"), encoding: .utf8) == "new")
  }
}
