import Foundation
import Records
import Synchronization

/// The options of a configuration file: the layer below the environment.
struct Configuration: Equatable, Sendable {
  /// One option that is set.
  struct Setting: Equatable, Sendable {
    var option: String
    /// The one that it is for; nil for all that have it.
    var command: String?
    /// As it would be typed; paths are relative to the working folder here.
    var value: String
    var position: SourcePosition
  }

  /// As it was named, or found.
  var path: String
  /// Whether it was found in the working folder, and nobody named it.
  var isFound: Bool
  var settings: [Setting]

  /// What holds for a command; what stands below its name wins.
  func settings(of command: String) -> [Setting] {
    let known = ConfigurationOptions.commands[command] ?? []
    let own = settings.filter { $0.command == command }
    let common = settings.filter { setting in
      setting.command == nil && known.contains(setting.option)
        && !own.contains { $0.option == setting.option }
    }
    return common + own
  }

  /// The same as variables, which is how `EnvironmentTwins` takes them.
  func variables(of command: String) -> [String: String] {
    let pairs = settings(of: command).map {
      (EnvironmentTwins.variable($0.option, of: command), $0.value)
    }
    return Dictionary(pairs) { $1 }
  }
}

extension Configuration {
  /// The variable and the option that name one, and the word for none.
  static let variable = EnvironmentTwins.variable("config")
  private static let none = "none"

  /// What the command line or the environment names; nil where neither does.
  static func named(_ arguments: [String], environment: [String: String]) -> String? {
    let options = Array(arguments.prefix { $0 != "--" })
    // The last one counts, as for every option.
    for (index, option) in options.enumerated().reversed() {
      if option.hasPrefix("--config=") { return String(option.dropFirst("--config=".count)) }
      if option == "--config" { return index + 1 < options.count ? options[index + 1] : nil }
    }
    return environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// That of this start, once it was looked for: what comes through a pipe can be read only once.
  private static let ofThisStart = Mutex<Result<Configuration?, ConfigurationFailure>?>(nil)

  /// The configuration of this start; nil where there is none.
  static func read(named path: String?) throws(ConfigurationFailure) -> Configuration? {
    let known = ofThisStart.withLock { known in
      if let known { return known }
      let found = Result { () throws(ConfigurationFailure) in try find(named: path) }
      known = found
      return found
    }
    return try known.get()
  }

  private static func find(named path: String?) throws(ConfigurationFailure) -> Configuration? {
    guard path != none else { return nil }
    let text: String?
    do throws(Problem) {
      text = try ConfigurationFile.text(path)
    } catch {
      throw ConfigurationFailure(problems: [error])
    }
    guard let text else { return nil }
    var reader = ConfigurationReader(file: path ?? ConfigurationFile.usualName)
    let settings = reader.settings(text)
    guard reader.problems.isEmpty else { throw ConfigurationFailure(problems: reader.problems) }
    return Configuration(
      path: path ?? ConfigurationFile.usualName, isFound: path == nil, settings: settings)
  }
}

/// All that is wrong with a configuration.
struct ConfigurationFailure: Error, Equatable {
  var problems: [Problem]
}
