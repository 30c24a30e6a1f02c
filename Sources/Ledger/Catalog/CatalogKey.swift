import GRDB
import Records

/// An identifier by which the catalog finds items.
public struct CatalogKey: Hashable, Sendable {
  /// In the file; from 1 on.
  public let id: UInt8
  /// What `metadata` of a review's product calls it.
  public let name: String
  public let normalisation: CatalogNormalisation
  /// The attribute of the PIM that it was last read from.
  public let attribute: String

  init(id: UInt8, name: String, normalisation: CatalogNormalisation, attribute: String? = nil) {
    self.id = id
    self.name = name
    self.normalisation = normalisation
    self.attribute = attribute ?? name
  }

  /// The number of what events tell, which is the main key's in all but its number.
  static let ofEvents: UInt8 = 0
  /// Keys in a catalog at most; each costs a place in a byte.
  static let maxCount = 250
}

/// All keys of a catalog.
public struct CatalogKeys: Sendable, Equatable {
  /// In the order in which they were first named.
  public let keys: [CatalogKey]

  public func key(named name: String) -> CatalogKey? { keys.first { $0.name == name } }

  /// The key whose values are the products' main identifiers, which events tell too.
  ///
  /// `sku`, which the API prefers; else the key that was named first. Where there is none yet it is `sku` all the
  /// same: events may come before the first read.
  public var main: CatalogKey {
    key(named: "sku") ?? keys.first
      ?? CatalogKey(id: CatalogKey.ofEvents, name: "sku", normalisation: .trim)
  }

  /// Those to look items up by: what events tell can be found before there is any other.
  public var usable: [CatalogKey] { keys.isEmpty ? [main] : keys }

  init(_ database: Database) throws {
    let rows = try Row.fetchAll(
      database, sql: "SELECT id, name, normal, attribute FROM catalog_key ORDER BY id")
    keys = rows.compactMap { row in
      guard let id = UInt8(exactly: row[0] as Int64), let normal = CatalogNormalisation(row[2] as String)
      else {
        return nil
      }
      return CatalogKey(id: id, name: row[1], normalisation: normal, attribute: row[3])
    }
  }
}
