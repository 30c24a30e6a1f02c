import Records

/// What became of a request, for logs: it holds no header and no body.
public struct ListenerRecord: Sendable {
  public var method: String
  public var path: String
  public var outcome: ListenerOutcome
  /// What is to be told of it.
  public var problem: Problem?
  public var notification: SubscriptionNotification?
  public var duration: Duration
}
