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
/// `sentence_without_values` (where the sentence holds a private value), and the record itself as `raw` or, where
/// it is not UTF-8, `raw_base64`. Of the lines of one record only the first 100 have it.
public enum RejectLine {
  static let maxRepeats = 100
  /// Stands for the file where reviews were rejected for their product, behind the grouping.
  public static let unmatched = "(unmatched)"

  /// What a line says.
  public struct Stored: Codable, Equatable, Sendable {
    /// The input as the user named it, or `standard input`.
    public var file: String
    public var record: Int
    public var item: Int?
    public var line: Int?
    public var byte: Int
    public var field: String?
    public var code: String
    public var sentence: String
    var sentenceWithoutValues: String?
    var raw: String?
    var rawBase64: String?

    /// Of a review that no record is known of any more; `number` counts those of a run.
    init(unmatched raw: String, number: Int, code: String, sentence: String) {
      (file, record, byte) = (RejectLine.unmatched, number, 0)
      (self.raw, self.code, self.sentence) = (raw, code, sentence)
    }

    private enum CodingKeys: String, CodingKey {
      case file, record, item, line, byte, field, code, sentence, raw
      case sentenceWithoutValues = "sentence_without_values"
      case rawBase64 = "raw_base64"
    }

    init(_ record: RejectedRecord) {
      let origin = record.origin
      file = record.file
      self.record = origin.record
      item = origin.item > 0 ? origin.item : nil
      line = origin.line > 0 ? origin.line : nil
      byte = origin.byteOffset
      field = record.problem.field
      code = record.problem.code.rawValue
      sentence = record.problem.sentence.text(showingValues: true)
      let shown = record.problem.sentence.text(showingValues: false)
      sentenceWithoutValues = shown == sentence ? nil : shown
      raw = record.raw.flatMap { String(validating: $0, as: UTF8.self) }
      rawBase64 = raw == nil ? record.raw.map { Data($0).base64EncodedString() } : nil
    }

    /// The record as it stands in the file; nil where an earlier line of the same record has it.
    public var rawBytes: [UInt8]? {
      raw.map { Array($0.utf8) } ?? rawBase64.flatMap { Data(base64Encoded: $0) }.map(Array.init)
    }

    /// Forgets the record's own text, which may be long.
    public mutating func dropRaw() { (raw, rawBase64) = (nil, nil) }

    public func sentence(showingValues: Bool) -> String {
      showingValues ? sentence : sentenceWithoutValues ?? sentence
    }
  }

  /// The line with its line break.
  ///
  /// It holds private values: it lies beside the data it came from.
  public static func bytes(_ record: RejectedRecord) -> [UInt8] { bytes(Stored(record)) }

  static func bytes(_ record: Stored) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and integers always encode.
    guard let data = try? encoder.encode(record) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}
