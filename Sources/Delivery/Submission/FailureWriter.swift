import Records

/// Keeps failures and tells of them, one at a time, from any number of workers.
actor FailureWriter {
  private let sink: (any FailureSink)?
  private let report: @Sendable (Problem) -> Void

  init(_ sink: (any FailureSink)?, report: @escaping @Sendable (Problem) -> Void) {
    self.sink = sink
    self.report = report
  }

  func keep(_ failure: RefusedRequest) throws(Problem) {
    try sink?.keep(failure)
    report(failure.problem)
  }
}
