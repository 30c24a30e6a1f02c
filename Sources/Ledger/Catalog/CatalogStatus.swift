import GRDB
import Glibc
import Records

/// What `catalog status` shows.
public struct CatalogStatus: Equatable, Sendable {
  public struct Key: Equatable, Sendable {
    public var name: String
    public var normalisation: CatalogNormalisation
    /// Values of all items, deleted ones too.
    public var values: Int
  }

  /// A reading of a file or of the PIM.
  public struct Reading: Equatable, Sendable {
    public var number: Int
    public var source: String
    /// When things were as it shows them; milliseconds since 1970, as all times here.
    public var shown: Int64
    public var began: Int64
    /// nil: it is going on, or was cut off.
    public var ended: Int64?
    /// The parts that it has shown whole.
    public var complete: CatalogPart
    public var products: Int
    public var models: Int
    public var rejected: Int
    public var deleted: Int
  }

  public var path: String
  /// Bytes of the ledger's file, and of the log beside it.
  public var byteCount: Int
  public var logByteCount: Int
  public var products: Int
  /// Of `products`: known by an identifier alone.
  public var productsWithoutUUID: Int
  public var models: Int
  /// Known, and changed after they were read.
  public var stale: Int
  public var deleted: Int
  public var keys: [Key]
  /// The last reading that has shown all products, the last that has shown all models, and the last of all.
  public var lastComplete: [CatalogPart: Reading]
  public var last: Reading?
  /// The pull that is under way or was cut off, and the last one that has ended.
  public var openPull: CatalogPull?
  public var lastPull: CatalogPull?
}

extension CatalogReader {
  public func status() throws(Problem) -> CatalogStatus {
    try ledger.read { database in
      var status = CatalogStatus(
        path: path, byteCount: Self.size(path), logByteCount: Self.size(path + "-wal"), products: 0,
        productsWithoutUUID: 0, models: 0, stale: 0, deleted: 0, keys: try Self.keys(database),
        lastComplete: [:],
        last: try Self.readings(database, where: "1").first)
      try Self.count(database, into: &status)
      status.lastComplete = try Self.lastComplete(database)
      let pulls = try CatalogPulls(database)
      (status.openPull, status.lastPull) = (pulls.open, pulls.ended.last)
      return status
    }
  }

  /// The last reading that has shown all products, and the last that has shown all models.
  public func lastComplete() throws(Problem) -> [CatalogPart: CatalogStatus.Reading] {
    try ledger.read { try Self.lastComplete($0) }
  }

  private static func lastComplete(_ database: Database) throws -> [CatalogPart: CatalogStatus.Reading] {
    var last: [CatalogPart: CatalogStatus.Reading] = [:]
    for part in [CatalogPart.products, .models] {
      let condition = "ended IS NOT NULL AND complete & \(part.rawValue) != 0"
      last[part] = try readings(database, where: condition).first
    }
    return last
  }

  private static func count(_ database: Database, into status: inout CatalogStatus) throws {
    let sql = """
      SELECT kind, \(CatalogSQL.isKnown), \(CatalogSQL.isStale), count(*) FROM catalog_item GROUP BY 1, 2, 3
      """
    for row in try Row.fetchAll(database, sql: sql) {
      let count: Int = row[3]
      guard row[1] as Bool else {
        status.deleted += count
        continue
      }
      if row[2] as Bool { status.stale += count }
      switch UInt8(exactly: row[0] as Int64).flatMap(CatalogKind.init) {
      case .product: status.products += count
      case .productIdentifier:
        status.products += count
        status.productsWithoutUUID += count
      case .productModel: status.models += count
      case nil: break
      }
    }
  }

  private static func keys(_ database: Database) throws -> [CatalogStatus.Key] {
    let counts = try Row.fetchAll(database, sql: "SELECT key, count(*) FROM catalog_value GROUP BY key")
    let byKey = Dictionary(uniqueKeysWithValues: counts.map { ($0[0] as Int, $0[1] as Int) })
    return try CatalogKeys(database).keys.map {
      CatalogStatus.Key(
        name: $0.name, normalisation: $0.normalisation, values: byKey[Int($0.id)] ?? 0)
    }
  }

  /// By what they show, the newest first.
  private static func readings(_ database: Database, where condition: String) throws -> [CatalogStatus
    .Reading]
  {
    let sql = """
      SELECT id, source, shown, began, ended, complete, products, models, rejected, deleted FROM catalog_read \
      WHERE \(condition) ORDER BY shown DESC, id DESC LIMIT 1
      """
    return try Row.fetchAll(database, sql: sql).map { row in
      CatalogStatus.Reading(
        number: row[0], source: row[1], shown: row[2], began: row[3], ended: row[4],
        complete: CatalogPart(rawValue: row[5]), products: row[6], models: row[7], rejected: row[8],
        deleted: row[9])
    }
  }

  private static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
