import GRDB
import Records

/// Something that events tell and that a person has to deal with.
public struct EventNotice: Equatable, Sendable {
  /// The texts are stored and must not change.
  public enum Kind: String, Sendable, CaseIterable {
    case attributeDeleted = "attribute.deleted"
    case attributeUpdated = "attribute.updated"
    case clientDeleted = "client.deleted"
  }

  public var kind: Kind
  /// The attribute's code, or a client id or connection code.
  public var name: String
  /// Milliseconds since 1970, of the newest event.
  public var time: Int64
  public var author: String?
  /// Whether a person said that it is dealt with.
  public var isDismissed: Bool
}

/// What the platform last said of a subscription.
public struct SubscriptionNotice: Equatable, Sendable {
  /// The values of `notification_type` that are known; all of them mean that events were lost.
  public enum Kind: String, CaseIterable, Sendable {
    case suspendedBySystem = "subscription.suspended.system"
    case suspendedByUser = "subscription.suspended.user"
    case revoked = "subscription.revoked"
    /// Events until then are lost.
    case resumed = "subscription.resumed"
  }

  public var subscription: String
  public var kind: Kind
  public var time: Int64
  public var reason: String?
  /// Whether a person said that it is dealt with.
  public var isDismissed: Bool

  public init(subscription: String, kind: Kind, time: Int64, reason: String?, isDismissed: Bool = false) {
    self.subscription = subscription
    self.kind = kind
    self.time = time
    self.reason = reason
    self.isDismissed = isDismissed
  }
}

/// All that events and notifications have left for runs and people to know.
public struct EventNotices: Equatable, Sendable {
  public var notices: [EventNotice] = []
  /// The newest notification of each subscription, by time; those of unknown types are not among them.
  public var subscriptions: [SubscriptionNotice] = []
  /// When the catalog was last read whole, in milliseconds since 1970; nil if it never was.
  public var catalogRead: Int64?
  /// For each key by which the catalog finds products the attribute that it is read from.
  public var catalogKeys: [String: String] = [:]

  public init() {}

  /// A change of an attribute that is used and was not read since.
  ///
  /// - Parameter keys: Keys that are used beside those of the catalog; one that it lacks is taken for an attribute.
  public func changedAttributes(used keys: Set<String> = []) -> [EventNotice] {
    let used = Set(catalogKeys.values).union(keys.map { catalogKeys[$0] ?? $0 })
    return notices.filter { notice in
      notice.kind != .clientDeleted && used.contains(notice.name)
        && isPending(notice.time, notice.isDismissed)
    }
  }

  /// Why this client can submit no more.
  public func deletion(of clientID: String) -> EventNotice? {
    notices.first { $0.kind == .clientDeleted && $0.name == clientID && !$0.isDismissed }
  }

  /// Subscriptions that lost events which nobody has read from the PIM since.
  ///
  /// Also of one that goes on again: its events until then are lost.
  public var lossy: [SubscriptionNotice] { subscriptions.filter { isPending($0.time, $0.isDismissed) } }

  /// Subscriptions that bring nothing, though the catalog was read since they ended: until they are resumed, or a
  /// person says that it is dealt with, the catalog is as old as its last reading.
  public var silent: [SubscriptionNotice] {
    subscriptions.filter {
      $0.kind != .resumed && !$0.isDismissed && !isPending($0.time, $0.isDismissed)
    }
  }

  private func isPending(_ time: Int64, _ isDismissed: Bool) -> Bool {
    !isDismissed && time >= catalogRead ?? .min
  }
}

extension EventNotices {
  init(_ database: Database) throws {
    notices = try Self.notices(database)
    subscriptions = try Self.subscriptions(database)
    catalogRead = try Self.lastRead(database)
    catalogKeys = Dictionary(
      uniqueKeysWithValues: try CatalogKeys(database).keys.map { ($0.name, $0.attribute) })
  }

  /// Models count where they were ever read: a shop without models is not asked for them.
  private static func lastRead(_ database: Database) throws -> Int64? {
    let horizon = try CatalogHorizon(database)
    guard let products = horizon[CatalogKind.product.rawValue] else { return nil }
    return min(products, horizon[CatalogKind.productModel.rawValue] ?? products)
  }

  private static func notices(_ database: Database) throws -> [EventNotice] {
    let rows = try Query(
      database, "SELECT kind, name, time, author, ifnull(dismissed, time - 1) >= time FROM event_notice")
    defer { rows.reset() }
    var notices: [EventNotice] = []
    while try rows.step() {
      guard let kind = rows.text(0).flatMap(EventNotice.Kind.init) else { continue }
      let author = rows.text(3) ?? ""
      notices.append(
        EventNotice(
          kind: kind, name: rows.text(1) ?? "", time: rows.integer(2), author: author.isEmpty ? nil : author,
          isDismissed: rows.integer(4) != 0))
    }
    return notices
  }

  /// Of several in one millisecond the last by type and the first by digest counts, whatever came first.
  private static func subscriptions(_ database: Database) throws -> [SubscriptionNotice] {
    let kinds = SubscriptionNotice.Kind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let rows = try Query(
      database,
      """
      SELECT subscription, type, time, reason, dismissed FROM (SELECT *, row_number() OVER \
      (PARTITION BY subscription ORDER BY time DESC, type DESC, digest) AS place FROM event_notification \
      WHERE type IN (\(kinds))) \
      WHERE place = 1 ORDER BY time, subscription
      """)
    defer { rows.reset() }
    var notices: [SubscriptionNotice] = []
    while try rows.step() {
      guard let kind = rows.text(1).flatMap(SubscriptionNotice.Kind.init) else { continue }
      notices.append(
        SubscriptionNotice(
          subscription: rows.text(0) ?? "", kind: kind, time: rows.integer(2),
          reason: rows.text(3), isDismissed: rows.integer(4) != 0))
    }
    return notices
  }
}

extension Ledger {
  /// What events have left to know, for a run that begins.
  public func eventNotices() throws(Problem) -> EventNotices { try read { try EventNotices($0) } }
}

extension EventStore {
  /// Takes all notices as dealt with; later events make new ones.
  ///
  /// - Returns: How many there were.
  public func dismissNotices() throws(Problem) -> Int {
    try write { database in
      let update = try Query(
        database, "UPDATE event_notice SET dismissed = time WHERE ifnull(dismissed, time - 1) < time")
      let silence = try Query(database, "UPDATE event_notification SET dismissed = 1 WHERE dismissed = 0")
      return try update.run() + silence.run()
    }
  }
}
