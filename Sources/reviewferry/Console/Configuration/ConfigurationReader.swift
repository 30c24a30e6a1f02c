import Foundation
import Mapping
import Records

/// Makes settings of a configuration's text, and collects all that is wrong with it.
///
/// Whether a value is one that the option takes is asked of the command itself (`ArgumentLayers`).
struct ConfigurationReader {
  private let file: String
  /// What paths are relative to; empty for the working folder.
  private let folder: String
  private(set) var problems: [Problem] = []

  init(file: String) {
    self.file = file
    // What comes through a pipe (`--config <(…)`) has no folder of its own.
    folder = file.hasPrefix("/dev/") ? "" : PathText.folder(of: file)
  }

  mutating func settings(_ text: String) -> [Configuration.Setting] {
    let (root, faults) = YAMLFile.read(text, file: file, code: "config.yaml")
    problems += faults
    guard let root else { return [] }
    guard let entries = root.entries else {
      problems.append(ConfigurationProblem.notAMap(at: position(root.mark)))
      return []
    }
    let settings = single(entries).flatMap { top($0) }
    problems.sort { Self.place($0) < Self.place($1) }
    return settings
  }

  /// In the order of the file.
  private static func place(_ problem: Problem) -> (Int, Int) {
    (problem.position?.line ?? 0, problem.position?.column ?? 0)
  }

  private mutating func top(_ entry: YAMLEntry) -> [Configuration.Setting] {
    guard let options = ConfigurationOptions.commands[entry.key], !isOption(entry) else {
      return setting(entry, of: nil).map { [$0] } ?? []
    }
    if entry.value.isNull { return [] }
    guard let entries = entry.value.entries else {
      problems.append(ConfigurationProblem.notASection(entry.key, at: position(entry.mark)))
      return []
    }
    return single(entries).compactMap { setting($0, of: entry.key, options) }
  }

  /// Whether a name that an option and a command have is meant as the option.
  private func isOption(_ entry: YAMLEntry) -> Bool {
    ConfigurationOptions.all.contains(entry.key) && entry.value.entries == nil
  }

  /// Those that are not there twice.
  private mutating func single(_ entries: [YAMLEntry]) -> [YAMLEntry] {
    var seen: Set<String> = []
    return entries.filter { entry in
      if seen.insert(entry.key).inserted { return true }
      problems.append(ConfigurationProblem.repeated(entry.key, at: position(entry.mark)))
      return false
    }
  }

  private mutating func setting(
    _ entry: YAMLEntry, of command: String?, _ known: Set<String> = ConfigurationOptions.all
  ) -> Configuration.Setting? {
    let option = entry.key
    let place = position(entry.mark)
    if let problem = misplaced(option, command, known, at: place) {
      problems.append(problem)
      return nil
    }
    guard let value = value(entry, option) else { return nil }
    return Configuration.Setting(
      option: option, command: command, value: path(value, option), position: position(entry.value.mark))
  }

  private func misplaced(
    _ option: String, _ command: String?, _ known: Set<String>, at place: SourcePosition
  ) -> Problem? {
    if !known.contains(option), let variable = ConfigurationOptions.secretVariable(option) {
      return ConfigurationProblem.secret(option, variable, at: place)
    }
    if !known.contains(option) { return ConfigurationProblem.unknown(option, of: command, at: place) }
    if ConfigurationOptions.typed.contains(option) {
      return ConfigurationProblem.mustBeTyped(option, at: place)
    }
    guard command == nil, ConfigurationOptions.ofOneCommand.contains(option) else { return nil }
    return ConfigurationProblem.belongsBelow(option, at: place)
  }

  // MARK: Values

  private mutating func value(_ entry: YAMLEntry, _ option: String) -> String? {
    let place = position(entry.value.mark)
    switch entry.value.content {
    case .scalar(let text, _) where text.isEmpty:
      problems.append(ConfigurationProblem.notOneValue(option, found: "empty", at: place))
    case .scalar(let text, _):
      guard ConfigurationOptions.flags.contains(option), !Self.isFlag(text) else { return text }
      problems.append(ConfigurationProblem.notAFlag(option, text, at: place))
    case .list(let items) where ConfigurationOptions.lists.contains(option):
      let texts = items.compactMap(\.scalar)
      if !texts.isEmpty, texts.count == items.count { return texts.joined(separator: ",") }
      problems.append(ConfigurationProblem.notOneValue(option, found: "a list", at: place))
    case .null: problems.append(ConfigurationProblem.notOneValue(option, found: "empty", at: place))
    case .list: problems.append(ConfigurationProblem.notOneValue(option, found: "a list", at: place))
    case .map: problems.append(ConfigurationProblem.notOneValue(option, found: "a map", at: place))
    }
    return nil
  }

  /// As `EnvironmentTwins` takes them.
  private static func isFlag(_ text: String) -> Bool {
    ["1", "true", "yes", "on", "0", "false", "no", "off"].contains(text.lowercased())
  }

  /// Paths are relative to the configuration, wherever it is used from.
  private func path(_ value: String, _ option: String) -> String {
    if option == "mapping" { return mapping(value) }
    return ConfigurationOptions.paths.contains(option) ? resolved(value) : value
  }

  /// A file beside the configuration, else the name of a shipped mapping.
  private func mapping(_ value: String) -> String {
    let path = resolved(value)
    let isPath = value.contains("/") || value.hasSuffix(".yaml") || value.hasSuffix(".yml")
    return isPath || Self.isFile(path) ? path : value
  }

  /// A folder is no mapping, and must not hide one.
  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func resolved(_ value: String) -> String {
    if value.hasPrefix("~/"), let home = ProcessInfo.processInfo.environment["HOME"], !home.isEmpty {
      return home + value.dropFirst()
    }
    return value.hasPrefix("/") || value == "-" || folder.isEmpty ? value : "\(folder)/\(value)"
  }

  private func position(_ mark: MappingMark) -> SourcePosition {
    SourcePosition(file: file, line: mark.line, column: mark.column)
  }
}
