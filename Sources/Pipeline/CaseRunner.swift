import Mapping
import Readers
import Records
import Requests

/// Runs the cases of a mapping: each record goes through the real reader and the real plan.
public struct CaseRunner {
  private let plan: MappingPlan
  private let file: String
  private let now: Int64

  /// `file` is the mapping's name, for positions.
  public init(plan: MappingPlan, file: String, now: Int64) {
    self.plan = plan
    self.file = file
    self.now = now
  }

  /// The cases that did not come out as expected, in order; a case has one problem at most.
  public func run() -> [Problem] {
    plan.cases.enumerated().compactMap { index, example in
      failure(of: example).map { problem(example, number: index + 1, $0) }
    }
  }

  private func failure(of example: MappingCase) -> Sentence? {
    let records = RecordBatch(slotCount: plan.selectors.selectors.count)
    let reviews = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
    do throws(Problem) {
      let reader = try open(example)
      while reader.read(into: records) && records.rowCount == 0 && records.unreadable.isEmpty {}
    } catch {
      return judge(example, problems: [error], reviews)
    }
    MappingExecutor(plan: plan, now: now).map(records, file: caseFile(example), into: reviews)
    let problems = records.fileProblems + records.unreadable.map(\.problem) + reviews.rejected.map(\.problem)
    return judge(example, problems: problems.filter { $0.severity == .error }, reviews)
  }

  private func open(_ example: MappingCase) throws(Problem) -> any RecordReader {
    guard let format = ReaderRegistry.format(named: plan.source.format) else {
      throw Problem("mapping.format", .error, "the format \(quoted: plan.source.format) is not built in")
    }
    var options = plan.source
    options.values["encoding"] = .text("utf-8")  // the case is written in the mapping, which is UTF-8
    let input = CaseInput.text(example.record, plan: plan, options: &options)
    let source = try InputOpener.open(
      MemoryByteSource(input), file: caseFile(example), options: options, format: options.format)
    let reader = try format.makeReader(
      ReaderInput(source: source, options: options, selectors: plan.selectors, file: caseFile(example)))
    _ = try reader.bind()
    return reader
  }

  private func judge(_ example: MappingCase, problems: [Problem], _ reviews: ReviewBatch) -> Sentence? {
    switch example.expectation {
    case .problem(let code): judge(problems, expected: code, reviews)
    case .filtered(let label): judge(reviews, filteredBy: label, problems)
    case .reviews(let expected): judge(reviews, expected, problems)
    }
  }

  private func judge(_ problems: [Problem], expected code: String, _ reviews: ReviewBatch) -> Sentence? {
    if problems.contains(where: { $0.code.rawValue == code }) { return nil }
    return "expected the problem \(quoted: code), but \(outcome(reviews, problems))"
  }

  private func judge(_ reviews: ReviewBatch, filteredBy label: String?, _ problems: [Problem]) -> Sentence? {
    let labels = reviews.filtered.indices.filter { reviews.filtered[$0] > 0 }.map { plan.filterLabels[$0] }
    if label.map(labels.contains) ?? !labels.isEmpty { return nil }
    let wanted = label.map { " by \(Quotation.quote($0))" } ?? ""
    return "expected the record to be filtered\(wanted), but \(outcome(reviews, problems))"
  }

  private func judge(
    _ reviews: ReviewBatch, _ expected: [ExpectedReview], _ problems: [Problem]
  ) -> Sentence? {
    guard problems.isEmpty, reviews.reviewCount == expected.count else {
      let noun = expected.count == 1 ? "1 review" : "\(expected.count) reviews"
      return "expected \(noun), but \(outcome(reviews, problems))"
    }
    let differences = expected.enumerated().flatMap { $1.differences(from: reviews, review: $0) }
    guard !differences.isEmpty else { return nil }
    return "\(differences.map(Self.text).joined(separator: "; "))"
  }

  private func outcome(_ reviews: ReviewBatch, _ problems: [Problem]) -> String {
    if let problem = problems.first {
      return "it was rejected: \(problem.code.rawValue), \(problem.sentence.text(showingValues: true))"
    }
    if let filter = reviews.filtered.firstIndex(where: { $0 > 0 }) {
      return "it was filtered by \(Quotation.quote(plan.filterLabels[filter]))"
    }
    return reviews.reviewCount == 1 ? "1 review came out" : "\(reviews.reviewCount) reviews came out"
  }

  private static func text(_ difference: CaseDifference) -> String {
    let field = difference.field
    return
      "expected \(Quotation.quote(field.path)) to be \(text(field.value)), found \(text(difference.found))"
  }

  private static func text(_ value: ExpectedField.Value) -> String {
    switch value {
    case .absent: "absent"
    case .text(let text): Quotation.quote(text)
    case .list(let values): "[\(values.map { Quotation.quote($0) }.joined(separator: ", "))]"
    }
  }

  private func problem(_ example: MappingCase, number: Int, _ sentence: Sentence) -> Problem {
    let name = example.name.map { " (\(Quotation.escape($0)))" } ?? ""
    let text = sentence.text(showingValues: true)
    return Problem(
      "mapping.case", at: SourcePosition(file: file, line: example.line), "case \(number)\(name): \(text)")
  }

  private func caseFile(_ example: MappingCase) -> String { example.fileName ?? "case" }
}

/// Writes the record of a case as the vendor's file would hold it.
enum CaseInput {
  static func text(_ record: CaseRecord, plan: MappingPlan, options: inout SourceOptions) -> String {
    switch record {
    case .raw(let text): return text
    case .json(let text):
      if options.format == SingerFormat.name { return SingerFormat.message(text, options) }
      return nest(text, below: options.text("records") ?? "")
    case .csv(let cells):
      // A record by column names needs a header and no special dialect.
      options.values = ["header": .flag(true), "encoding": .text("utf-8")]
        .merging(options.values.filter { Self.keptOptions.contains($0.key) }) { $1 }
      return line(cells.map(\.0)) + line(cells.map(\.1))
    }
  }

  private static let keptOptions: Set<String> = ["trim_cells", "null_values"]

  private static func line(_ cells: [String]) -> String {
    cells.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") + "\n"
  }

  /// `/results/*/reviews` around a record: `{"results":[{"reviews":[…]}]}`.
  private static func nest(_ record: String, below pointer: String) -> String {
    let steps = pointer.split(separator: "/").map(String.init)
    guard !steps.isEmpty else { return record }
    return steps.reversed().enumerated().reduce("[\(record)]") { inner, step in
      step.element == "*" ? "[\(inner)]" : "{\(quoted(step.element)):\(inner)}"
    }
  }

  /// The name that a step of a JSON Pointer (RFC 6901 §3) stands for, as a JSON string.
  private static func quoted(_ step: String) -> String {
    let text = ByteBuffer()
    text.appendJSONString(step.replacing("~1", with: "/").replacing("~0", with: "~"))
    return String(decoding: text.all, as: UTF8.self)
  }
}
