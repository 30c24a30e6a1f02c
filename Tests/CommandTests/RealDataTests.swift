import Foundation
import TestSupport
import Testing

/// Converts files that nobody here wrote; the folder beside the project may be absent.
@Suite struct RealDataTests {
  struct Example: CustomTestStringConvertible, Sendable {
    var data: String
    var mapping: String
    var read: Int
    var written: Int
    var rejected: Int = 0

    var testDescription: String { data }
  }

  private static let examples = [
    Example(data: "womens_clothing_1k.csv", mapping: "womens_clothing", read: 1000, written: 1000),
    Example(data: "drugsComTrain_subset.csv", mapping: "drugscom", read: 3000, written: 3000),
    Example(data: "amazon_snippets_unquoted.tsv", mapping: "amazon_snippets", read: 3708, written: 3708),
    Example(
      data: "heureka_shop_reviews_evikir.xml", mapping: "heureka", read: 500, written: 496, rejected: 4),
    Example(data: "google_review_feed_23_stub.xml", mapping: "google", read: 2, written: 2),
    Example(data: "nsmc", mapping: "nsmc", read: 335, written: 335),
  ]

  private struct Summary: Decodable {
    var counts: [String: Int]
    var rejected_by: [String: Int]
  }

  @Test(
    .enabled(if: Project.has("data"), "the folder ../shared/data is not there"), arguments: examples)
  func everyRecordIsAccountedFor(_ example: Example) throws {
    let folder = try TemporaryFolder()
    let result = try Shell.run(
      """
      reviewferry convert "$SHARED/data/\(example.data)" --output out --quiet --max-rejects \(example.rejected) \
        --mapping "$PROJECT/Tests/Data/mappings/\(example.mapping).yaml"
      """, in: folder.url)
    #expect(result.status == 0, "\(result.errors)")
    let data = try Data(contentsOf: folder.url.appendingPathComponent("out/summary.json"))
    let summary = try JSONDecoder().decode(Summary.self, from: data)
    #expect(summary.counts["read"] == example.read)
    #expect(summary.counts["written"] == example.written)
    #expect(summary.counts["rejected"] == example.rejected)
    #expect(summary.counts["filtered"] == 0)
    #expect(summary.rejected_by == (example.rejected == 0 ? [:] : ["score.missing": example.rejected]))
  }

  /// 6,468 HTML entities are in the file.
  @Test(.enabled(if: Project.has("data"), "the folder ../shared/data is not there"))
  func entitiesOfTheSourceDoNotSurvive() throws {
    let result = try Shell.run(
      """
      reviewferry preview "$SHARED/data/drugsComTrain_subset.csv" --format json --records 5000 \
        --mapping "$PROJECT/Tests/Data/mappings/drugscom.yaml"
      """, in: Project.root)
    #expect(result.status == 0)
    #expect(result.output.split(separator: "\n").count == 3000)
    #expect(result.output.contains("I've"))
    #expect(!result.output.contains("&#039;"))
  }
}
