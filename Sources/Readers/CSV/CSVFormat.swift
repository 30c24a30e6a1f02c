import Records

/// Comma-, semicolon- and tab-separated values: RFC 4180 and what vendors write.
public enum CSVFormat {
  public static let format = ReaderFormat(
    FormatDescription(
      name: "csv",
      summary: "Records of delimited fields, with or without a header.",
      fileExtensions: ["csv", "tsv", "tab", "txt"],
      options: CSVDialect.options,
      selectorFault: CSVColumns.fault)
  ) { input throws(Problem) in
    try CSVReader(input)
  }
}
