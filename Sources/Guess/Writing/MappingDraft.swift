import Records

/// A mapping drafted from what was found in a sample: its text without cases, and what was decided.
struct MappingDraft {
  let format: FormatGuess
  let records: RecordTable
  let encoding: EncodingGuess
  let file: String
  var roles: FieldRoles
  var fields: [FieldGuess] = []
  /// What nobody could be found for: `external_id`, `product`, `score`.
  var missing: [String] = []
  /// Fields of the hash that stands for a missing id.
  var hashed: [String] = []
  /// Those of them that cases show with something else in place of their values.
  var standIns: [String] = []
  /// Lines of `where`, `product` and `review`.
  var whereNotes: [String] = []
  var whereLines: [String] = []
  var productLines: [String] = []
  var reviewLines: [String] = []

  init(
    _ format: FormatGuess, _ records: RecordTable, _ roles: FieldRoles, encoding: EncodingGuess, file: String
  ) {
    self.format = format
    self.records = records
    self.roles = roles
    self.encoding = encoding
    self.file = file
    let counter = takeRowNumber()
    if roles.profile(.score) == nil { missing.append("score") }
    writeProduct()
    writeID(counter)
    writeScore()
    writeTexts()
    writeDate()
    writeVotes()
    writeExtra()
    writeWhere()
  }

  /// `my-shop` for `exports/My Shop.csv.gz`.
  static func name(of file: String) -> String {
    var stem = file.split(separator: "/").last.map(String.init) ?? file
    for ending in [".gz", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xml"]
    where stem.lowercased().hasSuffix(ending) && stem.count > ending.count {
      stem = String(stem.dropLast(ending.count))
    }
    let words = stem.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    let name = words.joined(separator: "-")
    return name.isEmpty || file == "standard input" ? "my-export" : name
  }

  /// The whole mapping but for its cases.
  func text(heading: [String]) -> String {
    var lines = heading + ["version: 1", "name: \(Self.name(of: file))"]
    lines.append("description: \(YAMLScalar.text("Drafted from \(file.split(separator: "/").last ?? "")"))")
    lines += ["# The platform that the reviews come from: edit it.", "origin: Shop"]
    lines += sourceLines
    lines += whereNotes
    if !whereLines.isEmpty { lines += ["where:"] + whereLines }
    lines += ["product:"] + productLines + ["review:"] + reviewLines
    return lines.map { $0 + "\n" }.joined()
  }

  var sourceLines: [String] {
    let lines =
      encoding.doubt.map { YAMLScalar.comment("UNSURE: encoding \(encoding.name): \($0).", indent: 0) } ?? []
    let streams = records.stream.map { ["streams": OptionValue.textList([$0])] } ?? [:]
    let source = SourceText(
      format: format.format, pointer: records.pointer, encoding: encoding.option,
      options: format.options.merging(streams) { $1 })
    return lines + [source.line]
  }

  /// A value by its selector and options, as short as the language allows.
  static func value(_ selector: String, _ options: [(String, String)] = []) -> String {
    guard !options.isEmpty else { return YAMLScalar.text(selector) }
    let rest = options.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
    return "{ from: \(YAMLScalar.text(selector)), \(rest) }"
  }

  static func mark(_ confidence: Double) -> String {
    switch Confidence(confidence) {
    case .high: "sure"
    case .medium: "likely"
    case .low: "UNSURE"
    }
  }

  static func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// Notes a field that was taken, and gives its comment; a grave doubt is one about what nothing in the sample tells.
  mutating func take(
    _ assignment: FieldRoles.Assignment, _ reason: String, doubt: String? = nil, isGrave: Bool = false,
    indent: Int = 2
  ) -> [String] {
    let profile = roles.profiles[assignment.field]
    let list = profile.field.isList ? "; of several values the first is taken" : ""
    let most = doubt == nil ? 1 : isGrave ? 0.45 : 0.7
    let confidence = min(assignment.confidence, most)
    fields.append(
      FieldGuess(
        field: assignment.role.label, selector: profile.field.selector, confidence: Confidence(confidence),
        reason: reason + list, doubt: doubt))
    let text = "\(Self.mark(confidence)): \(reason)\(list)\(doubt.map { "; \($0)" } ?? "")."
    return YAMLScalar.comment(text, indent: indent)
  }

  /// `named 'Clothing ID', 206 values in 1,000 records`.
  func reason(_ assignment: FieldRoles.Assignment, _ words: String) -> String {
    let profile = roles.profiles[assignment.field]
    let name = profile.field.names.last.map { "named '\(Quotation.escape($0))'" } ?? "by its values"
    let empty = profile.statistics.rows - profile.statistics.filled
    return "\(name), \(words)"
      + (empty > 0 ? ", empty in \(empty) of \(profile.statistics.rows) records" : "")
  }
}
