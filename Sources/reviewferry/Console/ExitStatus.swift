import ArgumentParser
import Pipeline
import Records

/// How a run ends, for the script that called it.
///
/// The numbers are fixed: scripts depend on them.
enum ExitStatus: Int32 {
  case success = 0
  /// Finished, but more records were rejected than the budget allows.
  case rejects = 1
  /// Stopped before the end: an input is cut off or broken behind the records that were used.
  case incomplete = 2
  case usage = 64
  case inputMissing = 66
  /// The API or the PIM cannot be reached, or is not well: what was not sent is sent by the next run.
  case unavailable = 69
  case cannotWrite = 73
  /// Another run holds the ledger.
  case ledgerInUse = 75
  case credentialsRefused = 77
  /// A mapping or the configuration.
  case mappingWrong = 78

  var code: ExitCode { ExitCode(rawValue) }

  /// The status of a run that came to its end.
  static func of(_ summary: RunSummary, budget: RejectBudget) -> ExitStatus {
    if summary.hasUnreadableInput { return .inputMissing }
    if summary.hasBrokenInput { return .incomplete }
    return budget.isExceeded(by: summary) ? .rejects : .success
  }

  /// The status of a run that cannot work with its ledger.
  static func of(ledger problem: Problem) -> ExitStatus {
    switch problem.code {
    case "ledger.in-use": .ledgerInUse
    case "ledger.missing", "catalog.empty": .inputMissing
    case "ledger.corrupt", "ledger.newer", "ledger.foreign", "ledger.pim-url", "ledger.no-home",
      "ledger.other-target", "catalog.too-many-keys":
      .mappingWrong
    default: .cannotWrite
    }
  }

  /// Whether it is about a converted set or a run's folder that is read while requests are made of it.
  private static func isOfInput(_ problem: Problem) -> Bool {
    ["set.", "request.", "rejects."].contains { problem.code.rawValue.hasPrefix($0) }
  }

  /// The status of a run that a problem stopped.
  static func of(_ stop: PipelineStop) -> ExitStatus {
    switch stop {
    case .mapping: .mappingWrong
    case .input: .inputMissing
    case .output(let problem): isOfInput(problem) ? .inputMissing : .of(ledger: problem)
    case .closedPipe, .cancelled, .submission: .success
    }
  }
}
