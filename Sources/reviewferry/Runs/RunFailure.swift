import Pipeline
import Records

/// A run that ended early: the problems to print and the status to exit with.
struct RunFailure: Error {
  var problems: [Problem]
  var status: ExitStatus

  init(_ problem: Problem, _ status: ExitStatus) {
    problems = [problem]
    self.status = status
  }

  init(_ stop: PipelineStop) {
    status = .of(stop)
    problems =
      switch stop {
      case .mapping(let problems): problems
      case .output(let problem): [problem]
      // Problems of inputs and of requests were printed when they were met.
      case .input, .closedPipe, .cancelled, .submission: []
      }
  }

  /// Runs a step that writes; its problem ends the run, a closed pipe in peace.
  static func wrap<Value>(_ step: () throws(Problem) -> Value) throws(RunFailure) -> Value {
    do throws(Problem) {
      return try step()
    } catch {
      throw error.code == "io.closed-pipe" ? RunFailure(.closedPipe) : RunFailure(error, .cannotWrite)
    }
  }
}

extension RunFailure {
  /// Runs a step; its problem ends the run with the status.
  static func status<Value>(
    _ status: ExitStatus, _ step: () throws(Problem) -> Value
  ) throws(RunFailure) -> Value {
    do throws(Problem) { return try step() } catch { throw RunFailure(error, status) }
  }
}

extension ProblemPrinter {
  func report(_ failure: RunFailure) {
    failure.problems.forEach(report)
    finish()
  }
}
