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
      "p.csv", csv(1...10), at: 11, complete: true, allows: { $0 != CatalogLoss(items: 30, known: 40) })
    #expect(outcome.isIncomplete && outcome.deleted == nil)
    #expect(catalog.codes == ["catalog.shrunken"])
    #expect(try catalog.named(sku: "S40") == "40")
    #expect(try catalog.read("p.csv", csv(1...10), at: 11, complete: true).deleted == 30)
  }
}
