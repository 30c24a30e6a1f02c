import GRDB
import Records

extension CatalogStore {
  /// Notes that readings have shown parts of the catalog whole: what they lack counts as deleted from then on.
  ///
  /// Together they show each key that one of them shows: where an item of another has none of it, the PIM has none.
  /// - Parameters:
  ///   - readings: Ended ones that showed things as they were at the same moment.
  ///   - allows: Whether so many of the items that are known may go; asked for each part, since the many items of one
  ///     would hide that the other is gone. Where it says no, nothing is changed.
  /// - Returns: How many items were known until now, and whether they are deleted now; where they are not, the
  ///   greatest loss that was not allowed.
  public func complete(
    _ parts: CatalogPart, by readings: [CatalogReading], allows: (CatalogLoss) -> Bool = { _ in true }
  ) throws(Problem) -> (loss: CatalogLoss, isDone: Bool) {
    guard let shown = readings.map(\.facts.shown).min() else { return (CatalogLoss(), true) }
    let absence = CatalogAbsence(
      parts: parts, readings: readings.map { String($0.facts.number) }.joined(separator: ", "), shown: shown,
      horizon: shown)
    return try write { database in
      let losses = try absence.losses(database)
      if let refused = losses.filter({ !allows($0) }).max(by: { $0.items < $1.items }) {
        return (refused, false)
      }
      try absence.delete(database)
      let loss = losses.reduce(into: CatalogLoss()) { $0.add($1) }
      for reading in readings {
        try Self.forget(reading, among: readings, database)
        try database.execute(
          sql: "UPDATE catalog_read SET complete = ?, deleted = ? WHERE id = ?",
          arguments: [reading.parts.intersection(parts).rawValue, loss.items, reading.facts.number])
      }
      return (loss, true)
    }
  }

  /// A file of JSON shows a key where one of its records has it; so one that has none of a key that the others show
  /// says that its items have none.
  private static func forget(
    _ reading: CatalogReading, among readings: [CatalogReading], _ database: Database
  ) throws {
    guard reading.showsKeysByRecords else { return }
    var parts: [CatalogKey: CatalogPart] = [:]
    for other in readings {
      for key in other.keys where !reading.keys.contains(where: { $0.id == key.id }) {
        parts[key, default: []].formUnion(other.parts.intersection(reading.parts))
      }
    }
    for (key, parts) in parts.sorted(by: { $0.key.id < $1.key.id }) where !parts.isEmpty {
      try CatalogKeyTable(database).forget(key, seenBy: reading.facts.number, of: parts)
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
  /// Products or models; both, where it is a sum.
  public var part: CatalogPart = []
  /// Known until now, and not shown.
  public var items = 0
  /// All that are known before they go.
  public var known = 0

  public init(part: CatalogPart = [], items: Int = 0, known: Int = 0) {
    (self.part, self.items, self.known) = (part, items, known)
  }

  mutating func add(_ other: CatalogLoss) {
    part.formUnion(other.part)
    items += other.items
    known += other.known
  }
}
