import Records

/// XML documents: records by a path of local names, read as a stream.
public enum XMLFormat {
  public static let format = ReaderFormat(description) { input throws(Problem) in
    try XMLReader(input)
  }

  static let description = FormatDescription(
    name: "xml",
    summary: "An XML document; records are the elements at a path of local names, whatever their namespace.",
    fileExtensions: ["xml"],
    options: XMLOptions.descriptions + CommonOptions.all,
    selectorFault: XMLSelector.fault)
}
