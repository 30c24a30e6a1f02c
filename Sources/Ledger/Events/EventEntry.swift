/// An event as it is kept.
public struct EventEntry: Equatable, Sendable {
  /// With `type`, tells a repeated delivery.
  public var id: String
  public var type: String
  /// Whether the type is one whose effects are known.
  public var isKnown: Bool
  /// Milliseconds since 1970, as all times here.
  public var time: Int64
  public var received: Int64
  public var source: String?
  /// The subscription.
  public var subject: String?
  public var author: String?
  public var authorType: String?
  /// The event as it came.
  public var payload: [UInt8]
  public var effect: EventEffect

  public init(
    id: String, type: String, isKnown: Bool, time: Int64, received: Int64, source: String?, subject: String?,
    author: String?, authorType: String?, payload: [UInt8], effect: EventEffect
  ) {
    self.id = id
    self.type = type
    self.isKnown = isKnown
    self.time = time
    self.received = received
    self.source = source
    self.subject = subject
    self.author = author
    self.authorType = authorType
    self.payload = payload
    self.effect = effect
  }
}

/// What an event changes in the ledger beside being kept.
public enum EventEffect: Equatable, Sendable {
  case none
  case catalog(CatalogChange)
  case attributeChanged(code: String, isDeleted: Bool)
  /// A client of the PIM is gone; by every name that the event has for it.
  case clientDeleted(ids: [String])
}

/// A notification about a subscription as it is kept.
public struct NotificationEntry: Equatable, Sendable {
  public var subscription: String
  public var type: String
  public var time: Int64
  public var received: Int64
  public var reason: String?
  public var payload: [UInt8]
  /// Of the payload, for repeats: notifications have no id.
  public var digest: [UInt8]

  public init(
    subscription: String, type: String, time: Int64, received: Int64, reason: String?, payload: [UInt8],
    digest: [UInt8]
  ) {
    self.subscription = subscription
    self.type = type
    self.time = time
    self.received = received
    self.reason = reason
    self.payload = payload
    self.digest = digest
  }
}

/// What was signed by the platform but is no event that can be used: kept, so that it can be looked at.
public struct UnreadableEntry: Equatable, Sendable {
  /// The code of the problem and its sentence.
  public var problem: String
  public var received: Int64
  public var payload: [UInt8]
  public var digest: [UInt8]

  public init(problem: String, received: Int64, payload: [UInt8], digest: [UInt8]) {
    self.problem = problem
    self.received = received
    self.payload = payload
    self.digest = digest
  }
}

/// Anything that an event store takes.
public enum EventArrival: Equatable, Sendable {
  case event(EventEntry)
  case notification(NotificationEntry)
  case unreadable(UnreadableEntry)
}

/// What became of an arrival.
public enum EventFate: Equatable, Sendable {
  case new
  /// It is in the store already; nothing was changed.
  case duplicate
}
