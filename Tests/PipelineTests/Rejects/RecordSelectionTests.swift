import Foundation
import Mapping
import Records
import TestSupport
import Testing

@testable import Pipeline

@Suite struct RecordSelectionTests {
  @Test(arguments: [[], [1], [63, 64, 65], [1, 1, 1], [9, 3, 1000, 3, 64], [1 << 60, 1]])
  func holdsWhatWasPutIn(records: [Int]) {
    let selection = RecordSelection(records)
    #expect(selection.count == Set(records).count)
    for record in records { #expect(selection.contains(record)) }
    for record in records where !records.contains(record + 1) { #expect(!selection.contains(record + 1)) }
    #expect(selection == RecordSelection(records.sorted()))
  }

  @Test func agreesWithASet() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<20 {
      let records = Set((0..<random.int(in: 1...400)).map { _ in random.int(in: 1...2000) })
      let selection = RecordSelection(records)
      #expect((1...2000).filter(selection.contains) == records.sorted())
      #expect(selection.count == records.count)
    }
  }
}

@Suite struct SelectedConversionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(
    _ yaml: String, _ inputs: [String], _ selection: [RecordSelection?], threads: Int = 1
  ) throws -> (summary: RunSummary, output: CollectingOutput) {
    var settings = ConvertSettings(
      inputs: inputs, temporaryFolder: folder.path, workerCount: threads, now: 0)
    settings.selection = selection
    let output = CollectingOutput()
    let plan = try #require(TestMapping.plan(yaml))
    let pipeline = ConvertPipeline(
      plan: plan, settings: settings, cancellation: Cancellation(), report: { _ in })
    return (try pipeline.run(into: output), output)
  }

  private func ids(_ output: CollectingOutput) -> [String] {
    output.bodies.flatMap { $0.matches(of: #/"external_id":"([^"]+)"/#).map { String($0.1) } }.sorted()
  }

  private func csv(_ count: Int) -> String {
    "id,sku,stars,status,text\n"
      + (1...count).map {
        "r\($0),p\($0 % 7),\($0 % 10 == 0 ? 9 : 4),\($0 % 5 == 0 ? "hidden" : "ok"),t\n"
      }.joined()
  }

  @Test(arguments: [1, 3]) func ofACSVFileOnlyTheseAreReadAndCounted(threads: Int) throws {
    let path = try folder.write("a.csv", csv(5000))
    let taken = Array(stride(from: 3, through: 4999, by: 499)) + [5000, 6000]
    let (summary, output) = try run(TestMapping.csv, [path], [RecordSelection(taken)], threads: threads)
    #expect(summary.read == 12)
    #expect(summary.inputs.map(\.read) == [12])
    #expect(summary.filtered == taken.count { $0 % 5 == 0 && $0 <= 5000 })
    #expect(summary.read == summary.mapped + summary.filtered + summary.rejected)
    #expect(ids(output) == taken.filter { $0 % 5 != 0 }.map { "r\($0)" }.sorted())
    #expect(summary.inputs[0].digest?.bytes == Data(csv(5000).utf8).count)
  }

  @Test func eachInputHasItsOwnSelectionAndNoneMeansAll() throws {
    let first = try folder.write("a.csv", csv(4))
    let second = try folder.write(
      "b.csv", csv(4).replacing("\nr", with: "\ns"))
    let (summary, output) = try run(TestMapping.csv, [first, second], [RecordSelection([2]), nil])
    #expect(summary.inputs.map(\.read) == [1, 4])
    #expect(ids(output) == ["r2", "s1", "s2", "s3", "s4"])
  }

  @Test func unreadableRecordsAreTakenOrPassedOver() throws {
    let path = try folder.write("a.csv", "id,sku,stars,status,text\nr1,p,4,ok\nr2,p,4,ok\nr3,p,4,ok,t\n")
    let (summary, output) = try run(TestMapping.csv, [path], [RecordSelection([2, 3])])
    #expect(summary.read == 2)
    #expect(summary.rejectsByCode == ["csv.column-count": 1])
    #expect(output.rejects.count == 1 && output.rejects.allSatisfy { $0.contains("\"record\":2,") })
    #expect(ids(output) == ["r3"])
  }

  @Test(arguments: ["", "each: items\n"]) func jsonRecordsAreTakenWhole(each: String) throws {
    let yaml = """
      version: 1
      name: shop
      origin: Shop
      source: { format: json }
      \(each)product:
        metadata: { sku: sku }
      review:
        external_id: id
        score: stars
      """
    let path = try folder.write(
      "a.jsonl",
      (1...2000).map { number in
        let item = "\"id\":\"r\(number)\",\"sku\":\"p\",\"stars\":4"
        return each.isEmpty
          ? "{\(item)}\n" : "{\"items\":[{\(item)},{\(item.replacing("\"r", with: "\"s"))}]}\n"
      }.joined())
    let (summary, output) = try run(yaml, [path], [RecordSelection([7, 1300])])
    #expect(summary.read == 2)
    #expect(summary.fannedOut == (each.isEmpty ? 0 : 2))
    #expect(ids(output) == (each.isEmpty ? ["r1300", "r7"] : ["r1300", "r7", "s1300", "s7"]))
  }

  /// The product's id comes behind its reviews, so that records are held back.
  @Test(arguments: [false, true]) func xmlRecordsAreTakenWhole(hasEach: Bool) throws {
    let yaml = """
      version: 1
      name: shop
      origin: Shop
      source: { format: xml, records: /feed/product/review }
      \(hasEach ? "each: part\n" : "")product:
        metadata: { sku: \(hasEach ? "../../sku" : "../sku") }
      review:
        external_id: "@id"
        score: { const: "4" }
      """
    let products = (1...300).map { product in
      let reviews = (1...3).map { review in
        let id = "r\(product * 3 + review - 3)"
        return hasEach
          ? "<review><part id=\"\(id)\"/><part id=\"x\(id)\"/></review>" : "<review id=\"\(id)\"/>"
      }
      return "<product>\(reviews.joined())<sku>p\(product)</sku></product>"
    }
    let path = try folder.write("a.xml", "<feed>\(products.joined())</feed>")
    let (summary, output) = try run(yaml, [path], [RecordSelection([2, 600, 900])])
    #expect(summary.read == 3)
    #expect(summary.fannedOut == (hasEach ? 3 : 0))
    #expect(summary.mapped == summary.read + summary.fannedOut)
    let expected = ["r2", "r600", "r900"] + (hasEach ? ["xr2", "xr600", "xr900"] : [])
    #expect(ids(output) == expected.sorted())
    #expect(output.bodies.contains { $0.contains("\"sku\":\"p1\"") })
  }

  @Test func aSplitOfASelectedRecordIsTakenWhole() throws {
    let yaml = TestMapping.csv.replacing("where:", with: "each: { from: sku, split: \";\" }\nwhere:")
      .replacing("{ sku: sku }", with: "{ sku: . }")
    let path = try folder.write(
      "a.csv", "id,sku,stars,status,text\nr1,a;b,4,ok,t\nr2,c;d;e,4,ok,t\nr3,f,4,ok,t\n")
    let (summary, output) = try run(yaml, [path], [RecordSelection([2])])
    #expect((summary.read, summary.fannedOut, summary.mapped) == (1, 2, 3))
    #expect(Set(ids(output)) == ["r2"])
  }

  @Test func noInputsAtAllIsARunOfNothing() throws {
    let (summary, output) = try run(TestMapping.csv, [], [])
    #expect(summary.read == 0 && output.bodies.isEmpty)
  }
}
