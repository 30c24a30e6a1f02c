import Records
import TestSupport
import Testing

@testable import Ledger

struct CatalogReadingTests {
  let catalog: TestCatalog
  let twoKeys = [CatalogKeyRequest("sku"), CatalogKeyRequest("ean", .gtin)]

  init() throws { catalog = try TestCatalog() }

  @Test func itemsAreFoundByAllKeys() throws {
    let item = TestCatalog.Item(.product(1), ("sku", "AB-1"), ("ean", "4006381333931"))
    let outcome = try catalog.read([item, .init(.productModel(code: "M"))], at: 10, keys: twoKeys).outcome
    #expect([outcome.products, outcome.models, outcome.new] == [1, 1, 2])
    #expect(try catalog.found("sku", " AB-1") == [CatalogName.product(1).text])
    #expect(try catalog.found("ean", "04006381333931") == [CatalogName.product(1).text])
    #expect(try catalog.state(.productModel(code: "M")) == CatalogState(read: 10))
    #expect(try catalog.state(.productModel(code: "m")) == nil)
  }

  @Test func aSecondReadingReplacesWhatItShows() throws {
    try catalog.read(
      [.init(.product(1), ("sku", "A"), ("ean", "96385074")), .init(.product(2), ("sku", "B"))], at: 10,
      keys: twoKeys)
    let items: [TestCatalog.Item] = [.init(.product(1), ("sku", "C")), .init(.product(2), ("sku", "B"))]
    let outcome = try catalog.read(items, at: 11).outcome
    #expect([outcome.new, outcome.changed, outcome.unchanged] == [0, 1, 1])
    #expect(try catalog.found("sku", "A") == [])
    #expect(try catalog.found("sku", "C") == [CatalogName.product(1).text])
    // It has shown no EAN, so those stay.
    #expect(try catalog.found("ean", "96385074") == [CatalogName.product(1).text])
  }

  @Test func anOlderReadingChangesNothing() throws {
    try catalog.read([.init(.product(1), ("sku", "A"))], at: 10)
    let outcome = try catalog.read([.init(.product(1), ("sku", "B"))], at: 9, complete: .products).outcome
    #expect(outcome.older == 1)
    #expect(try catalog.found("sku", "A") == [CatalogName.product(1).text])
    #expect(try catalog.state(.product(1)) == CatalogState(read: 10))
  }

  @Test func whatAWholeReadingLacksIsDeleted() throws {
    let models = [TestCatalog.Item(.productModel(code: "M"))]
    try catalog.read([.init(.product(1), ("sku", "A")), .init(.product(2), ("sku", "B"))] + models, at: 10)
    let deleted = try catalog.read([.init(.product(2), ("sku", "B"))], at: 11, complete: .products).deleted
    #expect(deleted == 1)
    #expect(try catalog.state(.product(1)) == CatalogState(read: 10, deleted: 11))
    #expect(try catalog.state(.productModel(code: "M"))?.isKnown == true)
    #expect(try catalog.found("sku", "A") == [])
    let status = try CatalogReader(path: catalog.path).status()
    #expect([status.products, status.models, status.deleted] == [1, 1, 1])
    #expect(status.lastComplete[.products]?.number == 2 && status.lastComplete[.models] == nil)
    // A file of before does not bring it back.
    try catalog.read([.init(.product(3), ("sku", "A"))], at: 9)
    #expect(try catalog.state(.product(3))?.isKnown == false)
  }

  @Test(arguments: [1, 2, 100])
  func theLastOfSeveralRowsOfAProductCounts(_ batchLength: Int) throws {
    let items = ["A", "B", "C"].map { TestCatalog.Item(.product(1), ("sku", $0)) }
    let (outcome, _, duplicates) = try catalog.read(items, at: 10, batchLength: batchLength)
    #expect(outcome.duplicates == 2 && duplicates == [[3, 2], [4, 3]])
    #expect(try catalog.found("sku", "C") == [CatalogName.product(1).text])
    #expect(try catalog.found("sku", "A") + catalog.found("sku", "B") == [])
  }

  @Test func anIdentifierOfSeveralItemsIsAmbiguous() throws {
    try catalog.read(
      [
        .init(.product(1), ("sku", "A")), .init(.product(2), ("sku", "A ")), .init(.product(3), ("sku", "B")),
      ],
      at: 10)
    var found: [CatalogAmbiguity] = []
    #expect(try CatalogReader(path: catalog.path).ambiguities { found.append($0) } == 1)
    #expect(found.first?.value == "A")
    #expect(found.first?.items.map(\.line) == [2, 3])
    #expect(found.first?.items.map(\.source) == ["products.csv", "products.csv"])
  }

  @Test func aProductWithUUIDStandsForOneWithout() throws {
    try catalog.read([.init(.productIdentifier("A"), ("sku", "A"))], at: 10)
    #expect(try catalog.found("sku", "A") == ["A"])
    try catalog.read([.init(.product(1), ("sku", "A"))], at: 11)
    #expect(try catalog.found("sku", "A") == [CatalogName.product(1).text])
    #expect(try CatalogReader(path: catalog.path).ambiguities { _ in } == 0)
  }

  @Test func anotherNormalisationIsAppliedToWhatIsThere() throws {
    try catalog.read([.init(.product(1), ("sku", "Ab 1"))], at: 10)
    #expect(try catalog.found("sku", "aB1") == [])
    try catalog.read([], at: 9, keys: [CatalogKeyRequest("sku", [.fold, .nospace])])
    #expect(try catalog.found("sku", "aB1") == [CatalogName.product(1).text])
    // Who asks for none gets what is there.
    let reading = try catalog.store.begin(
      source: "x", shown: 1, keys: [CatalogKeyRequest("sku", usual: .exact)], at: 1)
    #expect(reading.keys.map(\.normalisation) == [[.fold, .nospace]])
  }

  @Test func manyBatchesGiveWhatOneGives() throws {
    var random = SeededRandom(seed: 5)
    let items = (0..<3_000).map { number in
      TestCatalog.Item(
        .product(random.int(in: 1...2_500)), ("sku", "S\(random.int(in: 1...2_900))"), ("ean", "\(number)"))
    }
    try catalog.read(items, at: 10, keys: twoKeys)
    let other = try TestCatalog()
    try other.read(items, at: 10, keys: twoKeys, batchLength: 70)
    #expect(try catalog.dump() == other.dump())
    let again = try other.read(items, at: 11, keys: twoKeys).outcome
    #expect(again.new == 0 && again.changed == 0)
  }

  @Test func aRunThatHoldsTheLedgerDoesNotKeepTheCatalogOut() throws {
    let ledger = try Ledger(path: catalog.path)
    try catalog.read([.init(.product(1), ("sku", "A"))], at: 10)
    try CatalogStore(path: catalog.path).apply([CatalogChange(.deleted, .product(1), at: 11)])
    #expect(try catalog.state(.product(1))?.isKnown == false)
    try ledger.close()
  }

  /// An import, a listener and a run write the same file.
  @Test func severalWriteAtOnce() async throws {
    let path = catalog.path
    let ledger = try Ledger(path: path)
    async let events: Void = Task.detached {
      let store = try CatalogStore(path: path)
      for time in 1...100 { try store.apply([CatalogChange(.updated, .product(time), at: 100)]) }
    }.value
    async let night: Void = Task.detached { try ledger.night((0..<200).map { TestReview("p\($0)", "1", 1) }) }
      .value
    let items = (1...400).map { TestCatalog.Item(.product($0), ("sku", "S\($0)")) }
    try catalog.read(items, at: 10, batchLength: 10)
    try await events
    try await night
    let status = try CatalogReader(path: path).status()
    #expect(status.products == 400 && status.stale == 100)
    #expect(try LedgerReader(path: path).lines().count == 200)
    try ledger.close()
  }

  @Test func theNextValueIsFoundInOrder() throws {
    try catalog.read(
      [
        .init(.product(1), ("sku", "A1")), .init(.product(2), ("sku", "B1")),
        .init(.product(3), ("sku", "B2")),
      ],
      at: 10)
    let found = try catalog.store.read { lookup in
      try ["", "A2", "B2", "C"].map { from -> String? in
        guard let key = lookup.keys.key(named: "sku") else { return nil }
        var value: String?
        _ = try Array(from.utf8).withUnsafeBufferPointer { bytes in
          try lookup.next(key, from: bytes) { value = String(decoding: $0, as: UTF8.self) }
        }
        return value
      }
    }
    #expect(found == ["A1", "B1", "B2", nil])
  }
}
