import Ledger
import Records

/// What the platform says of a subscription itself: that it is suspended, revoked or goes on.
public struct SubscriptionNotification: Equatable, Sendable {
  /// The `notification_type`, known or not.
  public var type: String
  /// The `subscription_id`.
  public var subscription: String
  /// Milliseconds since 1970.
  public var time: Int64
  public var reason: String?
}

extension SubscriptionNotification {
  /// Reads the body of a notification.
  public init(json bytes: [UInt8]) throws(Problem) {
    guard bytes.count <= EventLimits.maxBytes else { throw EventProblem.tooLarge(bytes.count) }
    guard let document = JSONFragment(bytes, maxDepth: EventLimits.maxDepth) else {
      throw EventProblem.notJSON()
    }
    try self.init(document)
  }

  init(_ document: JSONFragment) throws(Problem) {
    guard case .object = document else { throw EventProblem.notAnObject() }
    type = try EventText.required(document["notification_type"], "notification_type")
    subscription = try EventText.required(document["subscription_id"], "subscription_id")
    let text = try EventText.required(document["timestamp"], "timestamp")
    guard let time = EventTime.milliseconds(text) else { throw EventProblem.time("timestamp", text) }
    self.time = time
    reason = EventText.optional(document["reason"])
  }
}
