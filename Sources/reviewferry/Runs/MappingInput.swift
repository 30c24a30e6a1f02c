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

  /// The input files in reading order; a missing one stops the run before anything is read.
  static func paths(
    _ arguments: [String], plan: MappingPlan, printer: ProblemPrinter
  ) throws(RunFailure) -> [String] {
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
