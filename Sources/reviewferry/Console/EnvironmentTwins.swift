import Foundation

/// Gives every option its environment variable: `--max-reviews` is `REVIEWFERRY_MAX_REVIEWS`.
///
/// Variables are turned into arguments before parsing, so that they are checked by the same rules and
/// explained by the same errors. An option that was typed wins.
enum EnvironmentTwins {
  /// Options with a value, by command.
  ///
  /// Arguments are no options and have no twin.
  static let options: [String: [String]] = [
    "convert": ConvertCommand.optionNames + DiagnosticOptions.optionNames,
    "check": CheckCommand.optionNames + DiagnosticOptions.optionNames,
    "preview": PreviewCommand.optionNames + DiagnosticOptions.optionNames,
    "emulate": EmulateCommand.optionNames,
  ]
  /// Options without a value; the variable holds `1`, `true`, `yes` or `0`, `false`, `no`.
  static let flags: [String: [String]] = [
    "convert": ["force"] + DiagnosticOptions.flagNames,
    "check": DiagnosticOptions.flagNames,
    "preview": DiagnosticOptions.flagNames,
    "emulate": EmulateCommand.flagNames,
  ]

  static func variable(_ option: String) -> String {
    "REVIEWFERRY_" + option.uppercased().replacingOccurrences(of: "-", with: "_")
  }

  static func completed(
    _ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> [String] {
    guard let command = arguments.first, !arguments.contains("--help"), !arguments.contains("-h") else {
      return arguments
    }
    var added: [String] = []
    for option in options[command] ?? [] where !isGiven(option, in: arguments) {
      if let value = environment[variable(option)], !value.isEmpty { added += ["--\(option)", value] }
    }
    for flag in flags[command] ?? [] where !isGiven(flag, in: arguments) {
      added += self.flag(flag, environment[variable(flag)] ?? "")
    }
    return [command] + added + arguments.dropFirst()
  }

  /// Says which arguments nobody typed, before the parser's error that may be about one of them.
  static func explain(_ typed: [String], _ completed: [String]) {
    let added = completed.dropFirst().prefix(completed.count - typed.count).filter { $0.hasPrefix("--") }
    let names = added.map { variable(String($0.dropFirst(2).prefix { $0 != "=" })) }
    guard !names.isEmpty else { return }
    Terminal.writeError("note: taken from the environment: \(names.joined(separator: ", "))\n")
  }

  private static func isGiven(_ option: String, in arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "--\(option)" || $0.hasPrefix("--\(option)=") }
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
