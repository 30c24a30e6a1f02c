import GRDB
import Records

/// An item that bears an identifier.
public struct CatalogHit: Hashable, Sendable {
  public var name: CatalogName
  public var state: CatalogState

  public init(name: CatalogName, state: CatalogState) {
    self.name = name
    self.state = state
  }
}

/// Looks items up, in one state of the catalog; good during the call that gives it.
///
/// One prepared statement each: ask in the order of the names where that is possible.
public struct CatalogLookup {
  /// Items of one identifier that are told apart; more are not read.
  public static let maxHits = 8

  public let keys: CatalogKeys
  private let database: Database
  private let item, value, next, list: Query

  init(_ database: Database) throws {
    self.database = database
    keys = try CatalogKeys(database)
    item = try Query(
      database, "SELECT read, created, updated, deleted FROM catalog_item WHERE kind = ?1 AND name = ?2")
    value = try Query(
      database,
      """
      SELECT i.read, i.created, i.updated, i.deleted, i.identified, v.kind, v.name FROM catalog_value v \
      CROSS JOIN catalog_item i ON i.kind = v.kind AND i.name = v.name WHERE v.key = ?1 AND v.value = ?2
      """)
    next = try Query(
      database, "SELECT value FROM catalog_value WHERE key = ?1 AND value >= ?2 ORDER BY value LIMIT 1")
    list = try Query(database, "SELECT identifiers FROM catalog_item WHERE kind = ?1 AND name = ?2")
  }

  /// Whether nothing was ever read or told.
  public func isEmpty() throws -> Bool {
    try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM catalog_item)") ?? true
  }

  /// What is known of an item; nil where nothing is.
  public func state(of name: CatalogName) throws -> CatalogState? {
    try name.withStored { try state(kind: name.kind, stored: $0) }
  }

  /// The same for a product model, without making a `String` of its code.
  public func state(ofModel code: UnsafeBufferPointer<UInt8>) throws -> CatalogState? {
    try state(kind: .productModel, stored: code)
  }

  private func state(kind: CatalogKind, stored: UnsafeBufferPointer<UInt8>) throws -> CatalogState? {
    item.bind(1, Int64(kind.rawValue))
    item.bind(2, stored)
    defer { item.reset() }
    return try item.step() ? Self.state(item) : nil
  }

  private static func state(_ row: Query) -> CatalogState {
    CatalogState(
      read: row.optionalInteger(0), created: row.optionalInteger(1), updated: row.optionalInteger(2),
      deleted: row.optionalInteger(3))
  }

  /// The items that bear an identifier, in the order of their names; deleted ones too, the known ones first.
  ///
  /// - Parameter normal: The value as the key's normalisation makes it.
  public func hits(_ key: CatalogKey, normal: UnsafeBufferPointer<UInt8>) throws -> [CatalogHit] {
    let isMain = key.id == keys.main.id
    var hits: [CatalogHit] = []
    if key.id != CatalogKey.ofEvents { try add(key.id, normal, isMain: isMain, to: &hits) }
    if isMain { try add(CatalogKey.ofEvents, normal, isMain: isMain, to: &hits) }
    return hits.count < 2 ? hits : Self.settled(hits)
  }

  private func add(
    _ key: UInt8, _ normal: UnsafeBufferPointer<UInt8>, isMain: Bool, to hits: inout [CatalogHit]
  ) throws {
    value.bind(1, Int64(key))
    value.bind(2, normal)
    defer { value.reset() }
    while hits.count < Self.maxHits, try value.step() {
      let state = Self.state(value)
      // Of the main identifier, what was read and what events told, the newer counts.
      let told = value.optionalInteger(4) ?? .min
      if key == CatalogKey.ofEvents ? told <= state.read ?? .min : isMain && told > state.read ?? .min {
        continue
      }
      guard let name = CatalogName(kind: value.integer(5), stored: value.bytes(6)) else { continue }
      hits.append(CatalogHit(name: name, state: state))
    }
  }

  /// A product that is known without a UUID stands back behind one with; deleted items behind known ones.
  private static func settled(_ hits: [CatalogHit]) -> [CatalogHit] {
    let hasUUID = hits.contains { $0.name.kind == .product && $0.state.isKnown }
    let rest = hits.filter { !hasUUID || $0.name.kind != .productIdentifier }
    return rest.filter(\.state.isKnown) + rest.filter { !$0.state.isKnown }
  }

  /// Gives the first normal value of a key that is not below some bytes; false, and no call, where there is none.
  public func next(
    _ key: CatalogKey, from bytes: UnsafeBufferPointer<UInt8>,
    _ use: (UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws -> Bool {
    next.bind(1, Int64(key.id))
    next.bind(2, bytes)
    defer { next.reset() }
    guard try next.step() else { return false }
    try use(next.bytes(0))
    return true
  }

  /// The first value of a key as the PIM shows it at an item; nil where it has none.
  public func shown(_ key: CatalogKey, of name: CatalogName) throws -> String? {
    try name.withStored { stored in
      list.bind(1, Int64(name.kind.rawValue))
      list.bind(2, stored)
      defer { list.reset() }
      guard try list.step() else { return nil }
      var found: String?
      IdentifierList.forEach(list.bytes(0)) { id, value in
        if id == key.id && found == nil { found = String(decoding: value, as: UTF8.self) }
      }
      return found
    }
  }
}
