import Delivery
import Pipeline
import Records

/// A record that the mapping rejected, or a request that the API refused.
enum Reject {
  case record(RejectLine.Stored)
  case request(FailedRequest)

  var code: String {
    switch self {
    case .record(let line): line.code
    case .request(let request): request.answer?.code ?? Self.noAnswer
    }
  }

  /// The code of a refused request whose answer is gone.
  static let noAnswer = "delivery.refused"
}

/// Reads the rejects of a folder in order: the records, then the requests.
struct RejectsReading {
  let run: StoredRun
  let printer: ProblemPrinter
  /// Lines of `rejects.jsonl` that were passed over.
  private(set) var brokenLines = 0

  init(_ run: StoredRun, _ printer: ProblemPrinter) {
    self.run = run
    self.printer = printer
  }

  mutating func forEach(_ use: (Reject) throws(RunFailure) -> Void) throws(RunFailure) {
    try forEachRecord { (line) throws(RunFailure) in try use(.record(line)) }
    try forEachRequest { (request) throws(RunFailure) in try use(.request(request)) }
  }

  mutating func forEachRecord(
    _ use: (RejectLine.Stored) throws(RunFailure) -> Void
  ) throws(RunFailure) {
    let lines = try reading { () throws(Problem) in try RejectLines(path: run.rejectsPath) }
    while let entry = try reading({ () throws(Problem) in try lines.next() }) {
      switch entry {
      case .line(let line): try use(line)
      case .broken(let problem):
        printer.report(problem)
        brokenLines += 1
      }
    }
  }

  func forEachRequest(_ use: (FailedRequest) throws(RunFailure) -> Void) throws(RunFailure) {
    guard run.record != nil else { return }
    var requests = try reading { () throws(Problem) in try run.failures() }
    while let request = try reading({ () throws(Problem) in try requests.next() }) { try use(request) }
  }

  /// What was there is shown, what is broken was told.
  var status: ExitStatus { brokenLines > 0 ? .incomplete : .success }

  private func reading<Value>(_ step: () throws(Problem) -> Value) throws(RunFailure) -> Value {
    do throws(Problem) {
      return try step()
    } catch {
      throw RunFailure(error, .inputMissing)
    }
  }
}
