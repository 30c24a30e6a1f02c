import Records

/// The source formats with all their options, for mappings that are written for the real readers.
///
/// Selectors are not checked: these tests do not depend on the readers.
enum ShippedFormats {
  static let all = [csv, json, xml, singer]

  private static let common = [
    OptionDescription("encoding", .text, ""),
    OptionDescription("invalid_bytes", .choice(["reject", "replace"]), ""),
    OptionDescription("max_record_bytes", .integer(1024...(1 << 27)), ""),
  ]

  private static let csv = format(
    "csv",
    [
      OptionDescription("delimiter", .byte(orNone: false), ""),
      OptionDescription("quote", .byte(orNone: true), ""),
      OptionDescription("escape", .choice(["doubled", "backslash", "none"]), ""),
      OptionDescription("header", .flag, ""),
      OptionDescription("columns", .textList, ""),
      OptionDescription("comment", .byte(orNone: true), ""),
      OptionDescription("ragged", .choice(["reject", "pad", "error"]), ""),
      OptionDescription("skip_lines", .integer(0...1_000_000), ""),
      OptionDescription("trim_cells", .flag, ""),
      OptionDescription("null_values", .textList, ""),
    ])

  private static let json = format(
    "json",
    [
      OptionDescription("records", .text, ""),
      OptionDescription("max_depth", .integer(1...1024), ""),
      OptionDescription("duplicate_keys", .choice(["last", "reject"]), ""),
    ])

  private static let xml = format(
    "xml",
    [
      OptionDescription("records", .text, ""),
      OptionDescription("max_depth", .integer(1...1024), ""),
      OptionDescription("root", .text, ""),
      OptionDescription("refuse_namespace", .textList, ""),
    ])

  private static let singer = format(
    "singer",
    [
      OptionDescription("streams", .textList, ""),
      OptionDescription("max_depth", .integer(1...1024), ""),
      OptionDescription("duplicate_keys", .choice(["last", "reject"]), ""),
    ])

  private static func format(_ name: String, _ options: [OptionDescription]) -> FormatDescription {
    FormatDescription(
      name: name, summary: "", fileExtensions: [], options: common + options, selectorFault: { _ in nil })
  }
}
