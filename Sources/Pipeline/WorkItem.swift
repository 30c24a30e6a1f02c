import Grouping
import Mapping
import Readers
import Records
import Requests

/// One batch on its way through the stages, with the memory that each stage fills.
final class WorkItem: @unchecked Sendable {
  let records: RecordBatch
  let reviews: ReviewBatch
  let encoded = EncodedReviews()
  /// What grouping must know of `encoded`.
  let grouping = GroupBatch()
  /// What the run's report counts of `encoded`; nil where nobody asked for one.
  var tally: ReviewTally?
  /// Which input the records are from.
  var input = 0
  /// What of the input is still to be parsed, and by whom; nil where the reader has parsed it.
  var unparsed: (block: RecordBlock, chain: any BlockVerifier)?
  /// What the reader has to say of the input besides records.
  var events: [InputEvent] = []
  /// Whether nothing of the input comes behind.
  var endsInput = false

  init(plan: MappingPlan) {
    records = RecordBatch(slotCount: plan.selectors.selectors.count)
    reviews = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
  }

  func removeAll() {
    records.removeAll()
    reviews.removeAll()
    encoded.removeAll()
    grouping.removeAll()
    tally?.removeAll()
    unparsed = nil
    events.removeAll(keepingCapacity: true)
    endsInput = false
  }
}
