import Records

@testable import Mapping

/// A value of a test record.
enum Cell: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, Sendable {
  case text(String)
  case number(String)
  case boolean(String)
  case null
  case object(String)
  case list([Cell])

  init(stringLiteral value: String) { self = .text(value) }
  init(arrayLiteral elements: Cell...) { self = .list(elements) }
}

typealias TestRecord = [String: Cell]

/// Compiles mappings and runs them over records that stand in the test.
struct TestRun {
  var reviews: [[String: String]] = []
  var problems: [Problem] = []
  var filtered: [Int] = []
  var extraReviews = 0

  /// 2024-06-01T00:00:00Z.
  static let now: Int64 = 1_717_200_000

  init(_ plan: MappingPlan, _ records: [TestRecord], now: Int64 = TestRun.now) {
    let batch = Self.batch(plan, records)
    let out = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
    MappingExecutor(plan: plan, now: now).map(batch, file: "reviews.csv", into: out)
    reviews = (0..<out.reviewCount).map { Self.fields(of: $0, out) }
    problems = out.rejected.map(\.problem)
    filtered = out.filtered
    extraReviews = out.extraReviews
  }

  static func compile(_ yaml: String, folder: String = "") -> CompiledMapping {
    MappingCompiler(formats: TestFormats.all).compile(yaml: yaml, file: "m.yaml", folder: folder)
  }

  /// A plan, or the problems as an error.
  static func plan(_ yaml: String, folder: String = "") throws -> MappingPlan {
    let compiled = compile(yaml, folder: folder)
    guard let plan = compiled.plan else { throw CompileFailure(lines: compiled.problems.map(\.line)) }
    return plan
  }

  struct CompileFailure: Error { var lines: [String] }

  /// A batch whose raw records are their selected values with commas between and a line feed behind.
  static func batch(_ plan: MappingPlan, _ records: [TestRecord]) -> RecordBatch {
    let selectors = plan.selectors.selectors
    let batch = RecordBatch(slotCount: selectors.count)
    for (index, record) in records.enumerated() {
      let start = batch.bytes.count
      for (column, selector) in selectors.enumerated() {
        if column > 0 { batch.bytes.append(UInt8(ascii: ",")) }
        let slot = record[selector].map { Self.slot($0, batch) } ?? .missing
        batch.slots.append(slot)
      }
      batch.bytes.append(UInt8(ascii: "\n"))
      batch.origins.append(
        RowOrigin(
          record: index + 1, line: index + 2, byteOffset: start, rawOffset: start,
          rawLength: batch.bytes.count - start))
    }
    batch.recordCount = records.count
    return batch
  }

  private static func slot(_ cell: Cell, _ batch: RecordBatch) -> Slot {
    switch cell {
    case .null: return .null
    case .text(let text): return slot(text, .string, batch)
    case .number(let text): return slot(text, .number, batch)
    case .boolean(let text): return slot(text, .boolean, batch)
    case .object(let text): return slot(text, .object, batch)
    case .list(let cells):
      let elements = cells.map { slot($0, batch) }
      let start = batch.elements.count
      batch.elements += elements
      return Slot(kind: .list, offset: start, length: elements.count)
    }
  }

  private static func slot(_ text: String, _ kind: SlotKind, _ batch: RecordBatch) -> Slot {
    let start = batch.bytes.count
    batch.bytes.append(text)
    return Slot(kind: kind, offset: start, length: batch.bytes.count - start)
  }

  private static func fields(of review: Int, _ out: ReviewBatch) -> [String: String] {
    var fields: [String: String] = [:]
    for (index, field) in out.fields.enumerated() {
      let slot = out.slot(review: review, field: index)
      switch slot.kind {
      case .missing: continue
      case .list:
        let items = (slot.start..<slot.start + slot.length).map {
          String(decoding: out.view(out.elements[$0]), as: UTF8.self)
        }
        fields[field.name] = "[" + items.joined(separator: "|") + "]"
      default: fields[field.name] = String(decoding: out.view(slot), as: UTF8.self)
      }
    }
    return fields
  }
}

extension Problem {
  /// As the command prints it, with the values shown: `m.yaml:1:2: error[code]: sentence`.
  var line: String {
    var place = position?.file ?? ""
    if let line = position?.line { place += ":\(line)" }
    if let column = position?.column { place += ":\(column)" }
    return "\(place): \(severity.rawValue)[\(code.rawValue)]: \(sentence.text(showingValues: true))"
  }
}

/// Mappings of tests: the parts that every mapping needs, and the one under test.
enum TestMapping {
  /// A whole mapping with these lines for `review.text`.
  static func text(_ value: String) -> String { base(review: "  text: \(value)") }

  static func score(_ value: String) -> String {
    """
    version: 1
    name: test
    origin: Test
    source: { format: json }
    product: { metadata: { sku: sku } }
    review:
      external_id: id
      score: \(value)
    """
  }

  static func base(review: String, top: String = "") -> String {
    """
    version: 1
    name: test
    origin: Test
    source: { format: json }
    product: { metadata: { sku: sku } }
    review:
      external_id: id
      score: stars
    \(review)
    \(top)
    """
  }

  /// A record with the parts that every mapping needs.
  static func record(_ more: TestRecord) -> TestRecord {
    ["id": "r1", "sku": "A-1", "stars": "4"].merging(more) { $1 }
  }
}
