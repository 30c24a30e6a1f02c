import Records

/// A program of the user's whose standard output is JSON Lines: a reader outside of this process.
public enum CommandFormat {
  public static let name = "command"
  /// In place of a path: the program is called without one.
  public static let itself = ""
  /// Stands in an argument for the path of the input.
  static let placeholder = "{input}"

  public static let format = ReaderFormat(description) { input throws(Problem) in
    _ = try arguments(input.options, file: input.file)
    return try JSONReader(input)
  }

  static let description = FormatDescription(
    name: name,
    summary: "What a program writes to standard output, as JSON Lines; it runs only with '--allow-commands'.",
    fileExtensions: [],
    options: [
      OptionDescription(
        "run", .textList, isRequired: true,
        "The program and its arguments, without a shell; {input} stands for the path of the input, which else comes "
          + "last.")
    ] + JSONOptions.descriptions.filter { $0.name != "records" } + CommonOptions.all,
    selectorFault: JSONSelector.fault)

  /// The program and its arguments as the mapping has them.
  static func arguments(_ options: SourceOptions, file: String) throws(Problem) -> [String] {
    let arguments = options.textList("run") ?? []
    guard let program = arguments.first, !program.isEmpty, program != placeholder else {
      throw CommandProblem.noProgram()
    }
    // What C takes for the end of a string would cut an argument in two.
    guard !arguments.contains(where: { $0.utf8.contains(0) }) else { throw CommandProblem.noProgram() }
    return arguments
  }

  /// The program and its arguments for an input.
  static func arguments(_ arguments: [String], input: String) -> [String] {
    let hasPlace = hasPlace(arguments)
    let filled = arguments.enumerated().map { index, argument in
      index == 0 ? argument : argument.replacing(placeholder, with: input)
    }
    return hasPlace || input == itself ? filled : filled + [input]
  }

  private static func hasPlace(_ arguments: [String]) -> Bool {
    arguments.dropFirst().contains { $0.contains(placeholder) }
  }

  /// Whether the program cannot be called without an input.
  public static func needsInput(_ options: SourceOptions) -> Bool { hasPlace(options.textList("run") ?? []) }

  /// What is wrong with the inputs that the program is to be called for.
  ///
  /// - Parameter isTerminal: Whether our standard input is one. The program has a process group of its own, so that
  ///   reading from it would stop it for good.
  public static func fault(of inputs: [String], _ options: SourceOptions, isTerminal: Bool) -> Problem? {
    if inputs.isEmpty { return needsInput(options) ? CommandProblem.noInput() : nil }
    if inputs.contains("") { return CommandProblem.emptyInput() }
    return isTerminal && inputs.contains("-") ? CommandProblem.terminal() : nil
  }

  /// How the program is called in messages: its name without folders.
  public static func programName(_ options: SourceOptions) -> String {
    let program = options.textList("run")?.first ?? ""
    return program.split(separator: "/").last.map(String.init) ?? program
  }
}
