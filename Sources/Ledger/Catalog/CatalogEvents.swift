import GRDB
import Records

/// Brings what events say into the tables.
///
/// Each column takes the newest, and of identifiers told at the same time the greater, so that no order counts.
struct CatalogEvents {
  private let horizon: CatalogHorizon
  private let normalisation: CatalogNormalisation
  private let marks: [CatalogChange.Kind: Query]
  private let told, tell, insertValue, removeValue: Query

  init(_ database: Database) throws {
    horizon = try CatalogHorizon(database)
    normalisation = try CatalogKeys(database).main.normalisation
    marks = try Dictionary(
      uniqueKeysWithValues: CatalogChange.Kind.allCases.map { ($0, try Self.mark($0, database)) })
    told = try Query(
      database, "SELECT identified, identifier FROM catalog_item WHERE kind = ?1 AND name = ?2")
    tell = try Query(
      database, "UPDATE catalog_item SET identified = ?3, identifier = ?4 WHERE kind = ?1 AND name = ?2")
    insertValue = try ValueRows.insertion(database)
    removeValue = try ValueRows.removal(database)
  }

  /// An item that is new here is one that the last whole reading has not shown.
  private static func mark(_ kind: CatalogChange.Kind, _ database: Database) throws -> Query {
    let column = kind.rawValue
    let deleted = kind == .deleted ? "max(?3, ?4)" : "nullif(?4, \(Int64.min))"
    let columns = kind == .deleted ? "deleted" : "\(column), deleted"
    return try Query(
      database,
      """
      INSERT INTO catalog_item (kind, name, \(columns)) VALUES (?1, ?2, \(kind == .deleted ? "" : "?3, ")\(deleted)) \
      ON CONFLICT DO UPDATE SET \(column) = max(ifnull(\(column), ?3), ?3)
      """)
  }

  func apply(_ changes: [CatalogChange]) throws {
    for change in changes {
      try change.name.withStored { name in
        guard let mark = marks[change.kind] else { return }
        let kind = Int64(change.name.kind.rawValue)
        mark.bind(1, kind)
        mark.bind(2, name)
        mark.bind(3, change.time)
        mark.bind(4, horizon[change.name.kind.rawValue] ?? .min)
        try mark.run()
        try identify(change, kind, name)
      }
    }
  }

  private func identify(_ change: CatalogChange, _ kind: Int64, _ name: UnsafeBufferPointer<UInt8>) throws {
    guard var identifier = change.identifier, !identifier.isEmpty else { return }
    try identifier.withUTF8 { new in
      told.bind(1, kind)
      told.bind(2, name)
      guard try told.step() else { return told.reset() }
      let old = told.optionalInteger(0).map { (time: $0, bytes: Array(told.bytes(1))) }
      told.reset()
      if let old {
        if old.time > change.time { return }
        if old.time == change.time && !old.bytes.lexicographicallyPrecedes(new) { return }
        try row(removeValue, old.bytes, kind, name)
      }
      try row(insertValue, Array(new), kind, name)
      tell.bind(1, kind)
      tell.bind(2, name)
      tell.bind(3, change.time)
      tell.bind(4, new)
      try tell.run()
    }
  }

  private func row(_ query: Query, _ identifier: [UInt8], _ kind: Int64, _ name: UnsafeBufferPointer<UInt8>)
    throws
  {
    let rows = ValueRows()
    identifier.withUnsafeBufferPointer {
      rows.append(key: CatalogKey.ofEvents, $0, normalisation, kind: kind, name: name)
    }
    try rows.run(query)
  }
}
