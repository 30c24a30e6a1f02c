import Foundation
import Records

/// A record that was rejected, with what is needed to find, mend and send it again.
public struct RejectedRecord {
  public var problem: Problem
  public var file: String
  public var origin: RowOrigin
  /// The record as it stands in the file; valid during the call only.
  ///
  /// nil from the 101st reject of one record on: a record of many rows would be repeated for each.
  public var raw: UnsafeBufferPointer<UInt8>?
}

/// One line of `rejects.jsonl`.
///
/// Must not change but by added keys, because `rejects retry` and users' scripts read it:
/// `file`, `record`, `item` (where a record gave several), `line`, `byte`, `field`, `code`, `sentence`,
/// and the record itself as `raw` or, where it is not UTF-8, `raw_base64`. Of the lines of one
/// record only the first 100 have it.
public enum RejectLine {
  static let maxRepeats = 100

  private struct Line: Encodable {
    var file: String
    var record: Int
    var item: Int?
    var line: Int?
    var byte: Int
    var field: String?
    var code: String
    var sentence: String
    var raw: String?
    var raw_base64: String?
  }

  /// The line with its line break.
  ///
  /// It holds private values: it lies beside the data it came from.
  public static func bytes(_ record: RejectedRecord) -> [UInt8] {
    let raw = record.raw.flatMap { String(validating: $0, as: UTF8.self) }
    let origin = record.origin
    let line = Line(
      file: record.file, record: origin.record, item: origin.item > 0 ? origin.item : nil,
      line: origin.line > 0 ? origin.line : nil, byte: origin.byteOffset, field: record.problem.field,
      code: record.problem.code.rawValue, sentence: record.problem.sentence.text(showingValues: true),
      raw: raw, raw_base64: raw == nil ? record.raw.map { Data($0).base64EncodedString() } : nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(line) else { return [] }  // strings and integers always encode
    return Array(data) + [UInt8(ascii: "\n")]
  }
}
