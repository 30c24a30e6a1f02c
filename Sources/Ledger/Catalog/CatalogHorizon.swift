import GRDB

/// When the catalog was last shown whole: what is older than that and was not shown does not exist.
///
/// An event that arrives late, of an item that was deleted before the reading, thereby does not bring it back.
struct CatalogHorizon {
  private let products, models: Int64?

  init(_ database: Database) throws {
    products = try Self.newest(.products, database)
    models = try Self.newest(.models, database)
  }

  subscript(kind: UInt8) -> Int64? { kind == CatalogKind.productModel.rawValue ? models : products }

  private static func newest(_ part: CatalogPart, _ database: Database) throws -> Int64? {
    let sql = """
      SELECT max(ifnull((SELECT horizon FROM catalog_pull WHERE reading = id), shown)) FROM catalog_read \
      WHERE ended IS NOT NULL AND complete & ? != 0
      """
    return try Int64.fetchOne(database, sql: sql, arguments: [part.rawValue])
  }
}

/// Parts of a catalog that a file may hold whole.
///
/// The numbers are stored and must not change.
public struct CatalogPart: OptionSet, Sendable, Hashable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  public static let products = CatalogPart(rawValue: 1)
  public static let models = CatalogPart(rawValue: 2)
}
