import ArgumentParser
import Records

/// Finds what was mistyped where the parser speaks of something else.
///
/// Where a required option is misspelt, the parser misses it before it looks at what stands there; a misspelt command is
/// an argument too many to it.
enum UsageHint {
  static func give(for typed: [String], saying message: String) {
    if let hint = text(for: typed, saying: message) { Terminal.writeError("note: \(hint)\n") }
  }

  /// A sentence about the first word that is not known; nil where there is none, or the message names it.
  static func text(for typed: [String], saying message: String) -> String? {
    var command: any ParsableCommand.Type = ReviewferryCommand.self
    var path: [String] = []
    for word in typed.drop(while: { $0 == "help" }) {
      let below = command.configuration.subcommands
      guard !below.isEmpty, !word.hasPrefix("-") else { break }
      guard let next = below.first(where: { $0._commandName == word }) else {
        return unknownCommand(word, path, among: below.map { $0._commandName })
      }
      command = next
      path.append(word)
    }
    return unknownOption(typed, path.joined(separator: " "), message)
  }

  private static func unknownCommand(_ word: String, _ path: [String], among names: [String]) -> String? {
    let name = (["reviewferry"] + path).joined(separator: " ")
    return "'\(name)' has no command \(Quotation.quote(word))"
      + NearestName.suggestion(for: word, among: names + ["help"])
  }

  private static func unknownOption(_ typed: [String], _ command: String, _ message: String) -> String? {
    if command == "guess", message.contains("nexpected argument") {
      return "'guess' looks at one file; its mapping then reads all of the same kind"
    }
    guard let options = EnvironmentTwins.options[command] else { return nil }
    let known = options + (EnvironmentTwins.flags[command] ?? []) + ["help", "version"]
    let unknown = typed.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .map { String($0.dropFirst(2).prefix { $0 != "=" }) }
      .first { !known.contains($0) }
    guard let unknown, !message.contains("'--\(unknown)'") else { return nil }
    // Without a name that is near, it may be the value of an option.
    return NearestName.of(unknown, among: known).map {
      "there is no option \(Quotation.quote("--\(unknown)")); did you mean '--\($0)'?"
    }
  }
}
