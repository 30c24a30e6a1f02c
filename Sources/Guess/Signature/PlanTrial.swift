import Mapping
import Readers
import Records

/// What a plan makes of a sample.
struct PlanTrial {
  var read = 0
  var mapped = 0
  var filtered = 0
  var rejected = 0
  /// Rejected records by the code of their problem, in the order of their first.
  var rejectedBy: [(code: String, count: Int)] = []
  /// Selectors for which a record had a value.
  var seen: Set<Int> = []

  /// Records that the plan knows what to do with, of all.
  var fit: Double {
    read == 0 ? 0 : Double(mapped + filtered) / Double(max(read, mapped + filtered + rejected))
  }

  /// Nil where the plan cannot read the sample at all: another format, or columns that it needs are not there.
  init?(
    _ plan: MappingPlan, _ sample: InputSample, _ options: SourceOptions? = nil, recordLimit: Int, now: Int64
  ) {
    self.init(
      plan, sample.bytes, options ?? plan.source, file: sample.file, recordLimit: recordLimit, now: now)
    // What the sample's end cut in two was no record of the file.
    if !sample.isWhole { dropLast() }
  }

  init?(
    _ plan: MappingPlan, _ bytes: [UInt8], _ options: SourceOptions, file: String, recordLimit: Int,
    now: Int64
  ) {
    guard let reader = Self.reader(plan, bytes, options, file) else { return nil }
    let records = RecordBatch(slotCount: plan.selectors.selectors.count)
    let reviews = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
    let executor = MappingExecutor(plan: plan, now: now)
    var isOpen = true
    while isOpen && read < recordLimit {
      records.removeAll()
      reviews.removeAll()
      isOpen = reader.read(into: records)
      executor.map(records, file: file, into: reviews)
      add(records, reviews)
    }
  }

  static func reader(
    _ plan: MappingPlan, _ bytes: [UInt8], _ options: SourceOptions, _ file: String
  ) -> (any RecordReader)? {
    guard let format = ReaderRegistry.format(named: options.format),
      let source = try? InputOpener.open(
        MemoryByteSource(bytes), file: file, options: options, format: options.format, readsAhead: false),
      let reader = try? format.makeReader(
        ReaderInput(source: source, options: options, selectors: plan.selectors, file: file))
    else { return nil }
    do throws(Problem) {
      let binding = try reader.bind()
      let problems = binding.map { plan.problems(binding: $0, file: file) } ?? []
      return problems.contains { $0.severity == .error } ? nil : reader
    } catch {
      return nil
    }
  }

  private mutating func add(_ records: RecordBatch, _ reviews: ReviewBatch) {
    read += records.recordCount
    mapped += reviews.reviewCount
    filtered += reviews.filtered.reduce(0, +) + records.passedOver.values.reduce(0, +)
    for problem in records.unreadable.map(\.problem) + reviews.rejected.map(\.problem) {
      reject(problem.code.rawValue)
    }
    for row in 0..<records.rowCount {
      for column in 0..<records.slotCount where !seen.contains(column) {
        let slot = records.slot(row: row, column: column)
        if slot.kind == .list || slot.kind == .object || slot.isScalarWithBytes { seen.insert(column) }
      }
    }
  }

  private mutating func reject(_ code: String) {
    rejected += 1
    if let place = rejectedBy.firstIndex(where: { $0.code == code }) {
      rejectedBy[place].count += 1
    } else {
      rejectedBy.append((code, 1))
    }
  }

  private mutating func dropLast() {
    guard let place = rejectedBy.firstIndex(where: { !$0.code.hasPrefix("score.") && $0.code.contains(".") })
    else { return }
    read -= 1
    rejected -= 1
    rejectedBy[place].count -= 1
    if rejectedBy[place].count == 0 { rejectedBy.remove(at: place) }
  }
}
