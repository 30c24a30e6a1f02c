import ArgumentParser

/// The permission that every command has that reads data with a mapping.
struct CommandOptions: ParsableArguments {
  static let flagNames = ["allow-commands"]

  @Flag(help: "Let the mapping run the program of its 'run', if it has 'format: command'.")
  var allowCommands = false
}
