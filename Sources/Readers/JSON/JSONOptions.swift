import Records

/// The `source:` options of the JSON format, with their defaults filled in.
struct JSONOptions {
  /// Containers may nest this deep in a record; bounds the stack.
  static let depthRange = 1...512
  static let defaultMaxDepth = 64

  var path: JSONRecordPath
  var maxDepth: Int
  var rejectsDuplicateKeys: Bool
  var replacesInvalid: Bool
  var maxRecordBytes: Int

  init(_ options: SourceOptions) throws(JSONSelector.Fault) {
    self.init(wholeRecords: options)
    path = try JSONRecordPath(options.text("records") ?? "")
  }

  /// Where each value is a record.
  init(wholeRecords options: SourceOptions) {
    path = .values
    maxDepth = options.integer("max_depth") ?? Self.defaultMaxDepth
    rejectsDuplicateKeys = options.text("duplicate_keys") == "reject"
    replacesInvalid = options.text("invalid_bytes") == "replace"
    maxRecordBytes = options.integer("max_record_bytes") ?? CommonOptions.defaultMaxRecordBytes
  }

  static let descriptions: [OptionDescription] = [
    OptionDescription(
      "records", .text, default: .text(""),
      "Where the records are, as a JSON Pointer with * for each element: /Results, /results/*/reviews; "
        + "empty: the file's values themselves (lines, one after the other, or the elements of an array)."),
    OptionDescription(
      "max_depth", .integer(depthRange), default: .integer(defaultMaxDepth),
      "A record with deeper nesting is rejected."),
    OptionDescription(
      "duplicate_keys", .choice(["last", "reject"]), default: .text("last"),
      "Whether the last of several members with one name counts, or the record is rejected."),
  ]
}
