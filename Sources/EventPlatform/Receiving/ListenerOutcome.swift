/// What a listener answers, and to what: the only place that decides on a status.
///
/// The platform suspends a subscription at once for 404 and 3xx, and for less than 90 % of successes in an hour; it sends
/// again after 5, 10 and 20 minutes what got no 200, and slows down for 429. The table of docs/events.md has these rows;
/// a test holds the two together.
public enum ListenerOutcome: String, CaseIterable, Sendable {
  case new
  case duplicate
  case unreadable
  case notification
  case unsigned
  case method
  case path
  case unknownPage
  case tooLarge
  case backlog
  case tooSlow
  case failed
  case late

  public var status: Int {
    switch self {
    case .new, .duplicate, .unreadable, .notification: 200
    case .path: 400
    case .unsigned: 401
    case .unknownPage: 404
    case .method: 405
    case .tooSlow: 408
    case .tooLarge: 413
    case .backlog: 429
    case .failed, .late: 503
    }
  }

  /// What came, and why it gets that answer.
  public var meaning: String {
    switch self {
    case .new: "an event; it is on the disk"
    case .duplicate: "an event that is stored already"
    case .unreadable:
      "signed, but nothing that can be used; stored as it came, since sending it again would not mend it"
    case .notification: "a notification; it is on the disk"
    case .unsigned:
      "no signature, or one of another secret; not stored. The platform sends an event again, so there is time to mend "
        + "the secret"
    case .method: "anything but POST at the path of events or notifications"
    case .path:
      "POST at another path: 404 would suspend a subscription whose address is mistyped or rewritten by a proxy"
    case .unknownPage: "anything but POST at another path"
    case .tooLarge: "a body of more than 1 MiB; the connection is closed"
    case .backlog:
      "too many requests wait for the store, or too many bytes of bodies; the platform slows down"
    case .tooSlow: "a request that was not there within 5 s; the connection is closed"
    case .failed: "the store failed: the disk is full, the ledger was removed"
    case .late: "the store did not answer within 4 s"
    }
  }
}
