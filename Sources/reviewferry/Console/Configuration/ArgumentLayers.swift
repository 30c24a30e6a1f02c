import ArgumentParser
import Delivery
import Foundation
import Records

/// The arguments of a start: those typed, below them the environment's, below them the configuration's.
///
/// A configuration is turned into variables and goes the way of the environment, so that all layers have the same
/// names and the same checks.
struct ArgumentLayers {
  let typed: [String]
  private let environment: [String: String]
  private let configuration: Configuration?
  /// The typed ones and those of the environment.
  private let upper: [String]
  /// All of them, for the parser.
  let arguments: [String]

  init(_ typed: [String], environment: [String: String], configuration: Configuration?) {
    self.typed = typed
    self.environment = environment
    self.configuration = configuration
    let settings = configuration?.variables(of: Self.command(typed)) ?? [:]
    upper = EnvironmentTwins.completed(
      typed, environment: Self.trusted(environment, typed, settings, configuration))
    let lower =
      settings
      // A flag that a variable turns off leaves no argument, and is said all the same.
      .filter { (environment[$0.key] ?? "").isEmpty }
    arguments = EnvironmentTwins.completed(upper, environment: lower)
  }

  /// The environment, without its leave to run programs where a file that nobody named has chosen the mapping.
  ///
  /// That leave is for the mapping of whoever gave it, and the file may lie in a folder that somebody else has packed.
  private static func trusted(
    _ environment: [String: String], _ typed: [String], _ settings: [String: String],
    _ configuration: Configuration?
  ) -> [String: String] {
    let mapping = EnvironmentTwins.variable("mapping")
    let isChosenByFile =
      settings[mapping] != nil && (environment[mapping] ?? "").isEmpty
      && !EnvironmentTwins.isGiven("mapping", in: typed)
    guard configuration?.isFound == true, isChosenByFile else { return environment }
    return environment.filter { $0.key != EnvironmentTwins.variable("allow-commands") }
  }

  static func command(_ arguments: [String]) -> String {
    arguments.prefix(EnvironmentTwins.commandWords(arguments)).joined(separator: " ")
  }

  /// Whether a start like this has options that a configuration may hold.
  static func mayBeConfigured(_ arguments: [String]) -> Bool {
    ConfigurationOptions.commands[command(arguments)] != nil && !arguments.contains("--help")
      && !arguments.contains("-h")
  }

  /// What the configuration has added.
  var used: [Configuration.Setting] {
    let count = EnvironmentTwins.commandWords(typed)
    let added = arguments.dropFirst(count).prefix(arguments.count - upper.count)
    let names = Set(added.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2).prefix { $0 != "=" }) })
    return (configuration?.settings(of: Self.command(typed)) ?? []).filter { names.contains($0.option) }
  }

  // MARK: What to say

  /// Says which options come from a file that nobody named.
  func announce() {
    if let announcement { Terminal.writeError(announcement) }
  }

  /// The line about them; hosts too, since credentials go there.
  var announcement: String? {
    let used = used.sorted { $0.option < $1.option }
    guard let configuration, configuration.isFound, !used.isEmpty, !isQuiet else { return nil }
    let hosts = Self.hosts(used)
    if isJSON {
      return DocumentJSON.line(
        ConfigurationLine(
          file: configuration.path, options: used.map(\.option), hosts: hosts.isEmpty ? nil : hosts))
    }
    let options = used.map { setting in setting.option + (hosts[setting.option].map { " (\($0))" } ?? "") }
    return "note: '\(Quotation.escape(configuration.path))' gives \(options.joined(separator: ", "))\n"
  }

  /// Of addresses that will be used; others are refused by the command.
  private static func hosts(_ settings: [Configuration.Setting]) -> [String: String] {
    settings.reduce(into: [:]) { hosts, setting in
      guard ["pim-url", "api-url"].contains(setting.option),
        let url = try? ServiceURL(setting.value, name: setting.option)
      else { return }
      hosts[setting.option] = url.host + (url.port.map { ":\($0)" } ?? "")
    }
  }

  private struct ConfigurationLine: Encodable {
    var event = "configuration"
    var file: String
    var options: [String]
    var hosts: [String: String]?
  }

  private var options: [String] { Array(arguments.prefix { $0 != "--" }) }

  /// Only who starts the command may want to hear less: the file must not keep itself secret.
  private var isQuiet: Bool { EnvironmentTwins.isGiven("quiet", in: upper) }

  var isJSON: Bool {
    let names = ["--log-format", "--problems"]
    return options.indices.contains { index in
      names.contains { options[index] == "\($0)=json" }
        || (names.contains(options[index]) && options.dropFirst(index + 1).first == "json")
    }
  }

  /// The problem of the setting that the parser's error is about; nil where it is about another layer.
  func problem(of error: any Error) -> Problem? {
    let message = ReviewferryCommand.message(for: error)
    guard !message.hasPrefix("Unknown option") else { return nil }
    let culprit = used.first { setting in
      message.contains("--\(setting.option)") && self.message(without: setting) != message
    }
    return culprit.map { ConfigurationProblem.refused($0, by: Self.command(typed), message) }
  }

  private func message(without setting: Configuration.Setting) -> String? {
    var rest = configuration
    rest?.settings.removeAll { $0 == setting }
    let layers = ArgumentLayers(typed, environment: environment, configuration: rest)
    do {
      _ = try ReviewferryCommand.parseAsRoot(layers.arguments)
      return nil
    } catch {
      return ReviewferryCommand.message(for: error)
    }
  }

  /// Says what nobody typed, before the parser's error that may be about it.
  func explain() { EnvironmentTwins.explain(typed, upper) }
}

extension ArgumentLayers {
  /// Reads the configuration of a start; where that is wrong, says so and ends the process.
  ///
  /// `doctor` goes on without it, since it tells what is wrong with everything.
  static func read(
    _ typed: [String], environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> ArgumentLayers {
    var configuration: Configuration?
    if mayBeConfigured(typed) {
      do throws(ConfigurationFailure) {
        configuration = try Configuration.read(named: Configuration.named(typed, environment: environment))
      } catch {
        if command(typed) != "doctor" { end(error.problems, typed, environment) }
      }
    }
    return ArgumentLayers(typed, environment: environment, configuration: configuration)
  }

  private static func end(
    _ problems: [Problem], _ typed: [String], _ environment: [String: String]
  ) -> Never {
    ArgumentLayers(typed, environment: environment, configuration: nil).end(problems)
  }

  /// Prints the problems as the command would, and ends the process as one whose configuration is wrong.
  func end(_ problems: [Problem]) -> Never {
    let printer = ProblemPrinter(
      format: isJSON ? .json : .text, showsValues: false, isColored: ColorMode.auto.isOn(for: STDERR_FILENO))
    printer.report(RunFailure(problems: problems, status: .mappingWrong))
    ReviewferryCommand.exit(withError: ExitStatus.mappingWrong.code)
  }
}
