import Records

/// A checked `source:` block of an XML file.
struct XMLOptions {
  var records: [XMLPathStep]
  var maxDepth: Int
  var maxRecordBytes: Int
  /// The local name that the root must have, beyond what `records` says.
  var root: String?
  var refusedNamespaces: [String]

  static let defaultMaxDepth = 64

  static let descriptions: [OptionDescription] = [
    OptionDescription(
      "records", .text, isRequired: true,
      "The path of the records from the root, by local names: /Feed/Product/Reviews/Review; * stands for any "
        + "name."),
    OptionDescription(
      "root", .text, "The local name that the root element must have, where the path begins with *."),
    OptionDescription(
      "refuse_namespace", .textList, default: .textList([]),
      "Beginnings of namespaces whose documents are of another kind: such a root is refused."),
    OptionDescription(
      "max_depth", .integer(8...256), default: .integer(defaultMaxDepth),
      "A record with deeper nested elements, counted from the root, is rejected."),
  ]

  init(_ options: SourceOptions, file: String) throws(Problem) {
    guard let path = options.text("records"), !path.isEmpty else {
      throw XMLProblem.records("is missing", file: file)
    }
    do throws(XMLSelector.Fault) {
      records = try XMLPathStep.path(path)
    } catch {
      throw XMLProblem.records("\(Quotation.quote(path)) \(error.sentence)", file: file)
    }
    maxDepth = options.integer("max_depth") ?? Self.defaultMaxDepth
    maxRecordBytes = options.integer("max_record_bytes") ?? CommonOptions.defaultMaxRecordBytes
    root = options.text("root")
    refusedNamespaces = options.textList("refuse_namespace") ?? []
  }
}
