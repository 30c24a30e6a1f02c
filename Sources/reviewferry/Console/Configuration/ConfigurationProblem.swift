import Records

/// The sentences about a configuration file; none shows the value of a key that is not known, even as a part of the key.
enum ConfigurationProblem {
  // MARK: The file

  static func unreadable(_ path: String, _ why: String) -> Problem {
    Problem(
      "config.file", .error, "cannot read the configuration \(quoted: path): \(why); nothing was done")
  }

  static func writableByAll(_ path: String) -> Problem {
    Problem(
      "config.untrusted", .error,
      "every user of this machine may write the configuration \(quoted: path), so it is not used; nothing was done",
      fix: "look at what it says, then run 'chmod o-w' on it")
  }

  static func otherOwner(_ path: String) -> Problem {
    Problem(
      "config.untrusted", .error,
      "the configuration \(quoted: path) in this folder belongs to another user, so it is not used; nothing was done",
      fix: "name it with '--config' if you trust what it says, or give '--config none'")
  }

  // MARK: Keys

  static func unknown(_ key: String, of command: String?, at position: SourcePosition) -> Problem {
    let commands = ConfigurationOptions.commands
    let known = command.flatMap { commands[$0] } ?? ConfigurationOptions.all.union(commands.keys)
    let owner: Sentence = command.map { "no option of '\($0)'" } ?? "no option and no command"
    let suggestion = NearestName.suggestion(for: key, among: known.sorted())
    let sentence: Sentence =
      "\(quoted: ConfigurationOptions.shown(key)) is \(owner.text(showingValues: false))\(suggestion)"
    return Problem(
      "config.unknown-key", .error, at: position, sentence,
      fix: suggestion.isEmpty ? "'reviewferry \(command ?? "submit") --help' names the options" : nil)
  }

  static func repeated(_ key: String, at position: SourcePosition) -> Problem {
    Problem(
      "config.duplicate-key", .error, at: position,
      "\(quoted: ConfigurationOptions.shown(key)) is there twice", fix: "keep one")
  }

  /// The value is not shown.
  static func secret(_ key: String, _ variable: String, at position: SourcePosition) -> Problem {
    let isOfEvents = variable.contains("EVENT")
    let file = isOfEvents ? "secrets-file" : "credentials-file"
    return Problem(
      "config.secret", .error, at: position,
      "\(quoted: ConfigurationOptions.shown(key)) is a secret, which does not belong into a configuration; it is not used",
      fix: "take it out and set '\(variable)', or write it into a file of mode 0600 that '\(file)' names")
  }

  static func belongsBelow(_ option: String, at position: SourcePosition) -> Problem {
    let commands = ConfigurationOptions.commands.filter { $0.value.contains(option) }.keys.sorted()
    return Problem(
      "config.place", .error, at: position,
      "\(quoted: option) means something else in each command, so it belongs below the name of one",
      fix: "write it indented below '\(commands.first { $0 == "submit" } ?? commands.first ?? "submit"):'")
  }

  static func mustBeTyped(_ option: String, at position: SourcePosition) -> Problem {
    Problem(
      "config.place", .error, at: position,
      "\(quoted: option) is about one run, so it is no setting", fix: "give '--\(option)' to the command")
  }

  // MARK: Values

  static func notOneValue(_ option: String, found: String, at position: SourcePosition) -> Problem {
    let expected = ConfigurationOptions.flags.contains(option) ? "true or false" : "one value"
    return Problem(
      "config.value", .error, at: position,
      "\(quoted: option) is \(found), but \(expected) is expected",
      fix: found == "empty" ? "write a value, or take the line out" : nil)
  }

  static func notAFlag(_ option: String, _ value: String, at position: SourcePosition) -> Problem {
    Problem(
      "config.value", .error, at: position,
      "\(quoted: option) is \(quoted: value), but true or false is expected")
  }

  static func notASection(_ command: String, at position: SourcePosition) -> Problem {
    Problem(
      "config.value", .error, at: position,
      "\(quoted: command) is a command, so its options are expected below it, indented")
  }

  static func notAMap(at position: SourcePosition) -> Problem {
    Problem(
      "config.value", .error, at: position, "options are expected, as 'name: value', one a line")
  }

  /// What the command says of a value that it refuses.
  static func refused(_ setting: Configuration.Setting, by command: String, _ words: String) -> Problem {
    Problem(
      "config.value", .error, at: setting.position, field: setting.option,
      "'\(command)' refuses this: \(TextTable.oneLine(words)); nothing was done")
  }
}
