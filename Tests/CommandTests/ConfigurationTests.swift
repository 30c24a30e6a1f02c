import ArgumentParser
import Foundation
import Records
import TestSupport
import Testing

@testable import reviewferry

/// What a configuration file says, and which layer wins.
@Suite struct ConfigurationTests {
  private static func read(_ yaml: String, file: String = "shop/reviewferry.yaml") -> (
    settings: [Configuration.Setting], codes: [String]
  ) {
    var reader = ConfigurationReader(file: file)
    let settings = reader.settings(yaml)
    return (settings, reader.problems.map(\.code.rawValue))
  }

  private func layers(
    _ arguments: [String], _ environment: [String: String] = [:], _ yaml: String
  ) -> ArgumentLayers {
    let settings = Self.read(yaml, file: "reviewferry.yaml").settings
    return ArgumentLayers(
      arguments, environment: environment,
      configuration: Configuration(path: "reviewferry.yaml", isFound: true, settings: settings))
  }

  // MARK: Layers

  private struct Layering: Sendable {
    var typed: [String] = []
    var environment: [String: String] = [:]
    var yaml: String
    var expected: Int?
  }

  private static let layerings: [Layering] = [
    Layering(
      typed: ["--max-reviews", "7"], environment: ["REVIEWFERRY_MAX_REVIEWS": "8"], yaml: "max-reviews: 9",
      expected: 7),
    Layering(typed: ["--max-reviews=7"], yaml: "max-reviews: 9", expected: 7),
    Layering(environment: ["REVIEWFERRY_MAX_REVIEWS": "8"], yaml: "max-reviews: 9", expected: 8),
    Layering(environment: ["REVIEWFERRY_MAX_REVIEWS": ""], yaml: "max-reviews: 9", expected: 9),
    Layering(yaml: "max-reviews: 9", expected: 9),
    Layering(yaml: "submit: { max-reviews: 4 }\nmax-reviews: 9", expected: 9),
    Layering(yaml: "convert: { max-reviews: 4 }\nmax-reviews: 9", expected: 4),
    Layering(
      environment: ["REVIEWFERRY_MAX_REVIEWS": "8"], yaml: "convert: { max-reviews: 4 }", expected: 8),
    Layering(yaml: "{}", expected: nil),
  ]

  @Test(arguments: layerings)
  private func whatIsTypedWinsOverTheEnvironmentAndThatOverTheFile(_ layering: Layering) throws {
    let start = ["convert", "a.csv", "--mapping", "m", "--output", "out"] + layering.typed
    let arguments = layers(start, layering.environment, layering.yaml).arguments
    let command = try #require(try ReviewferryCommand.parseAsRoot(arguments) as? ConvertCommand)
    #expect(command.conversion.requests.maxReviews == layering.expected)
  }

  @Test func aVariableThatTurnsAFlagOffWinsOverTheFile() {
    let yaml = "show-values: true"
    let start = ["check", "m.yaml"]
    #expect(layers(start, yaml).arguments == ["check", "--show-values", "m.yaml"])
    #expect(layers(start, ["REVIEWFERRY_SHOW_VALUES": "0"], yaml).arguments == start)
  }

  /// Options that exclude each other, in two layers: the lower one gives way.
  @Test func theFilesLedgerGivesWayToNoLedgerOfTheEnvironment() {
    let layers = layers(
      ["submit", "a.csv", "--no-ledger"], ["REVIEWFERRY_RESEND": "1"],
      "ledger: l.sqlite\nunmatched: park\nmax-parked: 5")
    #expect(layers.arguments == ["submit", "a.csv", "--no-ledger"])
  }

  @Test func aRehearsalIsNotAboutTheLedgerOfTheFile() throws {
    let layers = layers(
      ["submit", "a.csv", "--mapping", "m", "--rehearse"],
      "ledger: l.sqlite\nmetrics-file: m.prom\nmax-parked: 5\nunmatched: park\nmemory: 64MiB")
    #expect(layers.used.map(\.option) == ["memory"])
    #expect(throws: Never.self) { try ReviewferryCommand.parseAsRoot(layers.arguments) }
  }

  @Test func aCommandGetsOnlyWhatItHas() {
    let layers = layers(["status"], "mapping: m\nledger: l.sqlite\nquiet: yes")
    #expect(Set(layers.used.map(\.option)) == ["ledger", "quiet"])
  }

  // MARK: What a file that was found may not do

  @Test func aFileCannotKeepItselfSecret() {
    let yaml = "quiet: true\npim-url: https://evil.example/x\napi-url: http://localhost:81"
    let start = ["submit", "a.csv", "-m", "m"]
    #expect(
      layers(start, yaml).announcement
        == "note: 'reviewferry.yaml' gives api-url (localhost:81), pim-url (evil.example), quiet\n")
    #expect(layers(start + ["-q"], yaml).announcement == nil)
    #expect(layers(start, ["REVIEWFERRY_QUIET": "1"], yaml).announcement == nil)
    #expect(
      layers(start, yaml + "\nlog-format: json").announcement?.contains(
        #""hosts":{"api-url":"localhost:81","pim-url":"evil.example"}"#) == true)
  }

  @Test func whatIsTypedByItsLetterIsNotTheFiles() {
    let yaml = "mapping: m\nconvert: { output: out }\nmemory: 64MiB"
    for typed in [["-m", "x", "-o", "y"], ["-m=x", "-o=y"], ["-qm", "x", "--output", "y"]] {
      #expect(layers(["convert", "a.csv"] + typed, yaml).used.map(\.option) == ["memory"], "\(typed)")
    }
  }

  /// The leave of the environment is not for a mapping that a file chose which nobody named.
  @Test func theEnvironmentAllowsNoProgramOfAFileThatWasFound() {
    let variables = ["REVIEWFERRY_ALLOW_COMMANDS": "1"]
    func isAllowed(_ arguments: [String], _ environment: [String: String], _ yaml: String) -> Bool {
      layers(["submit"] + arguments, environment, yaml).arguments.contains("--allow-commands")
    }
    #expect(!isAllowed([], variables, "mapping: evil.yaml"))
    #expect(!isAllowed([], variables, "submit: { mapping: evil.yaml }"))
    #expect(isAllowed(["--allow-commands"], variables, "mapping: own.yaml"))
    #expect(isAllowed(["-m", "own.yaml"], variables, "mapping: evil.yaml"))
    #expect(
      isAllowed([], variables.merging(["REVIEWFERRY_MAPPING": "own.yaml"]) { $1 }, "mapping: evil.yaml"))
    #expect(isAllowed([], variables, "memory: 64MiB"))
    let settings = Self.read("mapping: own.yaml").settings
    let named = ArgumentLayers(
      ["submit"], environment: variables,
      configuration: Configuration(path: "c.yaml", isFound: false, settings: settings))
    #expect(named.arguments.contains("--allow-commands"))
  }

  @Test func helpAndInitAreNotConfigured() {
    #expect(!ArgumentLayers.mayBeConfigured(["submit", "--help"]))
    #expect(!ArgumentLayers.mayBeConfigured(["init"]))
    #expect(!ArgumentLayers.mayBeConfigured(["mappings", "list"]))
    #expect(ArgumentLayers.mayBeConfigured(["catalog", "pull"]))
  }

  @Test func isNamedByTheCommandLineOrTheEnvironment() {
    func named(_ arguments: [String], _ variable: String? = nil) -> String? {
      let environment = variable.map { ["REVIEWFERRY_CONFIG": $0] } ?? [:]
      return Configuration.named(["submit"] + arguments, environment: environment)
    }
    #expect(named(["--config", "a.yaml"]) == "a.yaml")
    #expect(named(["--config=a.yaml"]) == "a.yaml")
    #expect(named([], "b.yaml") == "b.yaml")
    #expect(named(["--config", "a"], "b") == "a")
    #expect(named(["--config", "a", "--config=b"]) == "b")
    #expect(named(["--config=a", "--config", "b", "c"]) == "b")
    #expect(named(["--", "--config", "a"]) == nil)
    #expect(named([], "") == nil)
  }

  // MARK: What it may hold

  @Test(arguments: [
    ("max-parkt: 5", "config.unknown-key"), ("max_parked: 5", "config.unknown-key"),
    ("sumbit: { max-parked: 5 }", "config.unknown-key"), ("status: { mapping: m }", "config.unknown-key"),
    ("config: other.yaml", "config.unknown-key"), ("init: { schedule: cron }", "config.unknown-key"),
    ("password: hunter2", "config.secret"), ("client-secret: hunter2", "config.secret"),
    ("REVIEWFERRY_TOKEN: hunter2", "config.secret"), ("clientId: hunter2", "config.secret"),
    ("submit: { event-secret: hunter2 }", "config.secret"),
    ("output: out", "config.place"), ("force: true", "config.place"), ("port: 80", "config.place"),
    ("rehearse: true", "config.place"), ("submit: { resend: true }", "config.place"),
    ("no-ledger: true", "config.place"), ("password=hunter2: 1", "config.secret"),
    ("ledger forget: { all: true }", "config.place"), ("ledger forget:\n  yes: true", "config.place"),
    ("memory: [1, 2]", "config.value"), ("memory: { a: b }", "config.value"), ("memory:", "config.value"),
    ("memory: ''", "config.value"), ("quiet: perhaps", "config.value"), ("quiet: [true]", "config.value"),
    ("submit: park", "config.value"), ("key: [sku, [a]]", "config.value"), ("- a", "config.value"),
    ("word", "config.value"), ("memory: 1\nmemory: 2", "config.duplicate-key"),
    ("submit: { memory: 1 }\nsubmit: { memory: 2 }", "config.duplicate-key"), ("a: b: c", "config.yaml"),
    ("? {a: b}\n: c", "config.yaml"),
  ])
  func whatDoesNotBelongIsRefused(yaml: String, code: String) {
    #expect(Self.read(yaml).codes == [code])
  }

  @Test func aSecretIsNeverShown() {
    var reader = ConfigurationReader(file: "c.yaml")
    _ = reader.settings("password: hunter2\nclient_secret: [hunter2]\nsubmit:\n  token: hunter2\n")
    #expect(reader.problems.count == 3)
    let printed = reader.problems.map { ProblemText.line($0, showingValues: true) + ($0.fix ?? "") }
    #expect(!printed.joined().contains("hunter2"))
    #expect(printed.first?.hasPrefix("c.yaml:1:1: error[config.secret]: 'password'") == true)
  }

  /// A line of a credentials file that slipped in is a key, with the secret in it.
  @Test(arguments: [
    "password=hunter2: 1", "password=hunter2:", "password:hunter2: 1", "client_secret hunter2: 1",
    "client secret=hunter2: 1", "REVIEWFERRY_TOKEN = hunter2: 1", "passwort=hunter2: 1",
    "passwort:hunter2: 1",
    "password=hunter2: 1\npassword=hunter2: 1", "submit:\n  token=hunter2: 1",
  ])
  func aSecretInAKeyIsNeverShown(yaml: String) {
    var reader = ConfigurationReader(file: "c.yaml")
    _ = reader.settings(yaml)
    let printed = reader.problems.map { ProblemText.line($0, showingValues: true) + ($0.fix ?? "") }
    #expect(!printed.isEmpty && !printed.joined().contains("hunter2"), "\(printed)")
  }

  @Test func aFolderHidesNoShippedMapping() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path("judgeme-csv"), withIntermediateDirectories: false)
    try folder.write("own", "")
    let file = folder.path("reviewferry.yaml")
    #expect(Self.read("mapping: judgeme-csv", file: file).settings.first?.value == "judgeme-csv")
    #expect(Self.read("mapping: own", file: file).settings.first?.value == folder.path("own"))
  }

  @Test func allThatIsWrongIsSaidAtOnce() {
    let problems = Self.read("ledgr: a\nquiet: 5\npassword: x\nsubmit:\n  mapppings: y\n").codes
    #expect(problems == ["config.unknown-key", "config.value", "config.secret", "config.unknown-key"])
  }

  @Test(arguments: ["", "# nothing yet\n\n", "---\n", "\u{FEFF}# nothing\n"])
  func anEmptyFileSaysNothing(yaml: String) {
    #expect(Self.read(yaml).settings.isEmpty && Self.read(yaml).codes.isEmpty)
  }

  @Test func aBombIsRefused() {
    let levels = (1...20).map { "l\($0): &l\($0) [*l\($0 - 1), *l\($0 - 1), *l\($0 - 1), *l\($0 - 1)]" }
    let bomb = "l0: &l0 x\n" + levels.joined(separator: "\n")
    #expect(Self.read(bomb).codes.contains("config.yaml"))
  }

  // MARK: Values

  @Test(arguments: [
    ("ledger: l.sqlite", "shop/l.sqlite"), ("ledger: ../l.sqlite", "shop/../l.sqlite"),
    ("ledger: /var/l.sqlite", "/var/l.sqlite"), ("submit: { output: runs/last }", "shop/runs/last"),
    ("mapping: my.yaml", "shop/my.yaml"), ("mapping: maps/my", "shop/maps/my"),
    ("mapping: judgeme-csv", "judgeme-csv"), ("pim-url: https://pim.example", "https://pim.example"),
    ("convert: { output: '-' }", "-"), ("max-rejects: 0.5%", "0.5%"),
    ("catalog pull:\n  key: [sku=code, 'ean:gtin']", "sku=code,ean:gtin"),
  ])
  func pathsAreRelativeToTheFile(yaml: String, expected: String) {
    let (settings, codes) = Self.read(yaml)
    #expect(codes.isEmpty && settings.map(\.value) == [expected])
  }

  @Test func aFileInTheWorkingFolderLeavesPathsAsTheyAre() {
    #expect(Self.read("ledger: l.sqlite", file: "reviewferry.yaml").settings.map(\.value) == ["l.sqlite"])
  }

  private struct Help: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable {
        var name: String
        var kind: String
      }
      var names: [Name]?
      var valueName: String?
    }
    struct Command: Decodable {
      var commandName: String
      var arguments: [Argument]?
      var subcommands: [Command]?

      var all: [Command] { [self] + (subcommands ?? []).flatMap(\.all) }
    }
    var command: Command
  }

  /// The help says which options are paths; none may be forgotten.
  @Test func everyOptionThatNamesAFileIsRelativeToTheConfiguration() throws {
    let dump = ReviewferryCommand._dumpHelp()
    let help = try JSONDecoder().decode(Help.self, from: Data(dump.utf8))
    let commands = help.command.all.filter { $0.commandName != "init" }
    let files = commands.flatMap { $0.arguments ?? [] }.filter {
      ["file", "dir", "folder", "path"].contains($0.valueName)
    }
    let names = Set(files.flatMap { $0.names ?? [] }.map(\.name).filter { $0.count > 1 })
    let served: Set = ["config", "path", "notifications-path", "metrics-path"]
    #expect(names.subtracting(served) == ConfigurationOptions.paths.intersection(names))
    #expect(ConfigurationOptions.paths.isSubset(of: ConfigurationOptions.all))
  }

  /// What is typed by its letter is typed; none may be forgotten.
  @Test func everyLetterIsKnown() throws {
    let help = try JSONDecoder().decode(Help.self, from: Data(ReviewferryCommand._dumpHelp().utf8))
    var letters: [String: Character] = [:]
    for command in help.command.all {
      for names in (command.arguments ?? []).compactMap(\.names) {
        guard let letter = names.first(where: { $0.kind == "short" })?.name.first else { continue }
        let options = names.filter { $0.kind == "long" }.map(\.name)
        for option in options where option != "help" { letters[option] = letter }
        #expect(options.allSatisfy { $0 == "help" || EnvironmentTwins.letters[$0] == letter }, "\(options)")
      }
    }
    #expect(letters == EnvironmentTwins.letters)
  }

  @Test func everyRuleIsAboutAnOptionThatIs() {
    let all = ConfigurationOptions.all
    #expect(ConfigurationOptions.typed.isSubset(of: all))
    #expect(ConfigurationOptions.ofOneCommand.isSubset(of: all))
    #expect(ConfigurationOptions.lists.isSubset(of: all))
    #expect(ConfigurationOptions.flags.isDisjoint(with: EnvironmentTwins.options.values.joined()))
  }

  // MARK: A value that the command refuses

  private func refusal(_ arguments: [String], _ environment: [String: String] = [:], _ yaml: String)
    -> String?
  {
    let layers = layers(arguments, environment, yaml)
    do {
      _ = try ReviewferryCommand.parseAsRoot(layers.arguments)
      return nil
    } catch {
      return layers.problem(of: error).map { ProblemText.line($0, showingValues: false) }
    }
  }

  @Test(arguments: [
    (["convert", "a.csv", "-m", "m", "-o", "o"], "mapping: m\nmax-reviews: many", "2:14"),
    (["convert", "a.csv", "-m", "m", "-o", "o"], "max-reviews: 5000", "1:14"),
    (["convert", "a.csv", "-m", "m", "-o", "o"], "memory: lots", "1:9"),
    (["convert", "a.csv", "-o", "o"], "mapping: m\nconvert:\n  layout: tree\n", "3:11"),
    (["convert", "a.csv", "-o", "o"], "mapping: --force\n", "1:10"),
    (["submit", "a.csv", "-m", "m"], "pim-url: https://p.example\nmax-rate: 5000", "2:11"),
  ])
  func isSaidWithItsPlace(arguments: [String], yaml: String, place: String) throws {
    let line = try #require(refusal(arguments, yaml))
    #expect(
      line.hasPrefix("reviewferry.yaml:\(place): error[config.value]: '\(arguments[0])' refuses this"),
      "\(line)")
  }

  @Test(arguments: [
    ["convert", "a.csv", "-o", "o", "--maxreviews", "5"], ["convert", "-o", "o"],
    ["convert", "a.csv", "-o", "o", "--layout", "tree"],
    ["convert", "a.csv", "-o", "o", "--threads", "0"],
  ])
  func whatWasTypedWrongIsNotTheFilesFault(arguments: [String]) {
    #expect(refusal(arguments, "mapping: m\nmax-reviews: 5") == nil)
  }
}

extension ConfigurationTests {
  private func layers(_ arguments: [String], _ yaml: String) -> ArgumentLayers {
    layers(arguments, [:], yaml)
  }
  private func refusal(_ arguments: [String], _ yaml: String) -> String? { refusal(arguments, [:], yaml) }
}
