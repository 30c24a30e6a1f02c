import Mapping
import Pipeline
import Readers
import Records
import Requests

/// One thread that reads an input batch by batch.
struct ReadingLoop {
  let plan: MappingPlan
  let input: String

  /// Calls `body` with each batch and tells how many records there were.
  func run(_ body: (RecordBatch) -> Void) throws -> Int {
    guard let format = ReaderRegistry.format(named: plan.source.format) else {
      throw StageProblem.format(plan.source.format)
    }
    let source = try InputOpener.open(input, options: plan.source, format: plan.source.format)
    let reader = try format.makeReader(
      ReaderInput(source: source, options: plan.source, selectors: plan.selectors, file: input))
    _ = try reader.bind()
    let batch = RecordBatch(slotCount: plan.selectors.selectors.count)
    var count = 0
    var hasMore = true
    while hasMore {
      hasMore = reader.read(into: batch)
      count += batch.recordCount
      body(batch)
      batch.removeAll()
    }
    return count
  }
}

/// Maps and encodes batches, and throws the result away.
struct Mapper {
  private let executor: MappingExecutor
  private let encoder: ReviewEncoder
  private let reviews: ReviewBatch
  private let encoded = EncodedReviews()
  private let file: String

  init(plan: MappingPlan, file: String) {
    self.file = file
    executor = MappingExecutor(plan: plan, now: 0)
    encoder = ReviewEncoder(fields: plan.fields, maxBytes: RequestRules.defaultMaxBytes, shape: .flat)
    reviews = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
  }

  func map(_ batch: RecordBatch) {
    executor.map(batch, file: file, into: reviews)
    encoder.encode(reviews, into: encoded)
    reviews.removeAll()
    encoded.removeAll()
  }
}
