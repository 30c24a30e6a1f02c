import Mapping
import Readers
import Records

/// Guesses what an unknown export is, and drafts a mapping for it.
///
/// ```
/// InputSample ─► SampleText ─► VendorSearch: does a shipped mapping's own plan read it?
///  (gzip, cut)   (encoding,  └► FormatGuess ─► tables of candidates ─► FieldRoles ─► MappingDraft ─► CaseWriter
///                 format)        (dialect, trees)                       (names, values)
/// ```
public struct Guesser {
  /// Records that are looked at.
  public static let recordLimit = 3000

  private let known: [KnownMapping]
  private let now: Int64

  /// `known` mappings are tried first; none skips that.
  public init(known: [KnownMapping], now: Int64) {
    self.known = known
    self.now = now
  }

  /// Throws where there is nothing to guess from: no record, or a kind of file that is never read.
  public func guess(_ sample: InputSample) throws(Problem) -> GuessResult {
    guard !sample.bytes.isEmpty else { throw GuessProblem.empty(sample) }
    let text = try SampleText(sample)
    if text.isBinary { throw GuessProblem.noText(sample) }
    let format = Self.format(text, sample)
    let matches = VendorSearch(known).matches(
      sample, format: format.format, dialect: Self.dialect(format, text.encoding),
      recordLimit: Self.recordLimit, now: now)
    if let best = matches.first { return Self.result(best, Array(matches.dropFirst()), format, text, sample) }
    guard let (records, roles) = Self.best(format) else { throw GuessProblem.noRecords(sample, text.format) }
    return draft(format, records, roles, text, sample)
  }

  /// Of a CSV file that is not written as most are.
  private static func dialect(_ format: FormatGuess, _ encoding: EncodingGuess) -> VendorSearch.Dialect? {
    guard format.format == "csv", let records = format.tables.first else { return nil }
    var options = format.options
    options["null_values"] = nil
    if let name = encoding.option { options["encoding"] = .text(name) }
    guard !options.isEmpty, options["header"] == nil else { return nil }
    let source = SourceText(
      format: "csv", pointer: records.pointer, encoding: encoding.option, options: options)
    return VendorSearch.Dialect(options: options, line: source.line)
  }

  private static func format(_ text: SampleText, _ sample: InputSample) -> FormatGuess {
    switch text.format {
    case "json": .json(text.bytes, recordLimit: recordLimit)
    case "xml": .xml(text.bytes, recordLimit: recordLimit)
    default: .csv(text.bytes, isWhole: sample.isWhole, recordLimit: recordLimit)
    }
  }

  /// The candidate whose records are the most like reviews, with all of its records.
  private static func best(_ format: FormatGuess) -> (RecordTable, FieldRoles)? {
    var best: (records: RecordTable, likeness: Double)?
    for candidate in format.tables where candidate.table.rowCount > 0 {
      let likeness = FieldRoles(candidate.table).likeness
      if likeness > best?.likeness ?? -1 { best = (candidate, likeness) }
    }
    guard var records = best?.records else { return nil }
    if let set = records.set { records.table = TableBuilder.table(set, isXML: format.format == "xml") }
    return (records, FieldRoles(records.table))
  }

  private static func facts(_ format: FormatGuess, _ text: SampleText, _ sample: InputSample) -> [(
    name: String, text: String
  )] {
    var facts = format.facts
    if let archive = sample.archive { facts.append(("archive", archive)) }
    facts.append(("compression", sample.isGzip ? "gzip" : sample.archive == nil ? "none" : "ZIP"))
    facts.append(("encoding", text.encoding.name + (text.encoding.doubt == nil ? "" : " (unsure)")))
    if !sample.isWhole { facts.append(("looked at", "the first \(sample.bytes.count >> 10) KiB")) }
    return facts
  }

  private static func result(
    _ best: VendorMatch, _ others: [VendorMatch], _ format: FormatGuess, _ text: SampleText,
    _ sample: InputSample
  ) -> GuessResult {
    let counts = GuessCounts(
      read: best.read, mapped: best.mapped, filtered: best.filtered, rejected: best.rejected)
    return GuessResult(
      facts: facts(format, text, sample), vendor: best, otherVendors: others, fields: [], missing: [],
      counts: counts,
      mapping: best.yaml)
  }

  // MARK: A mapping of its own

  private func draft(
    _ format: FormatGuess, _ records: RecordTable, _ roles: FieldRoles, _ text: SampleText,
    _ sample: InputSample
  ) -> GuessResult {
    let draft = MappingDraft(format, records, roles, encoding: text.encoding, file: sample.file)
    var facts = Self.facts(format, text, sample)
    if let pointer = records.pointer {
      facts.append(("records", pointer.isEmpty ? "the values themselves" : pointer))
    }
    facts.append(("records looked at", "\(records.table.rowCount)"))
    var result = GuessResult(
      facts: facts, vendor: nil, otherVendors: [], fields: draft.fields, missing: draft.missing,
      counts: GuessCounts(),
      mapping: draft.text(heading: Self.heading(sample.file, records.table.rowCount)))
    guard let plan = Self.plan(result.mapping, sample.file) else { return result }
    if let trial = PlanTrial(plan, sample, recordLimit: Self.recordLimit, now: now) {
      result.counts = GuessCounts(
        read: trial.read, mapped: trial.mapped, filtered: trial.filtered, rejected: trial.rejected,
        rejectedBy: trial.rejectedBy)
    }
    let cases = caseWriter(plan, draft, sample).lines()
    result.mapping += cases.map { $0 + "\n" }.joined()
    return result
  }

  private static func heading(_ file: String, _ records: Int) -> [String] {
    let name = Quotation.escape(file.split(separator: "/").last.map(String.init) ?? file)
    return YAMLScalar.comment(
      "Drafted by 'reviewferry guess' from \(MappingDraft.counted(records, "record")) of \(name).", indent: 0)
      + [
        "# Each guess says how sure it is and why; look at those that are UNSURE, then run 'reviewferry check' with this file and",
        "# the export, and 'reviewferry preview'.",
      ]
  }

  private static func plan(_ yaml: String, _ file: String) -> MappingPlan? {
    MappingCompiler(formats: ReaderRegistry.descriptions).compile(yaml: yaml, file: file, folder: ".").plan
  }

  private func caseWriter(_ plan: MappingPlan, _ draft: MappingDraft, _ sample: InputSample) -> CaseWriter {
    var standIns = Dictionary(draft.standIns.map { ($0, "something") }) { $1 }
    if let author = draft.roles.profile(.author) { standIns[author.field.selector] = "someone" }
    if let email = draft.roles.profile(.email) { standIns[email.field.selector] = "someone@example.com" }
    let texts = [FieldRole.title, .text, .pros, .cons].compactMap { draft.roles.profile($0)?.field.selector }
    let source = CaseSource(
      records: draft.records, options: plan.source, used: Set(plan.selectors.selectors), standIns: standIns,
      texts: Set(texts))
    return CaseWriter(
      plan: plan, source: source, file: sample.file, now: now,
      omitted: draft.hashed.isEmpty ? [] : ["external_id"])
  }
}
