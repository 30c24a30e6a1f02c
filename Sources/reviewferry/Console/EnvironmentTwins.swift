import Delivery
import Foundation

/// Gives every option its environment variable: `--max-reviews` is `REVIEWFERRY_MAX_REVIEWS`.
///
/// Variables are turned into arguments before parsing, so that they are checked by the same rules and
/// explained by the same errors. An option that was typed wins.
enum EnvironmentTwins {
  /// Options with a value, by command; one below another has the names of both.
  ///
  /// Arguments are no options and have no twin.
  static let options: [String: [String]] = [
    "convert": ConvertCommand.optionNames + DiagnosticOptions.optionNames,
    "submit": SubmitCommand.optionNames + DiagnosticOptions.optionNames,
    "check": CheckCommand.optionNames + DiagnosticOptions.optionNames,
    "preview": PreviewCommand.optionNames + DiagnosticOptions.optionNames,
    "guess": GuessCommand.optionNames + DiagnosticOptions.optionNames,
    "init": InitCommand.optionNames,
    "emulate": EmulateCommand.optionNames,
    "rejects list": RejectsListCommand.optionNames,
    "rejects show": RejectsShowCommand.optionNames,
    "rejects retry": RejectsRetryCommand.optionNames,
    "report": ReportCommand.optionNames,
    "status": StatusCommand.optionNames,
    "doctor": DoctorCommand.optionNames,
    "ledger status": LedgerCommand.Status.optionNames,
    "ledger release": LedgerCommand.Release.optionNames,
    "ledger export": LedgerCommand.Export.optionNames,
    "ledger forget": LedgerCommand.Forget.optionNames,
    "ledger vacuum": LedgerCommand.Vacuum.optionNames,
    "catalog import": CatalogCommand.Import.optionNames,
    "catalog pull": CatalogCommand.Pull.optionNames,
    "catalog status": CatalogCommand.Status.optionNames,
    "reconcile": ReconcileCommand.optionNames + DiagnosticOptions.optionNames,
    "events import": EventsCommand.Import.optionNames,
    "events listen": EventsCommand.Listen.optionNames,
    "events status": EventsCommand.Status.optionNames,
    "events dismiss": EventsCommand.Dismiss.optionNames,
  ]
  /// Options without a value; the variable holds `1`, `true`, `yes` or `0`, `false`, `no`.
  static let flags: [String: [String]] = [
    "convert": ["force"] + CommandOptions.flagNames + DiagnosticOptions.flagNames,
    "submit": SubmitCommand.flagNames + DiagnosticOptions.flagNames,
    "check": CommandOptions.flagNames + DiagnosticOptions.flagNames,
    "preview": CommandOptions.flagNames + DiagnosticOptions.flagNames,
    "guess": GuessCommand.flagNames + DiagnosticOptions.flagNames,
    "init": InitCommand.flagNames,
    "emulate": EmulateCommand.flagNames,
    "rejects list": RejectsListCommand.flagNames,
    "rejects show": RejectsShowCommand.flagNames,
    "rejects retry": RejectsRetryCommand.flagNames,
    "report": ReportCommand.flagNames,
    "status": StatusCommand.flagNames,
    "doctor": DoctorCommand.flagNames,
    "ledger status": DiagnosticOptions.flagNames,
    "ledger release": LedgerCommand.Release.flagNames,
    "ledger export": LedgerCommand.Export.flagNames,
    "ledger forget": LedgerCommand.Forget.flagNames,
    "ledger vacuum": DiagnosticOptions.flagNames,
    "catalog import": CatalogCommand.Import.flagNames,
    "catalog pull": CatalogCommand.Pull.flagNames,
    "catalog status": DiagnosticOptions.flagNames,
    "reconcile": CommandOptions.flagNames + DiagnosticOptions.flagNames,
    "events import": DiagnosticOptions.flagNames,
    "events listen": EventsCommand.Listen.flagNames,
    "events status": EventsCommand.Status.flagNames,
    "events dismiss": DiagnosticOptions.flagNames,
  ]

  static func variable(_ option: String) -> String {
    "REVIEWFERRY_" + option.uppercased().replacingOccurrences(of: "-", with: "_")
  }

  /// Options whose name means something else in other commands: `--as-of` is the day of a run there, and the age of
  /// an export here.
  ///
  /// `--output` of a schedule's run is a folder, and that of `report` a page; what `reconcile` reports before the run is not
  /// to be replaced by what the run does.
  private static let own = [
    "catalog import": ["as-of": "REVIEWFERRY_CATALOG_AS_OF"],
    "report": ["output": "REVIEWFERRY_REPORT_OUTPUT"],
    "reconcile": ["report": "REVIEWFERRY_RECONCILE_REPORT"],
  ]

  static func variable(_ option: String, of command: String) -> String {
    own[command]?[option] ?? variable(option)
  }

  static func completed(
    _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String] {
    guard !arguments.contains("--help"), !arguments.contains("-h") else { return arguments }
    let words = commandWords(arguments)
    let command = arguments.prefix(words).joined(separator: " ")
    let unasked = unasked(command, arguments, environment)
    var added: [String] = []
    for option in options[command] ?? []
    where !isGiven(option, in: added + arguments) && !unasked.contains(option) {
      if let value = environment[variable(option, of: command)], !value.isEmpty {
        added += ["--\(option)", value]
      }
    }
    for flag in flags[command] ?? [] where !isGiven(flag, in: arguments) && !unasked.contains(flag) {
      added += self.flag(flag, environment[variable(flag)] ?? "")
    }
    return arguments.prefix(words) + added + arguments.dropFirst(words)
  }

  /// Options whose variables are about other runs than this one, and would only be refused.
  ///
  /// Whoever rehearses where a schedule's variables are set has not asked for its ledger, and `emulate` has a
  /// catalogue too.
  private static func unasked(
    _ command: String, _ arguments: [String], _ environment: [String: String]
  ) -> Set<String> {
    func isOn(_ name: String) -> Bool {
      isGiven(name, in: arguments) || flag(name, environment[variable(name)] ?? "") == ["--\(name)"]
    }
    var names: Set<String> = []
    // Kubernetes sets `REVIEWFERRY_PORT=tcp://10.0.0.7:8088` in every pod where there is a service 'reviewferry'.
    if environment[variable("port")]?.hasPrefix("tcp://") == true { names.insert("port") }
    // A table for spreadsheets is what only some commands write.
    if environment[variable("format")] == "csv", command != "reconcile", command != "rejects list" {
      names.insert("format")
    }
    guard ["submit", "rejects retry", "ledger release"].contains(command) else { return names }
    if command == "submit" {
      names.formUnion(
        isOn("rehearse")
          ? ["ledger", "no-ledger", "sync", "metrics-file", "report", "unmatched", "max-parked"] : ["catalog"]
      )
      // A converted set is mapped already; a folder of exports has no manifest.
      if namesSet(arguments) { names.insert("mapping") }
    }
    // A night's metrics and report are not to be replaced by those of a few records.
    if command != "submit" { names.formUnion(["metrics-file", "report"]) }
    if command == "ledger release" { names.formUnion(["no-ledger", "resend"]) }
    if isGiven("no-ledger", in: arguments) {
      names.formUnion(["ledger", "resend", "unmatched", "max-parked"])
    }
    if isGiven("ledger", in: arguments) { names.insert("no-ledger") }
    return names
  }

  /// Whether an input is a set that `convert` wrote; what the run writes to may be one too.
  private static func namesSet(_ arguments: [String]) -> Bool {
    zip(arguments, arguments.dropFirst()).contains { before, argument in
      before != "--output" && before != "-o"
        && FileManager.default.fileExists(atPath: "\(argument)/\(DumpFile.manifest.rawValue)")
    }
  }

  /// How many arguments name the command: two for `rejects list`.
  static func commandWords(_ arguments: [String]) -> Int {
    arguments.count > 1 && options[arguments.prefix(2).joined(separator: " ")] != nil ? 2 : 1
  }

  /// Says which arguments nobody typed, before the parser's error that may be about one of them.
  static func explain(_ typed: [String], _ completed: [String]) {
    let added = completed.dropFirst(commandWords(typed)).prefix(completed.count - typed.count).filter {
      $0.hasPrefix("--")
    }
    let command = typed.prefix(commandWords(typed)).joined(separator: " ")
    let names = added.map { variable(String($0.dropFirst(2).prefix { $0 != "=" }), of: command) }
    guard !names.isEmpty else { return }
    Terminal.writeError("note: taken from the environment: \(names.joined(separator: ", "))\n")
  }

  /// Whether the option is there, under any of its names.
  static func isGiven(_ option: String, in arguments: [String]) -> Bool {
    let names = DiagnosticOptions.synonyms.first { $0.contains(option) } ?? [option]
    return arguments.prefix { $0 != "--" }.contains { argument in
      names.contains { argument == "--\($0)" || argument.hasPrefix("--\($0)=") }
        || letters[option].map { isLetter($0, in: argument) } == true
    }
  }

  /// Options that have a letter too: `-m`, in every command that has the option.
  static let letters: [String: Character] = [
    "mapping": "m", "output": "o", "quiet": "q", "records": "r", "verbose": "v", "yes": "y",
  ]

  /// Whether it is `-m`, `-m=…`, or among several such as `-qm`.
  private static func isLetter(_ letter: Character, in argument: String) -> Bool {
    argument.hasPrefix("-") && !argument.hasPrefix("--")
      && argument.dropFirst().prefix { $0 != "=" }.contains(letter)
  }

  /// What is neither yes nor no stays with the flag, for the parser to refuse.
  private static func flag(_ name: String, _ value: String) -> [String] {
    switch value.lowercased() {
    case "1", "true", "yes", "on": ["--\(name)"]
    case "", "0", "false", "no", "off": []
    default: ["--\(name)=\(value)"]
    }
  }
}
