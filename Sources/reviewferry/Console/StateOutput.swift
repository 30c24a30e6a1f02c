import Pipeline
import Records

/// Gives a Singer tap's last state to standard output, where whoever runs the tap keeps it for the next run.
///
/// The tap goes on behind the state; so it is not told of a run that something is left of, which includes more rejects
/// than allowed: the tap then gives the same records again, and the ledger knows those that were accepted.
struct StateOutput {
  let summary: RunSummary
  let status: ExitStatus
  /// Whether more records were rejected, or refused, than allowed.
  var isOverRejects = false
  /// Whether more reviews were parked than allowed.
  var isOverParked = false
  /// Whether a signal asked for the end, however far the run had come.
  var isSignalled = false

  /// Writes the state, and nothing else, as one line, if the run came to its end as it should.
  func write() throws(RunFailure) {
    guard let state = summary.state, reason == nil else { return }
    try DataOutput.write(String(decoding: state, as: UTF8.self) + "\n")
  }

  /// What to tell of a state that is held back.
  var held: Problem? {
    guard summary.state != nil, let reason else { return nil }
    return Problem(
      "singer.state-held", .warning,
      "the tap's state is not given back, because \(reason.sentence): the tap gives the same records again",
      fix: reason.fix)
  }

  private var reason: (sentence: String, fix: String?)? {
    if isSignalled { return ("a signal ended the run", nil) }
    if status != .success {
      return ("the run ended with status \(Int(status.rawValue))", status == .rejects ? budgetFix : nil)
    }
    if summary.inputsWithState.count > 1 {
      return (
        "\(summary.inputsWithState.count) inputs had one, and only one can be given back",
        "run reviewferry once for each tap"
      )
    }
    if summary.lacksStream { return ("nothing came of a stream that the mapping names", nil) }
    if summary.mapped == 0, summary.rejected > 0 {
      return ("no record was mapped and all were rejected", "mend the mapping")
    }
    return nil
  }

  private var budgetFix: String {
    [
      isOverRejects ? "mend the mapping, or say with '--max-rejects' how many rejects are all right" : nil,
      isOverParked
        ? "read the catalog again, or say with '--max-parked' how many parked reviews are all right" : nil,
    ].compactMap { $0 }.joined(separator: "; ")
  }
}
