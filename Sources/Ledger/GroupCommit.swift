import Records

/// Notes accepted requests from many tasks.
///
/// `note` returns when its request would be known after a kill: a task that keeps its place among the requests in
/// flight until then makes "sent again after a crash" never more than what was in flight.
public final class GroupCommit: Sendable {
  private let ledger: Ledger
  private let now: @Sendable () -> Int

  /// - Parameter now: The time in seconds since 1970.
  public init(ledger: Ledger, now: @escaping @Sendable () -> Int) {
    self.ledger = ledger
    self.now = now
  }

  /// Notes a request after its 2xx.
  public func note(_ request: AcceptedRequest) throws(Problem) {
    try ledger.note(request, at: now())
  }
}
