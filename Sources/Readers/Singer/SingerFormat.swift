import Records

/// The output of a Singer tap: SCHEMA, RECORD and STATE messages, one a line.
public enum SingerFormat {
  public static let name = "singer"

  public static let format = ReaderFormat(description) { input throws(Problem) in
    try SingerReader(input)
  }

  static let description = FormatDescription(
    name: name,
    summary: "The output of a Singer tap; selectors begin at the record of a RECORD message.",
    fileExtensions: ["singer", "jsonl", "ndjson", "json"],
    options: SingerOptions.descriptions + CommonOptions.all,
    selectorFault: JSONSelector.fault)

  /// A record in JSON as a tap would send it in the first stream of a mapping.
  public static func message(_ record: String, _ options: SourceOptions) -> String {
    let stream = quoted(options.textList("streams")?.first ?? "")
    return #"{"type":"RECORD","stream":\#(stream),"record":\#(record)}"#
  }

  /// A JSON string (RFC 8259 §7).
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      guard scalar.value < 0x20 || scalar == "\"" || scalar == "\\" else { return String(scalar) }
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    return "\"" + escaped.joined() + "\""
  }
}
