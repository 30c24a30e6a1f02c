import Catalog
import Foundation
import Ledger
import Mapping
import Records
import TestSupport
import Testing

@testable import Pipeline

/// Reviews whose products are looked up between grouping and requests.
@Suite struct EnrichmentTests {
  private static let yaml = TestMapping.csv.replacingOccurrences(
    of: "metadata: { sku: sku }", with: "metadata: { sku: sku, ean: ean }\n  enrich: uuid")

  private let folder: TemporaryFolder
  private let plan: MappingPlan
  private let enrichment: ProductEnrichment

  init() throws {
    folder = try TemporaryFolder()
    plan = try #require(TestMapping.plan(Self.yaml))
    let products = (0..<50).map { "\(Self.uuid($0));p\($0);\n" }.joined()
    let file = try folder.write("catalog.csv", "uuid;sku;ean\n\(Self.uuid(90));x;96385074\n" + products)
    let store = try CatalogStore(path: folder.path("l.sqlite"))
    let settings = ImportSettings(shown: 10, now: 20)
    _ = try CatalogImporter(store: store, settings: settings) { _ in }.run([file])
    let rule = try #require(plan.enrichment)
    enrichment = ProductEnrichment(rule, catalog: try CatalogReader(path: store.path))
  }

  /// In the opposite order of the SKUs.
  private static func uuid(_ number: Int) -> String { "3b415741-b517-46db-baf0-a5326d16bb\(99 - number)" }

  private func run(
    _ text: String, threads: Int = 1, memory: Int = 64 << 20, limit: Int = 3
  ) throws -> (CollectingOutput, RunSummary) {
    let path = try folder.write("a.csv", "id,sku,ean,stars,status,text\n" + text)
    var settings = ConvertSettings(
      inputs: [path], maxReviews: limit, memoryBytes: memory, temporaryFolder: folder.path,
      workerCount: threads, now: 0)
    settings.enrichment = enrichment
    let output = CollectingOutput()
    let pipeline = ConvertPipeline(plan: plan, settings: settings, cancellation: Cancellation()) { _ in }
    return (output, try pipeline.run(into: output))
  }

  private func corpus(_ count: Int) -> String {
    (0..<count).map {
      "r\($0),p\($0 * 7919 % 97),,\($0 % 5 + 1),ok,\(String(repeating: "text ", count: 20))\n"
    }
    .joined()
  }

  private static func key(_ body: String) -> Substring { body.prefix { $0 != "[" } }

  @Test func eachProductIsNamedByWhatTheCatalogHas() throws {
    let (output, summary) = try run(corpus(20_000))
    #expect(summary.enrichment?.products == [.uuid: 50, .notFound: 47])
    #expect(summary.products == 97 && summary.written == 20_000)
    #expect(output.bodies.count { $0.contains("\"product_uuid\"") } > 0)
    #expect(output.bodies.allSatisfy { $0.contains("\"sku\":") })
    // In the order of the new keys, so that the ledger is walked from front to back.
    #expect(
      output.bodies.map(Self.key)
        == output.bodies.map(Self.key).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test(arguments: [(1, 1 << 20), (2, 1 << 20), (4, 64 << 20)])
  func theOutputDependsOnTheReviewsAlone(_ threads: Int, _ memory: Int) throws {
    let (expected, expectedSummary) = try run(corpus(20_000))
    let (output, summary) = try run(corpus(20_000), threads: threads, memory: memory)
    #expect(output.bodies == expected.bodies)
    #expect(Self.counts(summary) == Self.counts(expectedSummary))
    #expect(summary.enrichment == expectedSummary.enrichment)
  }

  /// Without what depends on memory.
  private static func counts(_ summary: RunSummary) -> [Int] {
    summary.counts.filter { $0.name != "spilled_bytes" }.map(\.value)
  }

  /// One record names the product by SKU and UUID, the other by SKU alone; both have the review r1.
  @Test func twoKeysThatBecomeOneAreOneProduct() throws {
    let yaml = Self.yaml.replacingOccurrences(of: "product:\n", with: "product:\n  uuid: { from: uuid }\n")
    let plan = try #require(TestMapping.plan(yaml))
    let path = try folder.write(
      "b.csv",
      """
      id,uuid,sku,ean,stars,status,text
      r1,,p1,,5,ok,first
      r2,,p1,,5,ok,t
      r1,\(Self.uuid(1)),p1,,4,ok,second
      r3,\(Self.uuid(1)),p1,,4,ok,t

      """)
    var settings = ConvertSettings(inputs: [path], maxReviews: 3, temporaryFolder: folder.path, now: 0)
    settings.enrichment = enrichment
    let output = CollectingOutput()
    let summary = try ConvertPipeline(
      plan: plan, settings: settings, cancellation: Cancellation(), report: { _ in }
    ).run(into: output)
    #expect(output.bodies.count == 1 && summary.products == 1)
    #expect(summary.written == 3 && summary.duplicates == 1 && summary.mapped == 4)
    #expect(summary.enrichment?.products == [.uuid: 1, .given: 1])
  }

  /// The old keys are in another order than the records: of the SKU alone comes before that with an EAN.
  @Test(arguments: [1, 4])
  func ofTwoReviewsThatBecomeOneTheLaterCounts(_ threads: Int) throws {
    let yaml = Self.yaml.replacingOccurrences(of: "product:\n", with: "product:\n  uuid: { from: uuid }\n")
    let plan = try #require(TestMapping.plan(yaml))
    let named = "r1,\(Self.uuid(1)),p1,,4,ok,named"
    let plain = "r1,,p1,,5,ok,plain"
    for (lines, expected) in [([named, plain], "plain"), ([plain, named], "named")] {
      let path = try folder.write(
        "c.csv", "id,uuid,sku,ean,stars,status,text\n" + lines.joined(separator: "\n") + "\n")
      var settings = ConvertSettings(
        inputs: [path], maxReviews: 3, temporaryFolder: folder.path, workerCount: threads, now: 0)
      settings.enrichment = enrichment
      let output = CollectingOutput()
      let summary = try ConvertPipeline(
        plan: plan, settings: settings, cancellation: Cancellation(), report: { _ in }
      ).run(into: output)
      #expect(
        output.bodies.count == 1 && output.bodies.allSatisfy { $0.contains(expected) }, "\(output.bodies)")
      #expect(summary.written == 1 && summary.duplicates == 1)
    }
  }

  @Test func aRunIsStoppedWhileProductsAreLookedUp() throws {
    let path = try folder.write("a.csv", "id,sku,ean,stars,status,text\n" + corpus(100))
    var settings = ConvertSettings(inputs: [path], temporaryFolder: folder.path, now: 0)
    settings.enrichment = enrichment
    let cancellation = Cancellation()
    cancellation.cancel()
    let pipeline = ConvertPipeline(plan: plan, settings: settings, cancellation: cancellation) { _ in }
    #expect(throws: PipelineStop.self) { try pipeline.run(into: CollectingOutput()) }
  }
}
