import GRDB
import Records

/// An identifier that several known items bear: a review with it could be of any of them.
public struct CatalogAmbiguity: Sendable, Equatable {
  public struct Item: Sendable, Equatable {
    public var name: CatalogName
    /// The reading that has shown it last; nil where only events told of it.
    public var reading: Int?
    /// Where that was; the line is 0 where that means nothing.
    public var source: String?
    public var line: Int
  }

  public var key: CatalogKey
  /// As the first of the items shows it.
  public var value: String
  /// At most `CatalogLookup.maxHits`.
  public var items: [Item]
}

extension CatalogReader {
  /// All ambiguous identifiers, in the order of keys and values; the number of them.
  public func ambiguities(_ take: (CatalogAmbiguity) -> Void) throws(Problem) -> Int {
    try ledger.read { database in
      let lookup = try CatalogLookup(database)
      let several = try Query(
        database, "SELECT key, value FROM catalog_value WHERE key > 0 GROUP BY key, value HAVING count(*) > 1"
      )
      defer { several.reset() }
      var count = 0
      while try several.step() {
        let id = several.integer(0)
        guard let key = lookup.keys.keys.first(where: { Int64($0.id) == id }) else { continue }
        let hits = try lookup.hits(key, normal: several.bytes(1)).filter(\.state.isKnown)
        guard hits.count > 1 else { continue }
        count += 1
        let value =
          try lookup.shown(key, of: hits[0].name) ?? String(decoding: several.bytes(1), as: UTF8.self)
        take(
          CatalogAmbiguity(key: key, value: value, items: try hits.map { try Self.item($0.name, database) }))
      }
      return count
    }
  }

  private static func item(_ name: CatalogName, _ database: Database) throws -> CatalogAmbiguity.Item {
    let place = try Query(
      database,
      """
      SELECT r.source, i.line, r.id FROM catalog_item i JOIN catalog_read r ON r.id = i.seen \
      WHERE i.kind = ?1 AND i.name = ?2
      """)
    defer { place.reset() }
    return try name.withStored { stored in
      place.bind(1, Int64(name.kind.rawValue))
      place.bind(2, stored)
      guard try place.step() else {
        return CatalogAmbiguity.Item(name: name, reading: nil, source: nil, line: 0)
      }
      return CatalogAmbiguity.Item(
        name: name, reading: Int(place.integer(2)), source: String(decoding: place.bytes(0), as: UTF8.self),
        line: Int(place.integer(1)))
    }
  }
}
