import Records

/// Source formats as the readers describe them, without the readers.
enum TestFormats {
  static let all = [csv, json, xml]

  static let csv = FormatDescription(
    name: "csv", summary: "Comma-separated values.", fileExtensions: ["csv"],
    options: [
      OptionDescription("encoding", .choice(["utf-8", "windows-1252"]), "How characters are encoded."),
      OptionDescription("delimiter", .byte(orNone: false), default: .byte(44), "Between cells."),
      OptionDescription("quote", .byte(orNone: true), default: .byte(34), "Around cells."),
      OptionDescription("header", .flag, default: .flag(true), "Whether the first record names the columns."),
      OptionDescription("columns", .textList, "Names of the columns."),
      OptionDescription("skip_lines", .integer(0...1000), default: .integer(0), "Lines before the header."),
    ],
    selectorFault: { selector in
      selector.hasPrefix("#") && Int(selector.dropFirst()) == nil ? "has no number behind '#'" : nil
    })

  static let json = FormatDescription(
    name: "json", summary: "JSON in any layout.", fileExtensions: ["json", "jsonl"],
    options: [OptionDescription("records", .text, default: .text(""), "Where the records are.")],
    selectorFault: { $0.hasSuffix(".") && $0 != "." ? "ends in a dot" : nil })

  static let xml = FormatDescription(
    name: "xml", summary: "XML.", fileExtensions: ["xml"],
    options: [OptionDescription("records", .text, isRequired: true, "Path of the records.")],
    selectorFault: { _ in nil })
}
