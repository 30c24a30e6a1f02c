import Records

/// The `source:` options that every format has.
public enum CommonOptions {
  /// Records larger than this are rejected; bounds memory against a file that never ends a record.
  public static let defaultMaxRecordBytes = 16 << 20

  public static let all: [OptionDescription] = [
    OptionDescription(
      "encoding", .choice(["utf-8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "windows-1252"]),
      "How the file's characters are encoded; without it, a byte order mark decides, then UTF-8 "
        + "(XML: the document's own declaration)."),
    OptionDescription(
      "invalid_bytes", .choice(["reject", "replace"]), default: .text("reject"),
      "Whether a record with bytes that are not of the encoding is rejected, or the bytes become U+FFFD."),
    OptionDescription(
      "max_record_bytes", .integer(1024...(Slot.maxLength >> 1)), default: .integer(defaultMaxRecordBytes),
      "A longer record is rejected."),
  ]
}
