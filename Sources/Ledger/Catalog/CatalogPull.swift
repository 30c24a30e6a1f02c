import GRDB
import Records

/// A pull of the catalog from the PIM, as the ledger remembers it.
public struct CatalogPull: Equatable, Sendable {
  /// How far one of the PIM's lists has been read.
  public enum Place: Equatable, Sendable {
    case start
    /// The query of the next page.
    case next(String)
    case end
  }

  /// Of its reading.
  public var number: Int
  public var pim: String
  /// As it was begun with.
  public var keys: String
  /// Only what was changed after that moment, in milliseconds since 1970; nil is a whole pull.
  public var since: Int64?
  /// When it began; it shows at least how things were then.
  public var began: Int64
  public var ended: Int64?
  public var products: Place
  public var models: Place
  public var calls: Int
  public var outcome: CatalogReadingOutcome

  /// One that came to nothing before it was noted.
  public static func none(pim: String, at time: Int64) -> CatalogPull {
    CatalogPull(
      number: 0, pim: pim, keys: "", since: nil, began: time, ended: nil, products: .start, models: .start,
      calls: 0, outcome: CatalogReadingOutcome())
  }
}

extension CatalogPull {
  static func fetch(_ database: Database, where condition: String) throws -> CatalogPull? {
    let sql = """
      SELECT p.reading, p.pim, p.keys, p.since, r.shown, r.ended, p.products, p.models, p.calls, \
      r.products, r.models, p.new, p.changed, p.unchanged, p.older, r.rejected \
      FROM catalog_pull p JOIN catalog_read r ON r.id = p.reading WHERE \(condition) \
      ORDER BY p.reading DESC LIMIT 1
      """
    return try Row.fetchOne(database, sql: sql).map { row in
      var outcome = CatalogReadingOutcome()
      (outcome.number, outcome.products, outcome.models) = (row[0], row[9], row[10])
      (outcome.new, outcome.changed, outcome.unchanged) = (row[11], row[12], row[13])
      (outcome.older, outcome.rejected) = (row[14], row[15])
      return CatalogPull(
        number: row[0], pim: row[1], keys: row[2], since: row[3], began: row[4], ended: row[5],
        products: Place(stored: row[6]), models: Place(stored: row[7]), calls: row[8], outcome: outcome)
    }
  }
}

extension CatalogPull.Place {
  init(stored: String?) {
    switch stored {
    case nil: self = .start
    case "": self = .end
    case let query?: self = .next(query)
    }
  }

  var stored: String? {
    switch self {
    case .start: nil
    case .next(let query): query
    case .end: ""
    }
  }
}

extension CatalogReader {
  /// The pull that is under way or was cut off, and the last one that has ended.
  public func pulls() throws(Problem) -> (open: CatalogPull?, ended: CatalogPull?) {
    try ledger.read { try Self.pulls($0) }
  }

  static func pulls(_ database: Database) throws -> (open: CatalogPull?, ended: CatalogPull?) {
    (
      try CatalogPull.fetch(database, where: "p.outcome IS NULL"),
      try CatalogPull.fetch(database, where: "p.outcome = 1")
    )
  }
}
