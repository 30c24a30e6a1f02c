import GRDB
import Records

/// A key that a reading shows.
public struct CatalogKeyRequest: Sendable, Equatable {
  public var name: String
  /// As it was asked for; nil keeps what the catalog has.
  public var normalisation: CatalogNormalisation?
  /// Of a key that is new, where nothing was asked for.
  public var usual: CatalogNormalisation
  /// The attribute of the PIM that holds it; nil keeps what the catalog has.
  public var attribute: String?

  public init(
    _ name: String, _ normalisation: CatalogNormalisation? = nil, usual: CatalogNormalisation = .trim,
    attribute: String? = nil
  ) {
    self.attribute = attribute
    self.name = name
    self.normalisation = normalisation
    self.usual = usual
  }
}

/// What does not change while a catalog is read.
struct CatalogReadingFacts {
  var number: Int64
  /// What the source shows is how things were then, in milliseconds since 1970.
  var shown: Int64
  var beganEmpty: Bool
  /// By the number of the key; nil for keys that this reading does not show.
  var normalisations: [CatalogNormalisation?]
}

/// What became of what a reading has shown.
public struct CatalogReadingOutcome: Sendable, Equatable {
  public var number = 0
  public var products = 0
  public var models = 0
  public var new = 0
  /// Of these, deleted since the moment that was shown: a later whole reading has not shown them.
  public var newlyDeleted = 0
  public var changed = 0
  public var unchanged = 0
  /// Shown as they were before a later reading, so left as they are.
  public var older = 0
  /// Named more than once; the last counts.
  public var duplicates = 0
  public var rejected = 0

  public init() {}
}

/// One reading of a file or of the PIM into the catalog: from `CatalogStore.begin` to `end`.
///
/// Batches are written in transactions of their own, so others may write between them; one that is cut off has
/// shown what it has shown. Used by one thread.
public final class CatalogReading {
  let store: CatalogStore
  private(set) var facts: CatalogReadingFacts
  /// Those that it shows, in the order in which they were asked for or met.
  public private(set) var keys: [CatalogKey]
  public internal(set) var outcome = CatalogReadingOutcome()
  /// Whether the source shows a key only in records that have a value of it, as JSON does.
  public var showsKeysByRecords = false

  init(store: CatalogStore, facts: CatalogReadingFacts, keys: [CatalogKey]) {
    self.store = store
    self.facts = facts
    self.keys = keys
    outcome.number = Int(facts.number)
  }

  /// What it has shown something of.
  public var parts: CatalogPart {
    var parts: CatalogPart = []
    if outcome.products > 0 { parts.insert(.products) }
    if outcome.models > 0 { parts.insert(.models) }
    return parts
  }

  /// Takes on a key that the source turns out to show: where an item has none of it, the PIM has none.
  ///
  /// So what older readings had of it goes from the items that this one has written already; those of the batch that
  /// is being filled are written by the new rule.
  public func show(_ request: CatalogKeyRequest) throws(Problem) -> CatalogKey {
    if let key = keys.first(where: { $0.name == request.name }) { return key }
    let number = facts.number
    let hasWritten = outcome.products + outcome.models > 0
    let key = try store.write { database in
      let keys = try CatalogKeyTable(database).admit([request])
      guard let key = keys.first else { throw LedgerProblem.tooManyKeys(CatalogKey.maxCount) }
      if hasWritten { try CatalogKeyTable(database).forget(key, seenBy: number) }
      return key
    }
    keys.append(key)
    facts.normalisations[Int(key.id)] = key.normalisation
    return key
  }

  /// Writes a batch and empties it.
  ///
  /// - Parameter duplicate: Takes the lines of an item that is named twice: the one that counts, and the one before.
  public func write(
    _ batch: CatalogBatch, duplicate: (CatalogName, _ line: Int, _ before: Int) -> Void = { _, _, _ in }
  ) throws(Problem) {
    guard !batch.isEmpty else { return }
    let counts = try store.write { database in
      var writer = try BatchWriter(database, facts)
      try writer.write(batch, duplicate: duplicate)
      return writer.counts
    }
    count(batch, counts)
    batch.removeAll()
  }

  func count(_ batch: CatalogBatch, _ counts: BatchWriter.Counts) {
    let models = batch.items.count { $0.key.tag == CatalogKind.productModel.rawValue }
    outcome.models += models
    outcome.products += batch.items.count - models
    outcome.new += counts.new
    outcome.newlyDeleted += counts.newlyDeleted
    outcome.changed += counts.changed
    outcome.unchanged += counts.unchanged
    outcome.older += counts.older
    outcome.duplicates += counts.duplicates
  }

  /// Ends the reading.
  ///
  /// - Parameters:
  ///   - rejected: Records that could not be used.
  ///   - time: Now, in milliseconds since 1970.
  public func end(rejected: Int = 0, at time: Int64) throws(Problem) {
    outcome.rejected = rejected
    try store.write { database in
      try database.execute(
        sql: "UPDATE catalog_read SET ended = ?, products = ?, models = ?, rejected = ? WHERE id = ?",
        arguments: [time, outcome.products, outcome.models, rejected, facts.number])
    }
  }
}

/// `CatalogState` in SQL.
enum CatalogSQL {
  static let newest =
    "max(ifnull(read, \(Int64.min)), ifnull(created, \(Int64.min)), ifnull(updated, \(Int64.min)))"
  static let isKnown = "\(newest) > ifnull(deleted, \(Int64.min))"

  /// For products without a UUID: a known one with a UUID has the same main identifier; nil where there are none such.
  static func isReplaced(_ database: Database) throws -> String? {
    let kind = CatalogKind.productIdentifier.rawValue
    let exists = "SELECT EXISTS (SELECT 1 FROM catalog_item WHERE kind = \(kind) AND \(isKnown))"
    guard try Bool.fetchOne(database, sql: exists) ?? false else { return nil }
    let main = try CatalogKeys(database).main.id
    return """
      kind = \(kind) AND name IN (SELECT own.name FROM catalog_value own WHERE own.key = \(main) \
      AND own.kind = \(kind) AND EXISTS (SELECT 1 FROM catalog_value other CROSS JOIN catalog_item \
      ON catalog_item.kind = other.kind AND catalog_item.name = other.name \
      WHERE other.key IN (\(main), \(CatalogKey.ofEvents)) AND other.value = own.value \
      AND other.kind = \(CatalogKind.product.rawValue) AND \(isKnown)))
      """
  }

  static let isStale = "\(isKnown) AND ifnull(updated, \(Int64.min)) > ifnull(read, \(Int64.min))"
}
