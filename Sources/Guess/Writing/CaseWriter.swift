import Mapping
import Readers
import Records

/// Writes `cases:` of the first records, with what the drafted mapping makes of them.
struct CaseWriter {
  private static let looked = 60
  private static let mappedCases = 2

  let plan: MappingPlan
  let source: CaseSource
  let file: String
  let now: Int64
  /// Fields that are not named in a case: the hash of a stand-in says nothing.
  let omitted: Set<String>

  /// What came of one record.
  private enum Outcome {
    case mapped([String])
    case filtered(String)
    case rejected(String)
  }

  /// Lines, or none where no record can be shown.
  func lines() -> [String] {
    var lines: [String] = []
    var mapped = 0
    var hasFiltered = false
    var hasRejected = false
    for index in 0..<min(source.count, Self.looked) {
      guard let input = source.input(index), let outcome = outcome(input) else { continue }
      switch outcome {
      case .mapped(let expected) where mapped < Self.mappedCases:
        mapped += 1
        lines += entry(index, input, expected)
      case .filtered(let label) where !hasFiltered:
        hasFiltered = true
        lines += entry(index, input, ["    expect_filtered: \(YAMLScalar.text(label))"])
      case .rejected(let code) where !hasRejected:
        hasRejected = true
        lines += entry(index, input, ["    expect_problem: \(code)"])
      default: break
      }
      if mapped == Self.mappedCases && hasFiltered && hasRejected { break }
    }
    return lines.isEmpty
      ? []
      : ["# From the first records; texts are shortened, names and addresses replaced.", "cases:"] + lines
  }

  private func entry(_ index: Int, _ input: CaseSource.Input, _ expected: [String]) -> [String] {
    ["  - name: record \(index + 1)"] + input.yaml + expected
  }

  private func outcome(_ input: CaseSource.Input) -> Outcome? {
    guard let reader = PlanTrial.reader(plan, input.bytes, input.options, "case") else { return nil }
    let records = RecordBatch(slotCount: plan.selectors.selectors.count)
    let reviews = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
    while reader.read(into: records) && records.rowCount == 0 && records.unreadable.isEmpty {}
    MappingExecutor(plan: plan, now: now).map(records, file: "case", into: reviews)
    let problems = records.fileProblems + records.unreadable.map(\.problem) + reviews.rejected.map(\.problem)
    if let problem = problems.first(where: { $0.severity == .error }) {
      return .rejected(problem.code.rawValue)
    }
    if let filter = reviews.filtered.firstIndex(where: { $0 > 0 }) {
      return .filtered(plan.filterLabels[filter])
    }
    return reviews.reviewCount == 1 ? .mapped(expectation(reviews)) : nil
  }

  private func expectation(_ reviews: ReviewBatch) -> [String] {
    var metadata: [String] = []
    var fields: [String] = []
    for (column, field) in reviews.fields.enumerated()
    where !omitted.contains(field.name) && field.place != .product {
      let slot = reviews.slot(review: 0, field: column)
      let value =
        slot.kind == .missing
        ? "null" : Self.yaml(String(decoding: reviews.view(slot), as: UTF8.self), field.type)
      let entry = "\(field.name): \(value)"
      if field.place == .metadata { metadata.append(entry) } else { fields.append("        \(entry)") }
    }
    return [
      "    expect:", "      product: { metadata: { \(metadata.joined(separator: ", ")) } }", "      review:",
    ] + fields
  }

  private static func yaml(_ text: String, _ type: FieldType) -> String {
    switch type {
    case .integer, .number, .boolean: text
    case .string, .dateTime, .list: YAMLScalar.quoted(text)
    }
  }
}
