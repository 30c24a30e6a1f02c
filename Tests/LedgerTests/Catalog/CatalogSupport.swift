import GRDB
import Records
import TestSupport

@testable import Ledger

/// A catalog in a folder of its own, filled as a file or events would fill it.
final class TestCatalog {
  let folder: TemporaryFolder
  let path: String
  let store: CatalogStore

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("l.sqlite")
    store = try CatalogStore(path: path)
  }

  struct Item {
    var name: CatalogName
    var values: [(key: String, value: String)]

    init(_ name: CatalogName, _ values: (String, String)...) {
      self.name = name
      self.values = values
    }
  }

  @discardableResult func read(
    _ items: [Item], at shown: Int64, keys: [CatalogKeyRequest] = [CatalogKeyRequest("sku")],
    complete: CatalogPart = [], batchLength: Int = .max
  ) throws -> (outcome: CatalogReadingOutcome, deleted: Int, duplicates: [[Int]]) {
    let reading = try store.begin(source: "products.csv", shown: shown, keys: keys, at: shown)
    let batch = CatalogBatch()
    var duplicates: [[Int]] = []
    for (index, item) in items.enumerated() {
      batch.add(item, reading.keys, line: index + 2)
      if batch.items.count >= batchLength { try reading.write(batch) { duplicates.append([$1, $2]) } }
    }
    try reading.write(batch) { duplicates.append([$1, $2]) }
    try reading.end(at: shown)
    let deleted = complete.isEmpty ? 0 : try store.complete(complete, by: [reading]).loss.items
    return (reading.outcome, deleted, duplicates)
  }

  func state(_ name: CatalogName) throws -> CatalogState? { try store.read { try $0.state(of: name) } }

  /// Texts of the known items that bear a value.
  func found(_ key: String, _ value: String) throws -> [String] {
    try store.read { lookup in
      guard let key = lookup.keys.usable.first(where: { $0.name == key }) else { return [] }
      let normal = Array(key.normalisation.normalised(value).utf8)
      return try normal.withUnsafeBufferPointer { normal in
        try lookup.hits(key, normal: normal).filter(\.state.isKnown).map(\.name.text)
      }
    }
  }

  /// All rows that say what is known, to be compared.
  func dump() throws -> [String] {
    try store.write { database in
      try ["SELECT * FROM catalog_item", "SELECT * FROM catalog_value"].flatMap { sql in
        try Row.fetchAll(database, sql: sql).map(\.description)
      }
    }
  }
}

extension CatalogBatch {
  func add(_ item: TestCatalog.Item, _ keys: [CatalogKey], line: Int) {
    switch item.name {
    case .product(let uuid): begin(uuid: uuid, line: line)
    default: item.name.withStored { begin(item.name.kind, $0, line: line) }
    }
    for (name, value) in item.values {
      guard let key = keys.first(where: { $0.name == name }) else { continue }
      _ = Array(value.utf8).withUnsafeBufferPointer { identifier(key, $0) }
    }
    end()
  }
}

extension CatalogName {
  /// A product whose UUID ends in a number.
  static func product(_ number: Int) -> CatalogName {
    .product(uuid: CatalogUUID(high: 0x3B41_5741_B517_46DB, low: UInt64(number)))
  }
}
