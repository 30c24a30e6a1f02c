import Records

/// Why a run ended before its end.
public enum PipelineStop: Error {
  /// The mapping, or the mapping against an input's header, is wrong; nothing was written.
  case mapping([Problem])
  /// No input could be read; nothing was written.
  case input([Problem])
  /// The output or a temporary file could not be written.
  case output(Problem)
  /// Whoever read standard output went away; not an error.
  case closedPipe
  /// A signal asked for the end.
  case cancelled
  /// No more requests are taken: what became of them is for the submitter to say.
  case submission

  /// Thrown by an output's step where the run was cancelled meanwhile.
  static let cancellation = Problem("run.cancelled", .warning, "the run was cancelled")

  /// What a problem of the output means for the run.
  init(output problem: Problem) {
    switch problem.code {
    case "run.cancelled": self = .cancelled
    case "io.closed-pipe": self = .closedPipe
    case "submission.stopped": self = .submission
    default: self = .output(problem)
    }
  }
}
