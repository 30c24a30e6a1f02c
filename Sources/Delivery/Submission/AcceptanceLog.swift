import Ledger
import Records

/// Keeps what was accepted; a request holds its place among those in flight until it is kept.
public protocol AcceptanceLog: Sendable {
  /// Returns when the request is on the disk; a problem ends the run.
  func note(_ request: AcceptedRequest) async throws(Problem)
}

extension GroupCommit: AcceptanceLog {}
