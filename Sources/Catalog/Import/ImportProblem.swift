import Glibc
import Ledger
import Records

/// The sentences about exports of the PIM.
enum ImportProblem {
  /// A reader's problem: what it would have a mapping say is no help here.
  static func ofReader(_ problem: Problem) -> Problem {
    guard problem.fix?.contains("mapping") == true else { return problem }
    var problem = problem
    problem.fix = nil
    return problem
  }

  static func xml(_ file: String) -> Problem {
    Problem(
      "input.wrong-kind", at: SourcePosition(file: file),
      "the file seems to be XML, but CSV or JSON was expected; nothing was read from it",
      fix: "export products and product models from the PIM as CSV")
  }

  static func noColumn(_ key: ImportKey, _ binding: Binding, _ file: String) -> Problem {
    let suggestion = NearestName.suggestion(for: key.column, among: binding.names)
    return Problem(
      "catalog.no-column", at: SourcePosition(file: file, line: binding.line),
      "the file has no column \(quoted: key.column)\(suggestion); nothing was read from it",
      fix: key.name == key.column
        ? "name the column that holds it, as '--key \(Quotation.escape(key.name))=COLUMN'" : nil)
  }

  static func noIdentifierColumn(_ binding: Binding, _ file: String) -> Problem {
    Problem(
      "catalog.no-column", at: SourcePosition(file: file, line: binding.line),
      """
      the file has none of the columns 'uuid', 'sku', 'identifier' and 'code', by which products and models are \
      known; nothing was read from it
      """, fix: "name the column of the identifier, as '--key sku=COLUMN'")
  }

  static func wrongUUID(_ text: String, _ position: SourcePosition) -> Problem {
    Problem(
      "catalog.uuid", at: position, field: "uuid",
      "'uuid' is \(quoted: text), which is no UUID such as 3b415741-b517-46db-baf0-a5326d16bbf8; row rejected"
    )
  }

  static func nameless(_ keys: [String], _ position: SourcePosition) -> Problem {
    let names = (["uuid"] + keys.prefix(1) + ["code"]).map { "'\(Quotation.escape($0))'" }
    return Problem(
      "catalog.no-identifier", at: position,
      "none of \(names.joined(separator: ", ")) has a value, so no product or model is named; row rejected")
  }

  static func tooLong(_ key: String, _ bytes: Int, _ position: SourcePosition) -> Problem {
    Problem(
      "catalog.too-long", at: position, field: key,
      "\(quoted: key) has \(bytes) bytes, and an identifier of a PIM has 1,020 at most; row rejected")
  }

  static func gtin(_ key: String, _ value: String, _ fault: String, _ position: SourcePosition) -> Problem {
    Problem(
      "catalog.gtin", .warning, at: position, field: key,
      "\(quoted: key) \(quoted: value) \(fault); it was taken as it is")
  }

  static func duplicate(_ name: CatalogName, before: Int, _ position: SourcePosition) -> Problem {
    Problem(
      "catalog.duplicate", .warning, at: position,
      "\(quoted: name.text) is named again, before on line \(before); this one counts")
  }

  static func ambiguous(_ ambiguity: CatalogAmbiguity) -> Problem {
    let names = ambiguity.items.map { "'\(Quotation.escape($0.name.text))'" }.joined(separator: ", ")
    let places = ambiguity.items.compactMap { item in
      item.source.map { SourcePosition(file: $0, line: item.line > 0 ? item.line : nil) }
    }
    return Problem(
      "catalog.ambiguous", .warning, at: places.last,
      """
      \(quoted: ambiguity.key.name) \(quoted: ambiguity.value) is that of \(names); a review with it could be of any \
      of them
      """, notes: places.dropLast().prefix(1).map { ProblemNote(position: $0, sentence: "it is here too") })
  }

  static func notWhole(_ why: Sentence) -> Problem {
    Problem(
      "catalog.not-complete", .error, why,
      fix:
        "mend the export and import it again with '--complete'; until then it counts as a part of the catalog"
    )
  }

  static func shrunken(_ loss: CatalogLoss) -> Problem {
    Problem(
      "catalog.shrunken", .error,
      """
      the files lack \(loss.items) of the \(loss.known) \(loss.part == .models ? "models" : "products") that the \
      catalog knows, more than a whole export \
      usually does, so nothing is taken for deleted
      """,
      fix: "look whether the export is whole; if it is, import it again with '--max-removed \(loss.items)'")
  }

  static func older(than whole: Int64, _ shown: Int64, isComplete: Bool) -> Problem {
    Problem(
      "catalog.older", .warning,
      """
      the files show the catalog as of \(moment(shown)), but it was read whole as of \(moment(whole)): what that \
      reading did not show stays deleted
      """,
      fix: """
        if that reading was wrong, import these files again with '\(isComplete ? "--complete " : "")--as-of \(moment(whole, after: 1))', \
        or export them anew
        """)
  }

  /// Seconds do: `--as-of` takes no more.
  private static func moment(_ milliseconds: Int64, after seconds: Int64 = 0) -> String {
    var time = time_t(milliseconds / 1000 + seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func future(_ file: String) -> Problem {
    Problem(
      "catalog.future", .warning, at: SourcePosition(file: file),
      "the file was changed in the future, by its time; it is taken to show the catalog as it is now")
  }

}
