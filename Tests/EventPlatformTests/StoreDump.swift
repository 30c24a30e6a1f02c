import GRDB
import Ledger
import Records
import TestSupport

@testable import EventPlatform

/// A ledger of a test, and what stands in it.
struct TestStore {
  let folder: TemporaryFolder
  let path: String
  let store: EventStore

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("l.sqlite")
    store = try EventStore(path: path)
  }

  @discardableResult
  func add(_ events: [[UInt8]], received: Int64 = 1) throws -> [EventFate] {
    try store.add(events.map { .event(try PlatformEvent(json: $0).entry(payload: $0, received: received)) })
  }

  func notices() throws -> EventNotices { try LedgerReader(path: path).eventStatus(events: 0).notices }

  func run(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: sql) }
  }

  func query(_ sql: String) throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    return try queue.read { database in
      try Row.fetchAll(database, sql: sql).map { row in
        row.databaseValues.map(\.description).joined(separator: " ")
      }
    }
  }

  /// All tables but the order and the time of arrival.
  func dump() throws -> [String] {
    let queue = try DatabaseQueue(path: path)
    return try queue.read { database in
      let tables = try String.fetchAll(
        database,
        sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
      return try tables.flatMap { table in
        let columns = try database.columns(in: table).map(\.name).filter {
          !["received", "number"].contains($0)
        }
        let list = columns.joined(separator: ", ")
        return try Row.fetchAll(database, sql: "SELECT \(list) FROM \(table) ORDER BY \(list)").map { row in
          "\(table) " + row.databaseValues.map(\.description).joined(separator: " ")
        }
      }
    }
  }
}
