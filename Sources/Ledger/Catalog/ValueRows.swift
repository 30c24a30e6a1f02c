import GRDB
import Records

/// Rows of `catalog_value` to be added or taken out, in the order of the table.
final class ValueRows {
  private struct Row {
    var value: SortKey
    var name: Range<Int>
    var kind: Int64
  }

  private let bytes = ByteBuffer()
  private var rows: [Row] = []

  var count: Int { rows.count }

  /// Adds a row; none where nothing is left of the value in its normal form.
  func append(
    key: UInt8, _ raw: UnsafeBufferPointer<UInt8>, _ normalisation: CatalogNormalisation, kind: Int64,
    name: UnsafeBufferPointer<UInt8>
  ) {
    let start = bytes.count
    normalisation.normalise(raw, into: bytes)
    guard bytes.count > start else { return }
    let value = SortKey(tag: key, start: start, in: bytes)
    let place = bytes.count
    bytes.append(name)
    rows.append(Row(value: value, name: place..<bytes.count, kind: kind))
  }

  /// Runs a statement whose parameters are key, value, kind and name for each row; empties the list.
  func run(_ statement: Query) throws {
    let base = bytes.base
    rows.sort { $0.value.compare($1.value, base) < 0 }
    for row in rows {
      statement.bind(1, Int64(row.value.tag))
      statement.bind(2, row.value.view(bytes))
      statement.bind(3, row.kind)
      statement.bind(4, bytes.view(row.name.lowerBound, row.name.count))
      try statement.run()
    }
    rows.removeAll(keepingCapacity: true)
    bytes.removeAll()
  }

  static func insertion(_ database: Database) throws -> Query {
    try Query(
      database, "INSERT OR IGNORE INTO catalog_value (key, value, kind, name) VALUES (?1, ?2, ?3, ?4)")
  }

  static func removal(_ database: Database) throws -> Query {
    try Query(
      database, "DELETE FROM catalog_value WHERE key = ?1 AND value = ?2 AND kind = ?3 AND name = ?4")
  }
}
