import GRDB

/// Adds arrivals inside one transaction.
final class EventInsertion {
  private let database: Database
  private var changes: [CatalogChange] = []
  /// New events by type: how many, and the newest.
  private var counts: [String: (isKnown: Bool, count: Int64, newest: Int64)] = [:]

  init(_ database: Database) { self.database = database }

  func add(_ arrival: EventArrival) throws -> EventFate {
    let isNew =
      switch arrival {
      case .event(let event): try add(event)
      case .notification(let notification): try add(notification)
      case .unreadable(let unreadable): try add(unreadable)
      }
    return isNew ? .new : .duplicate
  }

  /// Writes what was gathered over all arrivals.
  func finish() throws {
    if !changes.isEmpty { try CatalogEvents(database).apply(changes) }
    let insert = try Query(
      database,
      """
      INSERT INTO event_count (type, known, count, newest) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET \
      known = max(known, excluded.known), count = count + excluded.count, newest = max(newest, excluded.newest)
      """)
    for (type, count) in counts.sorted(by: { $0.key < $1.key }) {
      insert.bind(1, type)
      insert.bind(2, count.isKnown ? 1 : 0)
      insert.bind(3, count.count)
      insert.bind(4, count.newest)
      try insert.run()
    }
  }

  // MARK: Rows

  private func add(_ event: EventEntry) throws -> Bool {
    guard try insert(event) else { return false }
    let known = counts[event.type]
    counts[event.type] = (
      event.isKnown, (known?.count ?? 0) + 1, max(known?.newest ?? event.time, event.time)
    )
    switch event.effect {
    case .none: break
    case .catalog(let change): changes.append(change)
    case .attributeChanged(let code, let isDeleted):
      try note(isDeleted ? .attributeDeleted : .attributeUpdated, code, event)
    case .clientDeleted(let ids): for id in ids { try note(.clientDeleted, id, event) }
    }
    return true
  }

  private func insert(_ event: EventEntry) throws -> Bool {
    let insert = try Query(
      database,
      """
      INSERT OR IGNORE INTO event (id, type, time, received, source, subject, author, author_type, payload) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
      """)
    insert.bind(1, event.id)
    insert.bind(2, event.type)
    insert.bind(3, event.time)
    insert.bind(4, event.received)
    insert.bind(5, event.source)
    insert.bind(6, event.subject)
    insert.bind(7, event.author)
    insert.bind(8, event.authorType)
    return try event.payload.withUnsafeBufferPointer { payload in
      insert.bind(9, payload)
      return try insert.run() > 0
    }
  }

  private func add(_ notification: NotificationEntry) throws -> Bool {
    let insert = try Query(
      database,
      """
      INSERT OR IGNORE INTO event_notification (digest, subscription, type, time, received, reason, payload) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      """)
    insert.bind(2, notification.subscription)
    insert.bind(3, notification.type)
    insert.bind(4, notification.time)
    insert.bind(5, notification.received)
    insert.bind(6, notification.reason)
    return try run(insert, digest: notification.digest, payload: notification.payload, at: 7)
  }

  private func add(_ unreadable: UnreadableEntry) throws -> Bool {
    let insert = try Query(
      database,
      "INSERT OR IGNORE INTO event_unreadable (digest, received, problem, payload) VALUES (?1, ?2, ?3, ?4)")
    insert.bind(2, unreadable.received)
    insert.bind(3, unreadable.problem)
    return try run(insert, digest: unreadable.digest, payload: unreadable.payload, at: 4)
  }

  private func run(_ insert: Query, digest: [UInt8], payload: [UInt8], at index: Int32) throws -> Bool {
    try digest.withUnsafeBufferPointer { digest in
      try payload.withUnsafeBufferPointer { payload in
        insert.bind(1, digest)
        insert.bind(index, payload)
        return try insert.run() > 0
      }
    }
  }

  /// The newest event counts; of several in one millisecond, the last author by name, so that the order is of no matter.
  private func note(_ kind: EventNotice.Kind, _ name: String, _ event: EventEntry) throws {
    let insert = try Query(
      database,
      """
      INSERT INTO event_notice (kind, name, time, author) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE \
      SET time = excluded.time, author = excluded.author \
      WHERE (excluded.time, excluded.author) > (time, author)
      """)
    insert.bind(1, kind.rawValue)
    insert.bind(2, name)
    insert.bind(3, event.time)
    insert.bind(4, event.author ?? "")
    try insert.run()
  }
}
