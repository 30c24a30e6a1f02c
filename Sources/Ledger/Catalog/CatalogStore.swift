import GRDB
import Records

/// Writes the catalog into a ledger, also while a run holds it.
///
/// The lock of a run is about reviews; the catalog's tables are of no matter to it. Transactions are short, and SQLite
/// lets one writer in at a time.
public final class CatalogStore: Sendable {
  /// Without links.
  public let path: String
  private let queue: DatabaseQueue

  /// Opens a ledger, and makes it where there is none.
  ///
  /// One that is absent or of an older version is brought up to date first, if nobody holds it.
  public init(path: String) throws(Problem) {
    switch try LedgerFile.state(LedgerPath.resolved(path), known: .current) {
    case .ledger(LedgerSchema.current.version): break
    case .absent, .empty, .ledger: try Ledger(path: path).close()
    }
    let resolved = LedgerPath.resolved(path)
    self.path = resolved
    queue = try LedgerProblem.translating(resolved) { try LedgerFile.connectForWriting(resolved) }
  }

  deinit { try? queue.close() }

  public func close() throws(Problem) {
    try LedgerProblem.translating(path) { try queue.close() }
  }

  func write<T>(_ body: (Database) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) { try queue.write(body) }
  }

  /// Looks into the catalog as it is now, on this connection.
  public func read<T>(_ body: (CatalogLookup) throws -> T) throws(Problem) -> T {
    try LedgerProblem.translating(path) { try queue.read { try body(CatalogLookup($0)) } }
  }

  /// Notes what events say, in one transaction; in any order and with any repeats the catalog ends the same.
  public func apply(_ changes: [CatalogChange]) throws(Problem) {
    guard !changes.isEmpty else { return }
    try write { try CatalogEvents($0).apply(changes) }
  }

  /// Begins a reading of a file or of the PIM.
  ///
  /// Keys that are new, or that are to be normalised otherwise, are so from here on.
  /// - Parameters:
  ///   - source: The file or the PIM, as it is told to people.
  ///   - shown: When things were as the source shows them, in milliseconds since 1970.
  ///   - time: Now.
  public func begin(
    source: String, shown: Int64, keys: [CatalogKeyRequest], at time: Int64
  ) throws(Problem) -> CatalogReading {
    let (facts, keys) = try write { database in
      let keys = try CatalogKeyTable(database).admit(keys)
      let isEmpty =
        try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM catalog_item)") ?? false
      try database.execute(
        sql: "INSERT INTO catalog_read (source, shown, began) VALUES (?, ?, ?)",
        arguments: [source, shown, time])
      return (Self.facts(database.lastInsertedRowID, shown, beganEmpty: isEmpty, keys), keys)
    }
    return CatalogReading(store: self, facts: facts, keys: keys)
  }

  static func facts(
    _ number: Int64, _ shown: Int64, beganEmpty: Bool, _ keys: [CatalogKey]
  ) -> CatalogReadingFacts {
    var normalisations = [CatalogNormalisation?](repeating: nil, count: 256)
    for key in keys { normalisations[Int(key.id)] = key.normalisation }
    return CatalogReadingFacts(
      number: number, shown: shown, beganEmpty: beganEmpty, normalisations: normalisations)
  }
}
