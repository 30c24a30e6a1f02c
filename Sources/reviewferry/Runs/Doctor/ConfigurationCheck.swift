import ArgumentParser
import Delivery
import Foundation
import Records

/// The variables of the environment, and the addresses.
struct ConfigurationCheck {
  private static let name = "configuration"

  let findings: [Finding]

  init(_ scene: DoctorScene) {
    let (configuration, file) = Self.file(scene)
    let all =
      Self.misspelled(scene.environment) + Self.refused(scene.environment, configuration)
      + Self.addresses(scene)
    findings = file + (all.isEmpty ? [Self.fine(scene.environment)] : all)
  }

  /// The configuration file of this start: `main` has passed over one that is wrong.
  private static func file(_ scene: DoctorScene) -> (Configuration?, [Finding]) {
    let named = scene.command.diagnostics.config
    do throws(ConfigurationFailure) {
      guard let configuration = try Configuration.read(named: named) else {
        let none = named == nil ? "no \(ConfigurationFile.usualName) in this folder" : "no file is asked for"
        return (nil, [.ok(name, none)])
      }
      return (configuration, [.ok(name, words(configuration))])
    } catch {
      return (nil, error.problems.map { Finding(name, $0, .mappingWrong) })
    }
  }

  private static func words(_ configuration: Configuration) -> String {
    let options = configuration.settings.map { setting in
      setting.command.map { "\($0): \(setting.option)" } ?? setting.option
    }
    let place = configuration.isFound ? ", found in this folder," : ""
    return "\(Quotation.quote(configuration.path))\(place) gives "
      + (options.isEmpty ? "nothing" : options.joined(separator: ", "))
  }

  private static func fine(_ environment: [String: String]) -> Finding {
    let count = names(environment).count
    return .ok(name, "\(Numerals.counted(count, "variable")) of reviewferry set, all known")
  }

  // MARK: Variables

  /// Variables of the tool that are no option's twin.
  static let others =
    CredentialKey.allCases.map(\.environmentName) + [
      CredentialKey.fileEnvironmentName, "REVIEWFERRY_EVENT_SECRET", "REVIEWFERRY_EVENT_SECRET_SECONDARY",
      "REVIEWFERRY_EVENT_SECRET_NOTIFICATION", "REVIEWFERRY_MAPPINGS", "REVIEWFERRY_CATALOG_AS_OF",
      "REVIEWFERRY_REPORT_OUTPUT", "REVIEWFERRY_RECONCILE_REPORT",
    ]

  static let known: Set<String> = {
    let options = Array(EnvironmentTwins.options.values.joined())
    let flags = Array(EnvironmentTwins.flags.values.joined())
    return Set((options + flags).map { EnvironmentTwins.variable($0) } + others)
  }()

  private static func names(_ environment: [String: String]) -> [String] {
    environment.filter { name, value in
      name.hasPrefix("REVIEWFERRY_") && !value.isEmpty && !isOfKubernetes(name, value)
    }.keys.sorted()
  }

  /// Set in every pod where there is a service 'reviewferry'.
  private static func isOfKubernetes(_ name: String, _ value: String) -> Bool {
    name.hasPrefix("REVIEWFERRY_SERVICE_") || name.hasPrefix("REVIEWFERRY_PORT_")
      || (name == "REVIEWFERRY_PORT" && value.hasPrefix("tcp://"))
  }

  /// Values are never shown: a misspelled name may hold a secret.
  private static func misspelled(_ environment: [String: String]) -> [Finding] {
    names(environment).filter { !known.contains($0) }.map { variable in
      // The prefix, which all have, would let names look alike that are not.
      let short = known.sorted().map { String($0.dropFirst("REVIEWFERRY_".count)) }
      let nearest = NearestName.of(String(variable.dropFirst("REVIEWFERRY_".count)), among: short)
      return .warning(
        name, "the variable \(Quotation.quote(variable)) is none of reviewferry's, so it does nothing",
        fix: nearest.map { "did you mean 'REVIEWFERRY_\($0)'?" }
          ?? "unset it; 'reviewferry submit --help' names the options, whose twins the variables are")
    }
  }

  /// Whether `submit` takes what the configuration says, and the variables that are its options' twins.
  private static func refused(
    _ environment: [String: String], _ configuration: Configuration?
  ) -> [Finding] {
    let stand = ["mapping": "generic-csv", "pim-url": "https://pim.example"]
    let settings = configuration?.variables(of: "submit") ?? [:]
    let given = stand.sorted { $0.key < $1.key }
      .filter {
        let variable = EnvironmentTwins.variable($0.key)
        return (environment[variable] ?? settings[variable] ?? "").isEmpty
      }
      .flatMap { ["--\($0.key)", $0.value] }
    let layers = ArgumentLayers(
      ["submit", "export.csv"] + given, environment: environment, configuration: configuration)
    do {
      _ = try ReviewferryCommand.parseAsRoot(layers.arguments)
      return []
    } catch {
      if let problem = layers.problem(of: error) { return [Finding(name, problem, .mappingWrong)] }
      let words = ReviewferryCommand.message(for: error)
      return [
        .problem(
          name, "'submit' refuses the variables that are set: \(TextTable.oneLine(words))",
          fix: "mend or unset the variable of that option", .usage)
      ]
    }
  }

  // MARK: Addresses

  private static func addresses(_ scene: DoctorScene) -> [Finding] {
    let command = scene.command
    var findings = [(command.pimURL, "--pim-url"), (command.apiURL, "--api-url")].compactMap {
      address($0.0, $0.1)
    }
    if command.pimURL == nil {
      findings.append(
        .warning(
          name, "no PIM is named, so 'submit' could not begin",
          fix: "give --pim-url, or set REVIEWFERRY_PIM_URL"))
    }
    return findings
  }

  private static func address(_ text: String?, _ option: String) -> Finding? {
    guard let text else { return nil }
    do throws(Problem) {
      _ = try ServiceURL(text, name: option)
      return nil
    } catch {
      return Finding(name, error, .mappingWrong)
    }
  }
}
