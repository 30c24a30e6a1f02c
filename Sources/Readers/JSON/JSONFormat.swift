import Records

/// JSON Lines, concatenated values, an array, or a document with the records inside.
public enum JSONFormat {
  public static let format = ReaderFormat(description) { input throws(Problem) in
    try JSONReader(input)
  }

  static let description = FormatDescription(
    name: "json",
    summary: "JSON Lines, JSON values one after the other, one array, or a document with the records inside.",
    fileExtensions: ["json", "jsonl", "ndjson"],
    options: JSONOptions.descriptions + CommonOptions.all,
    selectorFault: JSONSelector.fault)
}
