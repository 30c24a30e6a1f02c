import ArgumentParser
import Pipeline

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
  case cannotWrite = 73
  case mappingWrong = 78

  var code: ExitCode { ExitCode(rawValue) }

  /// The status of a run that came to its end.
  static func of(_ summary: RunSummary, budget: RejectBudget) -> ExitStatus {
    if summary.hasUnreadableInput { return .inputMissing }
    if summary.hasBrokenInput { return .incomplete }
    return budget.isExceeded(by: summary) ? .rejects : .success
  }

  /// The status of a run that a problem stopped.
  static func of(_ stop: PipelineStop) -> ExitStatus {
    switch stop {
    case .mapping: .mappingWrong
    case .input: .inputMissing
    case .output: .cannotWrite
    case .closedPipe, .cancelled: .success
    }
  }
}
