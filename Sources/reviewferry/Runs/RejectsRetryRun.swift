import Delivery
import Mapping
import Pipeline
import Records

/// What `rejects retry` hands to the sending of `submit`.
struct RetryWork {
  var plan: RetryPlan
  /// Nil where nothing is to be mapped.
  var mapping: (plan: MappingPlan, loaded: LoadedMapping)?
  /// The run that is retried.
  var run: StoredRun
}

/// One `rejects retry`.
struct RejectsRetryRun {
  let command: RejectsRetryCommand
  let printer: ProblemPrinter
  let stop: SubmitStop

  func run() throws(RunFailure) -> ExitStatus {
    let work = try prepare()
    if try isEmpty(work.plan) {
      printer.report(RetryNotice.nothing(work.run, leavesFailures: command.retry.skipFailed))
      return work.plan.brokenLines > 0 ? .incomplete : .success
    }
    guard command.retry.dryRun else {
      return try RetrySending(command: command, printer: printer, stop: stop).send(work)
    }
    try DataOutput.write(try text(work))
    return work.plan.brokenLines > 0 ? .incomplete : .success
  }

  /// Finds out what is to be sent; nothing is changed.
  func prepare() throws(RunFailure) -> RetryWork {
    let run = try RejectsFolder.open(command.retry.folder, command.choice)
    let planner = RetryPlanner(run: run, inputs: command.retry.input, report: printer.report)
    let plan: RetryPlan
    do throws(PipelineStop) {
      plan = try planner.plan(withFailures: !command.retry.skipFailed)
    } catch {
      throw RunFailure(error)
    }
    return RetryWork(plan: plan, mapping: plan.inputs.isEmpty ? nil : try mapping(run), run: run)
  }

  private func isEmpty(_ plan: RetryPlan) throws(RunFailure) -> Bool {
    guard plan.inputs.isEmpty else { return false }
    var failures = plan.failures
    do throws(Problem) {
      return try failures?.next() == nil
    } catch {
      throw RunFailure(error, .inputMissing)
    }
  }

  /// The mapping that was named, else that of the run as it is now.
  private func mapping(_ run: StoredRun) throws(RunFailure) -> (plan: MappingPlan, loaded: LoadedMapping) {
    guard let argument = command.retry.mapping ?? run.record?.mapping?.path else {
      let problem = Problem(
        "retry.no-mapping", .error, "with which mapping the records were rejected is not known",
        fix: "name the mended one with '--mapping'")
      throw RunFailure(problem, .mappingWrong)
    }
    return try MappingInput.plan(argument, printer: printer)
  }

  private func text(_ work: RetryWork) throws(RunFailure) -> String {
    var text = work.plan.inputs.map { input in
      let name = input.path == "-" ? "standard input" : Quotation.escape(input.path)
      return "\(name): \(Numerals.counted(input.selection.count, "record"))\n"
    }.joined()
    guard var failures = work.plan.failures else { return text }
    do throws(Problem) {
      while let request = try failures.next() { text += "\(request.name): a request\n" }
    } catch {
      throw RunFailure(error, .inputMissing)
    }
    return text
  }
}
