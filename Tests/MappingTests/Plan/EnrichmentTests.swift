import Records
import Testing

@testable import Mapping

@Suite struct EnrichmentTests {
  private static func yaml(_ product: String) -> String {
    """
    version: 1
    name: test
    origin: Test
    source: { format: csv }
    product:
    \(product)
    review: { external_id: id, score: stars }
    """
  }

  private static let metadata = "  metadata: { ean: ean, sku: sku, erp: erp }\n"

  @Test(
    arguments: [
      ("uuid", Enrichment(identifiers: [.uuid], keys: ["sku", "ean", "erp"], codeKeys: ["sku"])),
      ("model_code", Enrichment(identifiers: [.modelCode], keys: ["sku", "ean", "erp"], codeKeys: ["sku"])),
      (
        "{ add: [model_code, uuid], by: [erp, sku] }",
        Enrichment(identifiers: [.modelCode, .uuid], keys: ["erp", "sku"], codeKeys: ["erp", "sku"])
      ),
      ("{ add: uuid, by: ean }", Enrichment(identifiers: [.uuid], keys: ["ean"], codeKeys: ["ean"])),
    ])
  func whatIsLookedUpAndByWhat(_ text: String, _ expected: Enrichment) throws {
    #expect(try TestRun.plan(Self.yaml(Self.metadata + "  enrich: \(text)")).enrichment == expected)
  }

  @Test func nothingIsLookedUpWhereNobodyAsks() throws {
    #expect(try TestRun.plan(Self.yaml(Self.metadata)).enrichment == nil)
  }

  @Test(arguments: [
    "\(metadata)  enrich: sku", "\(metadata)  enrich: { add: [] }", "\(metadata)  enrich: { by: sku }",
    "\(metadata)  enrich: { add: uuid, by: gtin }", "  uuid: uuid\n  enrich: uuid",
    "  metadata: { ean: ean }\n  enrich: model_code",
  ])
  func otherWordsAreRefused(_ product: String) {
    #expect(TestRun.compile(Self.yaml(product)).problems.count == 1)
  }
}
