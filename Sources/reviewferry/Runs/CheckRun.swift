import Mapping
import Pipeline
import Records

/// One `check`: mappings, their cases, and the export files they are meant for.
struct CheckRun {
  let mappings: [String]
  let inputs: [String]
  let records: Int
  let now: Int64
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
      say(
        "\(mapping): \(failures.isEmpty ? "ok" : "wrong"), \(passed) of \(Numerals.counted(plan.cases.count, "case")) passed"
      )
      let paths = try MappingInput.paths(inputs, plan: plan, printer: printer)
      let status = paths.map { check($0, plan) }.max { $0.rawValue < $1.rawValue } ?? .success
      return failures.isEmpty ? status : .mappingWrong
    } catch {
      error.problems.forEach(printer.report)
      return error.status
    }
  }

  /// Maps the first records of an export; rejected ones are shown, but are no fault of the mapping.
  private func check(_ path: String, _ plan: MappingPlan) -> ExitStatus {
    var sample = Sample()
    do throws(Problem) {
      try Sampler(plan: plan, now: now).read(path, into: &sample, recordLimit: records)
    } catch {
      printer.report(error)
      return .inputMissing
    }
    sample.problems.forEach(printer.report)
    if sample.problems.contains(where: { $0.code == "mapping.unknown-column" }) { return .mappingWrong }
    let counts = "\(sample.reviews.count) mapped, \(sample.filtered) filtered, \(sample.rejected) rejected"
    say("\(path): \(Numerals.counted(sample.read, "record")) read, \(counts)")
    if sample.reviews.isEmpty && sample.rejected > 0 { return .rejects }
    return .success
  }

  private func say(_ line: String) {
    if !isQuiet { print(line) }
  }
}
