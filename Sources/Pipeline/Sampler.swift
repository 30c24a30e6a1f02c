import Mapping
import Readers
import Records

/// What came of the first records of some input.
public struct Sample: Sendable {
  public var read = 0
  public var filtered = 0
  public var rejected = 0
  public var reviews: [MappedReview] = []
  /// Whether a file lacks columns that the mapping needs.
  public var lacksColumns = false
  /// Records filtered by each condition of `where`.
  public var filteredBy: [Int] = []

  public init() {}
}

/// Maps a little data on the calling thread, for previews and checks.
public struct Sampler {
  private let plan: MappingPlan
  private let now: Int64
  private let report: (Problem) -> Void
  private let commands: CommandRunning?

  /// `report` takes the problems of rejected records and of files, in order of reading.
  ///
  /// - Parameter commands: Whether programs of the mapping may run; nil for no.
  public init(
    plan: MappingPlan, now: Int64, commands: CommandRunning? = nil, report: @escaping (Problem) -> Void
  ) {
    self.plan = plan
    self.commands = commands
    self.now = now
    self.report = report
  }

  /// Reads a file until `reviewLimit` reviews or `recordLimit` records are there, or to its end.
  ///
  /// Throws where the file cannot be read at all. Missing columns are reported, and told in the sample.
  public func read(
    _ path: String, into sample: inout Sample, reviewLimit: Int = .max, recordLimit: Int = .max
  ) throws(Problem) {
    let reading = InputReading(plan: plan, maxExpansionRatio: nil, commands: commands)
    let (reader, problems) = try reading.open(path)
    problems.forEach(report)
    guard !problems.contains(where: { $0.severity == .error }) else {
      sample.lacksColumns = true
      return
    }
    read(reader, file: InputReading.displayName(path), into: &sample, reviewLimit, recordLimit)
  }

  private func read(
    _ reader: any RecordReader, file: String, into sample: inout Sample, _ reviewLimit: Int,
    _ recordLimit: Int
  ) {
    let records = RecordBatch(slotCount: plan.selectors.selectors.count)
    let reviews = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
    let executor = MappingExecutor(plan: plan, now: now)
    var isOpen = true
    while isOpen, sample.reviews.count < reviewLimit, sample.read < recordLimit {
      records.removeAll()
      reviews.removeAll()
      isOpen = reader.read(into: records)
      executor.map(records, file: file, into: reviews)
      add(records, reviews, to: &sample)
    }
  }

  private func add(_ records: RecordBatch, _ reviews: ReviewBatch, to sample: inout Sample) {
    sample.read += records.recordCount
    sample.rejected += records.unreadable.count + reviews.rejected.count
    var rejects = records.unreadable.map { ($0.origin, $0.problem) }
    rejects += reviews.rejected.map { (records.origins[$0.row], $0.problem) }
    rejects.sort { ($0.0.record, $0.0.item) < ($1.0.record, $1.0.item) }
    (rejects.map(\.1) + records.fileProblems).forEach(report)
    sample.filtered += records.passedOver.values.reduce(0, +)
    if sample.filteredBy.isEmpty { sample.filteredBy = Array(repeating: 0, count: reviews.filtered.count) }
    for (index, count) in reviews.filtered.enumerated() {
      sample.filtered += count
      sample.filteredBy[index] += count
    }
    sample.reviews += (0..<reviews.reviewCount).map { MappedReview(reviews, $0) }
  }
}
