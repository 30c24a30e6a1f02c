import Delivery
import Records

/// What a retry says of the run that it is about.
enum RetryNotice {
  /// Of a retry that was stopped; the same command finds the same run again.
  static func unfinished(_ run: StoredRun) -> Problem {
    Problem(
      "retry.unfinished", .warning,
      "the retry did not come to its end; \(name(run)) still has all that it rejected or was refused",
      fix: "run it again: what was accepted is not sent again")
  }

  static func nothing(_ run: StoredRun, leavesFailures: Bool) -> Problem {
    let refused = leavesFailures ? "" : " and no refused requests"
    return Problem(
      "retry.nothing", .warning, "\(name(run)) has no rejected records\(refused); nothing was sent",
      fix: "name another run with '--run', or its folder; 'reviewferry ledger status' lists the last ones")
  }

  private static func name(_ run: StoredRun) -> String {
    run.record?.run.map { "run \($0)" } ?? "\(Quotation.quote(run.path))"
  }
}
