import Delivery

/// What a configuration may hold: options by their names, and sections that are named after commands.
enum ConfigurationOptions {
  /// Options by command, those with a value and those without.
  ///
  /// `init` writes a configuration, so it reads none.
  static let commands: [String: Set<String>] = EnvironmentTwins.options.filter { $0.key != "init" }
    .reduce(into: [:]) { commands, entry in
      let flags = EnvironmentTwins.flags[entry.key] ?? []
      commands[entry.key] = Set(entry.value + flags).subtracting(["config"])
    }
  static let flags = Set(EnvironmentTwins.flags.values.joined())
  static let all: Set<String> = commands.values.reduce(into: []) { $0.formUnion($1) }

  /// Options that mean something else in each command, so they belong below a command's name.
  static let ofOneCommand: Set<String> = ["output", "format", "force", "as-of", "port"]
  /// Options that say what is forgotten, sent, begun anew, or run as a program: whoever wants that types it.
  ///
  /// A configuration may lie in a folder that somebody else has packed; a variable is one's own. And a flag cannot be
  /// typed away: with 'rehearse' in the file, each night would say that it has sent, and send nothing.
  static let typed: Set<String> = [
    "all", "yes", "restart", "product", "external-id", "origin", "run", "dry-run", "allow-commands",
    "rehearse", "resend", "no-ledger",
  ]
  /// Options that several values may be given to; they are read with commas between them.
  static let lists: Set<String> = ["key"]
  /// Options that name a file or a folder.
  static let paths: Set<String> = [
    "output", "rejects", "ledger", "temp-dir", "credentials-file", "ca-file", "secrets-file", "metrics-file",
    "report", "catalog", "faults", "state-file", "tls-cert", "tls-key", "input", "deliver-events",
  ]

  /// What may be shown of a key: in a line such as `password=s3cret: 1` the secret is a part of it.
  static func shown(_ key: String) -> String {
    let ends = key.indices.filter { "=: \t".contains(key[$0]) }
    if let end = ends.first(where: { variable(ofSecret: String(key[..<$0])) != nil }) {
      return String(key[..<end])
    }
    return String(key.prefix { $0 != "=" && $0 != ":" })
  }

  /// The variable to set in place of a key that is a secret's name, however it is spelled.
  static func secretVariable(_ key: String) -> String? { variable(ofSecret: shown(key)) }

  private static func variable(ofSecret key: String) -> String? {
    var name = key.uppercased().map { $0 == "-" || $0 == "." || $0 == " " ? "_" : String($0) }.joined()
    if name.hasPrefix("REVIEWFERRY_") { name.removeFirst("REVIEWFERRY_".count) }
    return secrets.first { $0 == name || $0.filter { $0 != "_" } == name }.map { "REVIEWFERRY_\($0)" }
  }

  private static let secrets =
    CredentialKey.allCases.map { String($0.environmentName.dropFirst("REVIEWFERRY_".count)) }
    + ["EVENT_SECRET", "EVENT_SECRET_SECONDARY", "EVENT_SECRET_NOTIFICATION"]
}
