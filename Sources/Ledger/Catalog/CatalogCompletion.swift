import GRDB
import Records

extension CatalogStore {
  /// Notes that readings have shown parts of the catalog whole: what they lack counts as deleted from then on.
  ///
  /// - Parameters:
  ///   - readings: Ended ones that showed things as they were at the same moment.
  ///   - allows: Whether so many of the items that are known may go; where it says no, nothing is changed.
  /// - Returns: How many items were known until now, and whether they are deleted now.
  public func complete(
    _ parts: CatalogPart, by readings: [CatalogReading], allows: (CatalogLoss) -> Bool = { _ in true }
  ) throws(Problem) -> (loss: CatalogLoss, isDone: Bool) {
    guard let shown = readings.map(\.facts.shown).min() else { return (CatalogLoss(), true) }
    let absence = CatalogAbsence(
      parts: parts, readings: readings.map { String($0.facts.number) }.joined(separator: ", "), shown: shown,
      horizon: shown)
    return try write { database in
      let loss = try absence.loss(database)
      guard allows(loss) else { return (loss, false) }
      try absence.delete(database)
      for reading in readings {
        try database.execute(
          sql: "UPDATE catalog_read SET complete = ?, deleted = ? WHERE id = ?",
          arguments: [reading.parts.intersection(parts).rawValue, loss.items, reading.facts.number])
      }
      return (loss, true)
    }
  }

  /// When these parts were last shown whole, in milliseconds since 1970; nil where they never were.
  public func lastWhole(_ parts: CatalogPart) throws(Problem) -> Int64? {
    try write { database in
      let horizon = try CatalogHorizon(database)
      return [(CatalogPart.products, CatalogKind.product), (.models, .productModel)]
        .filter { parts.contains($0.0) }.compactMap { horizon[$0.1.rawValue] }.max()
    }
  }
}

/// What a whole reading takes out of the catalog.
public struct CatalogLoss: Sendable, Equatable {
  /// Known until now, and not shown.
  public var items = 0
  /// All that are known before they go.
  public var known = 0

  public init(items: Int = 0, known: Int = 0) { (self.items, self.known) = (items, known) }

  mutating func add(_ other: CatalogLoss) {
    items += other.items
    known += other.known
  }
}
