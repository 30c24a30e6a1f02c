import Foundation
import Records

/// The text of `summary.json`.
///
/// Keys are never renamed or removed, because monitoring reads them; new ones may come.
public enum SummaryJSON {
  private struct Document: Encodable {
    struct Input: Encodable {
      var file: String
      var state: String
      var read: Int
    }
    var mapping: String
    var counts: [String: Int]
    var filtered_by: [String: Int]
    var rejected_by: [String: Int]
    var inputs: [Input]
  }

  public static func text(_ summary: RunSummary, mapping: String) -> String {
    let document = Document(
      mapping: mapping,
      counts: Dictionary(summary.counts.map { ($0.name, $0.value) }) { $1 },
      filtered_by: Dictionary(summary.filteredBy.map { ($0.label, $0.count) }, uniquingKeysWith: +),
      rejected_by: Dictionary(
        uniqueKeysWithValues: summary.rejectsByCode.map { ($0.key.rawValue, $0.value) }),
      inputs: summary.inputs.map { .init(file: $0.name, state: $0.state.rawValue, read: $0.read) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(document) else { return "" }  // strings and integers always encode
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
