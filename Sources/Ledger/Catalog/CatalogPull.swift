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
  /// When it began, by the PIM's clock where that is known; it shows at least how things were then.
  public var began: Int64
  /// What was not shown did not exist then; before `began`, since clocks differ.
  public var horizon: Int64
  public var ended: Int64?
  public var products: Place
  public var models: Place
  public var calls: Int
  public var outcome: CatalogReadingOutcome

  /// One that came to nothing before it was noted.
  public static func none(pim: String, at time: Int64) -> CatalogPull {
    CatalogPull(
      number: 0, pim: pim, keys: "", since: nil, began: time, horizon: time, ended: nil, products: .start,
      models: .start, calls: 0, outcome: CatalogReadingOutcome())
  }
}

extension CatalogPull {
  /// In the order in which they began.
  static func fetch(_ database: Database, where condition: String) throws -> [CatalogPull] {
    let sql = """
      SELECT p.reading, p.pim, p.keys, p.since, r.shown, r.ended, p.products, p.models, p.calls, \
      r.products, r.models, p.new, p.changed, p.unchanged, p.older, r.rejected, p.horizon \
      FROM catalog_pull p JOIN catalog_read r ON r.id = p.reading WHERE \(condition) ORDER BY p.reading
      """
    return try Row.fetchAll(database, sql: sql).map { row in
      var outcome = CatalogReadingOutcome()
      (outcome.number, outcome.products, outcome.models) = (row[0], row[9], row[10])
      (outcome.new, outcome.changed, outcome.unchanged) = (row[11], row[12], row[13])
      (outcome.older, outcome.rejected) = (row[14], row[15])
      return CatalogPull(
        number: row[0], pim: row[1], keys: row[2], since: row[3], began: row[4], horizon: row[16],
        ended: row[5], products: Place(stored: row[6]), models: Place(stored: row[7]), calls: row[8],
        outcome: outcome)
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

/// The pulls that a ledger remembers.
public struct CatalogPulls: Equatable, Sendable {
  /// Under way, or cut off.
  public var open: CatalogPull?
  /// In the order in which they began.
  public var ended: [CatalogPull]

  /// The last pull of a PIM up to which all changes were read.
  ///
  /// A whole pull begins such a row, and a pull of changes goes on with it where it reaches back to when the one before
  /// it began. What lies between two pulls that do not join was never read.
  public func unbroken(of pim: String) -> CatalogPull? {
    ended.reduce(nil) { last, pull in
      guard pull.pim == pim else { return last }
      guard let since = pull.since else { return pull }
      return last.map { since <= $0.began ? pull : $0 }
    }
  }

  init(_ database: Database) throws {
    open = try CatalogPull.fetch(database, where: "p.outcome IS NULL").last
    ended = try CatalogPull.fetch(database, where: "p.outcome = 1")
  }
}
