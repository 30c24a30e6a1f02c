import ArgumentParser
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
    upper = EnvironmentTwins.completed(typed, environment: environment)
    let lower = (configuration?.variables(of: Self.command(typed)) ?? [:])
      // A flag that a variable turns off leaves no argument, and is said all the same.
      .filter { (environment[$0.key] ?? "").isEmpty }
    arguments = EnvironmentTwins.completed(upper, environment: lower)
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
    guard let configuration, configuration.isFound, !used.isEmpty, !isQuiet else { return }
    let options = used.map(\.option).sorted()
    guard !isJSON else {
      return Terminal.writeError(
        DocumentJSON.line(ConfigurationLine(file: configuration.path, options: options)))
    }
    Terminal.writeError(
      "note: '\(Quotation.escape(configuration.path))' gives \(options.joined(separator: ", "))\n")
  }

  private struct ConfigurationLine: Encodable {
    var event = "configuration"
    var file: String
    var options: [String]
  }

  private var options: [String] { Array(arguments.prefix { $0 != "--" }) }

  private var isQuiet: Bool { options.contains("--quiet") || options.contains("-q") }

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
