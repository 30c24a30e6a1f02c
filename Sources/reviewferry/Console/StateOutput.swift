import Pipeline
import Records

/// Gives a Singer tap's last state to standard output, where whoever runs the tap keeps it for the next run.
enum StateOutput {
  /// Writes the state, and nothing else, as one line, if the run came to its end as it should.
  ///
  /// The tap goes on behind the state; so it is not told of a run that something is left of, which includes more
  /// rejects than allowed: the tap then gives the same records again, and the ledger knows those that were accepted.
  static func write(_ summary: RunSummary, after status: ExitStatus) throws(RunFailure) {
    guard status == .success, let state = summary.state else { return }
    try DataOutput.write(String(decoding: state, as: UTF8.self) + "\n")
  }

  /// What to tell of a state that is held back.
  static func held(_ summary: RunSummary, after status: ExitStatus) -> Problem? {
    guard status != .success, summary.state != nil else { return nil }
    return Problem(
      "singer.state-held", .warning,
      """
      the tap's state is not given back, because the run ended with status \(Int(status.rawValue)): the tap gives the \
      same records again
      """,
      fix: status == .rejects
        ? "mend the mapping, or say with '--max-rejects' how many rejects are all right" : nil)
  }
}
