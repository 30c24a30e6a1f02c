import GRDB
import Records

/// What `events status` shows.
public struct EventStatus: Equatable, Sendable {
  public struct TypeCount: Equatable, Sendable {
    public var type: String
    public var isKnown: Bool
    public var count: Int
    /// Milliseconds since 1970, as all times here.
    public var newest: Int64
  }

  /// One event, without its payload.
  public struct Event: Equatable, Sendable {
    public var id: String
    public var type: String
    public var time: Int64
    public var received: Int64
    public var subject: String?
    public var author: String?
    public var authorType: String?
  }

  public struct Unreadable: Equatable, Sendable {
    public var count: Int
    /// Of the one that came last.
    public var received: Int64?
    public var problem: String?
  }

  /// Catalog items by what they wait for.
  public struct Backlog: Equatable, Sendable {
    /// In the catalog by events alone: nothing but a name is known of them.
    public var unread: Int
    /// Changed since they were read.
    public var stale: Int
    public var deleted: Int
  }

  public var path: String
  /// By type.
  public var types: [TypeCount]
  /// Those that came last, the last first.
  public var latest: [Event]
  public var unreadable: Unreadable
  public var backlog: Backlog
  public var notices: EventNotices
}

extension LedgerReader {
  /// - Parameter events: How many of the last events to tell of.
  public func eventStatus(events: Int = 10) throws(Problem) -> EventStatus {
    try read { database in
      EventStatus(
        path: path, types: try Self.types(database), latest: try Self.latest(database, limit: events),
        unreadable: try Self.unreadable(database), backlog: try Self.backlog(database),
        notices: try EventNotices(database))
    }
  }

  private static func types(_ database: Database) throws -> [EventStatus.TypeCount] {
    let rows = try Query(database, "SELECT type, known, count, newest FROM event_count ORDER BY type")
    defer { rows.reset() }
    var types: [EventStatus.TypeCount] = []
    while try rows.step() {
      types.append(
        EventStatus.TypeCount(
          type: rows.text(0) ?? "", isKnown: rows.integer(1) != 0, count: Int(rows.integer(2)),
          newest: rows.integer(3)))
    }
    return types
  }

  private static func latest(_ database: Database, limit: Int) throws -> [EventStatus.Event] {
    let rows = try Query(
      database,
      """
      SELECT id, type, time, received, subject, author, author_type FROM event ORDER BY number DESC LIMIT ?1
      """)
    defer { rows.reset() }
    rows.bind(1, Int64(limit))
    var events: [EventStatus.Event] = []
    while try rows.step() {
      events.append(
        EventStatus.Event(
          id: rows.text(0) ?? "", type: rows.text(1) ?? "", time: rows.integer(2), received: rows.integer(3),
          subject: rows.text(4), author: rows.text(5), authorType: rows.text(6)))
    }
    return events
  }

  private static func unreadable(_ database: Database) throws -> EventStatus.Unreadable {
    let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM event_unreadable") ?? 0
    let rows = try Query(
      database, "SELECT received, problem FROM event_unreadable ORDER BY received DESC, rowid DESC LIMIT 1")
    defer { rows.reset() }
    guard try rows.step() else { return EventStatus.Unreadable(count: count, received: nil, problem: nil) }
    return EventStatus.Unreadable(count: count, received: rows.integer(0), problem: rows.text(1))
  }

  /// Gives what was signed and could not be used, in the order in which it came, as it came.
  public func forEachUnreadableEvent(_ take: (UnreadableEntry) throws -> Void) throws(Problem) {
    try read { database in
      let rows = try Query(
        database,
        "SELECT problem, received, payload, digest FROM event_unreadable ORDER BY received, rowid")
      defer { rows.reset() }
      while try rows.step() {
        try take(
          UnreadableEntry(
            problem: rows.text(0) ?? "", received: rows.integer(1), payload: Array(rows.bytes(2)),
            digest: Array(rows.bytes(3))))
      }
    }
  }

  private static func backlog(_ database: Database) throws -> EventStatus.Backlog {
    let rows = try Query(
      database,
      """
      SELECT count(*) FILTER (WHERE known AND read IS NULL), count(*) FILTER (WHERE stale AND read IS NOT NULL), \
      count(*) FILTER (WHERE NOT known) FROM \
      (SELECT read, \(CatalogSQL.isKnown) AS known, \(CatalogSQL.isStale) AS stale FROM catalog_item)
      """)
    defer { rows.reset() }
    _ = try rows.step()
    return EventStatus.Backlog(
      unread: Int(rows.integer(0)), stale: Int(rows.integer(1)), deleted: Int(rows.integer(2)))
  }
}
