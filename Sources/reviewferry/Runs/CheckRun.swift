import Mapping
import Pipeline
import Readers
import Records

/// One `check`: mappings, their cases, and the export files they are meant for.
struct CheckRun {
  let mappings: [String]
  let inputs: [String]
  let records: Int
  let now: Int64
  let commands: CommandOptions
  let isQuiet: Bool
  let printer: ProblemPrinter

  func run() -> ExitStatus {
    mappings.map(check).max { $0.rawValue < $1.rawValue } ?? .success
  }

  private func check(_ mapping: String) -> ExitStatus {
    do throws(RunFailure) {
      let (plan, _) = try MappingInput.plan(mapping, printer: printer)
      let failures = CaseRunner(plan: plan, file: mapping, now: now).run()
      failures.forEach(printer.report)
      let passed = plan.cases.count - failures.count
      try say(
        "\(mapping): \(failures.isEmpty ? "ok" : "wrong"), \(passed) of \(Numerals.counted(plan.cases.count, "case")) passed"
      )
      let statuses = try paths(plan).map { (path) throws(RunFailure) in try check(path, plan) }
      let status = statuses.max { $0.rawValue < $1.rawValue } ?? .success
      return failures.isEmpty ? status : .mappingWrong
    } catch {
      error.problems.forEach(printer.report)
      return error.status
    }
  }

  /// Without inputs there is one all the same where a program is the source and may run.
  private func paths(_ plan: MappingPlan) throws(RunFailure) -> [String] {
    let isSource =
      MappingInput.runsProgram(plan) && commands.allowCommands && !CommandFormat.needsInput(plan.source)
    guard !inputs.isEmpty || isSource else { return [] }
    return try MappingInput.paths(inputs, plan: plan, printer: printer, commands: commands)
  }

  /// Maps the first records of an export; rejected ones are shown, but are no fault of the mapping.
  private func check(_ path: String, _ plan: MappingPlan) throws(RunFailure) -> ExitStatus {
    var sample = Sample()
    let commands = MappingInput.commands(plan, printer)
    let signals = commands.map(SignalWatch.ending)
    defer { signals?.exitIfSignalled() }
    do throws(Problem) {
      try Sampler(
        plan: plan, now: now, commands: commands, report: printer.report
      )
      .read(path, into: &sample, recordLimit: records)
    } catch {
      signals?.exitIfSignalled()
      printer.report(error)
      return .inputMissing
    }
    if sample.lacksColumns { return .mappingWrong }
    let counts = "\(sample.reviews.count) mapped, \(sample.filtered) filtered, \(sample.rejected) rejected"
    try say("\(InputOpener.displayName(path)): \(Numerals.counted(sample.read, "record")) read, \(counts)")
    if sample.reviews.isEmpty && sample.rejected > 0 { return .rejects }
    return .success
  }

  private func say(_ line: String) throws(RunFailure) {
    if !isQuiet { try DataOutput.write(line + "\n") }
  }
}
