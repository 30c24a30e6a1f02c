import Foundation
import Mapping
import Pipeline
import Readers
import Records

/// The first steps of every command that reads data with a mapping.
enum MappingInput {
  /// Loads a mapping by path or name and prints what is wrong with it.
  static func plan(
    _ argument: String, printer: ProblemPrinter
  ) throws(RunFailure) -> (plan: MappingPlan, loaded: LoadedMapping) {
    do throws(Problem) {
      let loaded = try MappingLoader.load(try MappingFinder().path(argument))
      loaded.compiled.problems.forEach(printer.report)
      if let plan = loaded.compiled.plan { return (plan, loaded) }
    } catch {
      throw RunFailure(error, .mappingWrong)
    }
    throw RunFailure(problems: [], status: .mappingWrong)
  }

  static func runsProgram(_ plan: MappingPlan) -> Bool { plan.source.format == CommandFormat.name }

  /// What becomes of the words of a mapping's program; nil where it has none.
  ///
  /// Whether it may run was asked by `paths`.
  static func commands(_ plan: MappingPlan, _ printer: ProblemPrinter) -> CommandRunning? {
    runsProgram(plan) ? CommandRunning(tell: printer.tell, warn: printer.report) : nil
  }

  /// The input files in reading order; a missing one stops the run before anything is read.
  ///
  /// For a program they are what it is given: one call each, or one without any.
  static func paths(
    _ arguments: [String], plan: MappingPlan, printer: ProblemPrinter, commands: CommandOptions
  ) throws(RunFailure) -> [String] {
    if runsProgram(plan) {
      guard commands.allowCommands else {
        throw RunFailure(CommandRunning.refusal(plan.source), .mappingWrong)
      }
      let isTerminal = Terminal.isTerminal(STDIN_FILENO)
      if let fault = CommandFormat.fault(of: arguments, plan.source, isTerminal: isTerminal) {
        throw RunFailure(fault, .usage)
      }
      return arguments.isEmpty ? [CommandFormat.itself] : arguments
    }
    guard !arguments.isEmpty else {
      let problem = Problem(
        "input.none", .error, "no file is named; nothing was read",
        fix: "name the export, or '-' for standard input")
      throw RunFailure(problem, .usage)
    }
    guard let format = ReaderRegistry.format(named: plan.source.format) else { return [] }
    let search = InputSearch(arguments, format: format.description)
    search.problems.filter { $0.severity == .warning }.forEach(printer.report)
    let errors = search.problems.filter { $0.severity == .error }
    guard errors.isEmpty else { throw RunFailure(problems: errors, status: .inputMissing) }
    return search.paths
  }
}

extension RunFailure {
  init(problems: [Problem], status: ExitStatus) {
    self.problems = problems
    self.status = status
  }
}
