import Ledger
import Records
import TestSupport
import Testing

@testable import Catalog

/// Whole readings that are wrong, repeated or older than others.
struct CompletionTests {
  let catalog: TestImport

  init() throws { catalog = try TestImport() }

  private func csv(_ numbers: ClosedRange<Int>) -> String {
    "uuid;sku\n" + numbers.map { "\(uuid($0));S\($0)\n" }.joined()
  }

  @Test func aRepeatedWholeReadingOfTheSameMomentCountsAsItIs() throws {
    try catalog.read("p.csv", csv(1...3), at: 10, complete: true)
    // 4 is new, 1 is missing.
    try catalog.read("p.csv", csv(2...4), at: 10, complete: true)
    #expect(try (1...4).map { try catalog.named(sku: "S\($0)") } == [nil, "02", "03", "04"])
    // And 1 comes back with a third.
    try catalog.read("p.csv", csv(1...4), at: 10, complete: true)
    #expect(try catalog.named(sku: "S1") == "01")
  }

  @Test func anOlderFileSaysThatItMendsNothing() throws {
    try catalog.read("p.csv", csv(1...3), at: 10_000, complete: true)
    try catalog.read("wrong.csv", csv(3...3), at: 20_000, complete: true)
    try catalog.read("p.csv", csv(1...3), at: 10_000, complete: true)
    #expect(catalog.codes == ["catalog.older"])
    #expect(catalog.problems.first?.fix?.contains("--complete --as-of 1970-01-01T00:00:21Z") == true)
    #expect(try catalog.named(sku: "S1") == nil)
    try catalog.read("p.csv", csv(1...3), at: 21_000, complete: true)
    #expect(catalog.codes == [])
    #expect(try catalog.named(sku: "S1") == "01")
  }

  @Test func aShrunkenFileDeletesNothing() throws {
    try catalog.read("p.csv", csv(1...40), at: 10, complete: true)
    let outcome = try catalog.read(
      "p.csv", csv(1...10), at: 11, complete: true,
      allows: { $0 != CatalogLoss(part: .products, items: 30, known: 40) })
    #expect(outcome.isIncomplete && outcome.deleted == nil)
    #expect(catalog.codes == ["catalog.shrunken"])
    #expect(try catalog.named(sku: "S40") == "40")
    #expect(try catalog.read("p.csv", csv(1...10), at: 11, complete: true).deleted == 30)
  }

  /// The many products would hide that most models are gone.
  @Test func productsAndModelsShrinkEachForThemselves() throws {
    let models = "code;family_variant\n" + (1...10).map { "M\($0);v\n" }.joined()
    let files = [
      try catalog.folder.write("p.csv", csv(1...90)), try catalog.folder.write("m.csv", models),
    ]
    _ = try catalog.read(files, at: 10, complete: true)
    try catalog.folder.write("m.csv", "code;family_variant\nM1;v\n")
    let outcome = try catalog.read(files, at: 11, complete: true, allows: { $0.items * 5 <= $0.known })
    #expect(outcome.isIncomplete && catalog.codes == ["catalog.shrunken"])
    #expect(
      catalog.problems.first?.sentence.text(showingValues: true)
        .hasPrefix("the files lack 9 of the 10 models") == true)
    #expect(try catalog.match(#"{"product_model_code":"M2"}"#).isMatched)
    #expect(try catalog.read(files, at: 11, complete: true, allows: { $0.items <= 9 }).deleted == 9)
  }

  /// The same catalog, now with UUIDs, is no smaller one.
  @Test func productsThatGetAUUIDAreNotLost() throws {
    let before = "sku;family\n" + (1...40).map { "S\($0);f\n" }.joined()
    try catalog.read("p.csv", before, at: 10, complete: true)
    #expect(try catalog.status.productsWithoutUUID == 40)
    let outcome = try catalog.read(
      "p.csv", csv(1...39), at: 11, complete: true, allows: { $0.items == 1 && $0.known == 40 })
    #expect(outcome.deleted == 1)
    let status = try catalog.status
    #expect(status.products == 39 && status.productsWithoutUUID == 0)
    #expect(try catalog.named(sku: "S1") == "01")
    #expect(try catalog.named(sku: "S40") == nil)
  }

  /// One that is deleted stands for nothing.
  @Test func aDeletedProductReplacesNone() throws {
    try catalog.read("u.csv", csv(1...1), at: 8)
    try catalog.read("p.csv", "sku;family\nS1;f\nS2;f\n", at: 10, complete: true)
    let outcome = try catalog.read(
      "p.csv", csv(2...2), at: 11, complete: true,
      allows: { $0 == CatalogLoss(part: .products, items: 1, known: 2) })
    #expect(outcome.deleted == 1)
  }

  @Test func whatIsNewAndDeletedIsSaid() throws {
    try catalog.read("p.csv", csv(1...3), at: 20, complete: true)
    let reading = try catalog.read("old.csv", csv(2...9), at: 10).files[0].reading
    #expect(reading?.new == 6 && reading?.newlyDeleted == 6)
  }
}
