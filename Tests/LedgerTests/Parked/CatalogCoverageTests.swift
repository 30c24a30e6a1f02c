import Records
import TestSupport
import Testing

@testable import Ledger

/// Of what a reading lacks nothing follows, unless it has shown all.
@Suite struct CatalogCoverageTests {
  private let catalog: TestCatalog

  init() throws { catalog = try TestCatalog() }

  private func coverage() throws -> CatalogCoverage { try LedgerReader(path: catalog.path).catalogCoverage() }

  private func item() throws -> TestCatalog.Item {
    let uuid = try #require(CatalogUUID("3b415741-b517-46db-baf0-a5326d16bbf8"))
    return TestCatalog.Item(.product(uuid: uuid), ("sku", "A"))
  }

  @Test func aCatalogIsReadInPartsUntilAllWasShown() throws {
    #expect(try !coverage().isRead)
    try catalog.read([item()], at: 1)
    var now = try coverage()
    #expect(now.isRead && !now.isWhole && now.keys == ["sku"] && now.newest == 1)
    try catalog.read([item()], at: 2, complete: [.products])
    now = try coverage()
    #expect(now.isWhole && now.newest == 2)
    // Changes after it take nothing away.
    try catalog.read([item()], at: 3)
    #expect(try coverage().isWhole)
  }

  /// However late it is read, an export shows what was when it was made.
  @Test func anOldExportMakesNoNewCatalog() throws {
    let reading = try catalog.store.begin(
      source: "products.csv", shown: 7, keys: [CatalogKeyRequest("sku")], at: 5000)
    try reading.end(at: 6000)
    #expect(try coverage().newest == 7)
  }

  @Test func anEmptyFileIsNoWholeCatalog() throws {
    try catalog.read([], at: 1, complete: [.products, .models])
    let now = try coverage()
    #expect(now.isRead && !now.isWhole)
  }

  @Test func modelsAloneAreNoWholeCatalog() throws {
    try catalog.read([.init(.productModel(code: "M"), ("sku", "M"))], at: 1, complete: [.products, .models])
    #expect(try !coverage().isWhole)
  }

  /// Two items deleted in one millisecond by two people: an event does not tell which.
  @Test func whoDeletedIsToldWhereItIsClear() throws {
    let store = try EventStore(path: catalog.path)
    let events: [(Int, Int64, String?)] = [
      (1, 5, "ann"), (2, 5, "ann"), (3, 6, "ann"), (4, 6, "bob"), (5, 7, "ann"), (6, 7, nil),
    ]
    _ = try store.add(
      events.map { number, time, author in
        .event(
          EventEntry(
            id: "\(number)", type: "com.akeneo.pim.v1.product.deleted", isKnown: true, time: time,
            received: 9, source: nil, subject: nil, author: author, authorType: nil, payload: [],
            effect: .none))
      })
    try store.close()
    #expect(try LedgerReader(path: catalog.path).authorsOfDeletions(at: [5, 6, 7, 8]) == [5: "ann"])
  }
}
