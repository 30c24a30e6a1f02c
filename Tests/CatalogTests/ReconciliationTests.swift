import Ledger
import Records
import TestSupport
import Testing

@testable import Catalog

struct ReconciliationTests {
  let catalog: TestImport

  init() throws { catalog = try TestImport() }

  private func reconcile(_ products: [(String, Int)], limit: Int = 20) throws -> ReconciliationReport {
    let reconciliation = Reconciliation(catalog: try CatalogReader(path: catalog.store.path), limit: limit)
    for (key, reviews) in products {
      try Array(key.utf8).withUnsafeBufferPointer { try reconciliation.product($0) }
      for _ in 0..<reviews { reconciliation.review() }
    }
    return try reconciliation.finish()
  }

  private func sku(_ value: String) -> String { #"{"metadata":{"sku":"\#(value)"}}"# }

  /// What is told of a SKU that is not there.
  private func near(_ value: String) throws -> [String] {
    try reconcile([(sku(value), 1)]).listed[0].near.map { "\($0.found) (\($0.difference))" }
  }

  @Test func amountsAreThoseOfProductsAndReviews() throws {
    try catalog.read("p.csv", "uuid;sku\n\(uuid(1));A\n\(uuid(2));B\n\(uuid(3));B\n")
    let report = try reconcile([
      (#"{"product_uuid":"\#(uuid(1))"}"#, 2), (sku("A"), 3), (sku("B"), 4), (sku("C"), 5), ("{}", 6),
    ])
    #expect(report.matched[.uuid] == .init(products: 1, reviews: 2))
    #expect(report.matched[.metadata("sku")] == .init(products: 1, reviews: 3))
    #expect(report.ambiguous == .init(products: 1, reviews: 4))
    #expect(report.unknown == .init(products: 1, reviews: 5))
    #expect(report.noIdentifier == .init(products: 1, reviews: 6))
    #expect(report.all.reviews == 20 && report.lost.reviews == 15)
    #expect(report.listed.map(\.reviews) == [6, 5, 4])
  }

  /// Against sorting all, with many equal losses, over several looks at the catalog.
  @Test(arguments: [0, 1, 7, 100, 5_000])
  func theGreatestLossesAreListedExactly(_ limit: Int) throws {
    try catalog.read("p.csv", "uuid;sku\n\(uuid(1));A\n")
    var random = SeededRandom(seed: 3)
    let products = (0..<2_000).map { (sku("X\($0)"), random.int(in: 1...40)) }
    let report = try reconcile(products.shuffled(using: &random), limit: limit)
    let expected = products.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(limit).map(\.0)
    #expect(report.listed.map { String(decoding: $0.identification, as: UTF8.self) } == expected)
    #expect(report.unknown.products == 2_000)
  }

  @Test(arguments: [
    ("AB-0012", "AB-012 (leading zeros)"), ("ab-012", "AB-012 (written otherwise)"),
    ("AB012", "AB-012 (one character)"), ("AB_012", "AB-012 (written otherwise)"),
    ("AB-0X12", "AB-012 (one character)"), ("BA-012", "AB-012 (one character)"),
    ("A-012", "AB-012 (one character)"), ("AC-012", "AB-012 (one character)"),
    ("KETTLE-BLACKK-1Q", "KETTLE-BLACK-1 (two characters)"), ("4006381333931", "4006381333931 (as 'ean')"),
    ("model-1", "model-1 (a product model)"), ("Straße 1", "strasse-1 (none)"), ("AB-013", ""),
    ("AB-021", ""), ("AB", ""),
    ("012-AB-999", ""), ("GONE-1X", ""), ("", ""),
  ])
  func nearMissesAreFound(_ value: String, _ expected: String) throws {
    try catalog.read(
      "p.csv",
      """
      uuid;sku;ean
      \(uuid(1));AB-012;4006381333931
      \(uuid(2));KETTLE-BLACK-1;
      \(uuid(3));ZZ-9;
      \(uuid(4));GONE-1;
      """ + "\n")
    try catalog.read("m.csv", "code;family_variant\nmodel-1;v\n")
    try catalog.store.apply([
      CatalogChange(.deleted, .product(uuid: try #require(CatalogUUID(uuid(4)))), at: 12)
    ])
    #expect(try near(value) == (expected.isEmpty || expected.hasSuffix("(none)") ? [] : [expected]))
  }

  @Test func digitsOfTradeItemNumbersAreCompared() throws {
    try catalog.read("p.csv", "uuid;ean\n\(uuid(1));4006381333931\n")
    let report = try reconcile([(#"{"metadata":{"ean":"4006381333981"}}"#, 1)])
    #expect(report.listed[0].near.map(\.found) == ["4006381333931"])
  }

  /// Whatever is asked, in a catalog where nearly everything is near.
  @Test func theCostOfAProductIsBounded() throws {
    var text = "uuid;sku\n"
    for number in 0..<3_000 {
      let digits = String(number + 100_000)
      text += "3b415741-b517-46db-baf0-a5326d\(digits);S\(digits.dropFirst())X\(number % 7)\n"
    }
    try catalog.read("p.csv", text)
    let report = try reconcile(
      (0..<50).map { (sku("Q\($0)Q\(String(repeating: "ab", count: 30))"), 1) }, limit: 50)
    #expect(report.listed.allSatisfy { $0.near.isEmpty })
  }
}
