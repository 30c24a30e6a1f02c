import Delivery
import Foundation
import Records

/// The files that `init` writes.
struct InitFiles {
  static let configurationName = ConfigurationFile.usualName
  static let mappingName = "mapping.yaml"
  /// All names that there may be, but that of the credentials.
  static let names = [configurationName, mappingName] + ScheduleFiles.names

  let answers: InitAnswers
  let files: [FileSet.File]

  init(_ answers: InitAnswers) throws(RunFailure) {
    self.answers = answers
    var files = [Self.file(Self.configurationName, Self.configuration(answers), answers)]
    if case .draft(let text, _) = answers.mapping { files.append(Self.file(Self.mappingName, text, answers)) }
    switch answers.credentials {
    case .template(let path): files.append(FileSet.File(path: path, text: Self.template, isSecret: true))
    case .typed(let path, let parts):
      files.append(FileSet.File(path: path, text: Self.credentials(parts), isSecret: true))
    case .variables, .existing: break
    }
    files += ScheduleFiles(answers).files.map { Self.file($0.name, $0.text, answers) }
    self.files = files
  }

  private static func file(_ name: String, _ text: String, _ answers: InitAnswers) -> FileSet.File {
    FileSet.File(path: answers.folder == "." ? name : "\(answers.folder)/\(name)", text: text)
  }

  // MARK: Configuration

  private static func configuration(_ answers: InitAnswers) -> String {
    let folder = InitPath.whole(answers.folder)
    func inside(_ path: String) -> String {
      path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }
    let mapping =
      switch answers.mapping {
      case .shipped(let name): name
      case .file(let path): inside(path)
      case .draft: mappingName
      }
    var lines = heading
    if case .shipped(let name) = answers.mapping {
      lines.append("# Shipped with reviewferry; 'reviewferry mappings show \(name)' prints it.")
    }
    lines.append("mapping: \(ShellWord.yaml(mapping))")
    lines.append("pim-url: \(ShellWord.yaml(answers.pimURL))")
    if let apiURL = answers.apiURL { lines.append("api-url: \(ShellWord.yaml(apiURL))") }
    lines.append(
      answers.credentials.path.map { "credentials-file: \(ShellWord.yaml(inside($0)))" }
        ?? "# Credentials are in variables such as REVIEWFERRY_CLIENT_ID.")
    lines.append("# What was sent, so that the next run sends only what is new. One for each PIM.")
    lines.append("ledger: \(ShellWord.yaml(inside(answers.ledger)))")
    return (lines + end).map { $0 + "\n" }.joined()
  }

  private static let heading = [
    "# Options of every reviewferry command that is started in this folder, or elsewhere with '--config' and this file.",
    "# Keys are the names of options ('reviewferry submit --help'). What is typed wins over variables such as",
    "# REVIEWFERRY_PIM_URL, and those over this file. Paths are relative to it. Secrets do not belong here.",
    "",
  ]

  private static let end = [
    "",
    "# Rejected records that still count as a success, as 20 or 0.5%.",
    "#max-rejects: 0.5%",
    "",
    "# Options of one command stand below its name.",
    "#submit:",
    "#  max-parked: 25%",
  ]

  // MARK: Credentials

  private static let template = """
    # Credentials of reviewferry, one a line; only you can read this file (mode 0600), and others are refused.
    # Of a connection of the PIM:
    #client_id=
    #client_secret=
    #username=
    #password=
    # Or of an App:
    #client_id=
    #token=

    """

  private static func credentials(_ parts: CredentialParts) -> String {
    CredentialKey.allCases.compactMap { key in
      parts[key].map { "\(key.rawValue)=\(quoted($0.reveal()))\n" }
    }.joined()
  }

  /// As `CredentialsFile` reads it: quotes only where they are needed, since other programs take them as they are.
  static func quoted(_ value: String) -> String {
    let edges = [value.first, value.last]
    guard edges.contains(where: { $0 == " " || $0 == "\t" }) || value.first == "'" || value.first == "\""
    else {
      return value
    }
    guard value.contains("'") else { return "'\(value)'" }
    let escaped = value.replacingOccurrences(of: "\\", with: "\\\\")
    return "\"\(escaped.replacingOccurrences(of: "\"", with: "\\\""))\""
  }
}
