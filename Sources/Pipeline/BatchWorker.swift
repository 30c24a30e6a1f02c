import Mapping
import Readers
import Records
import Requests

/// Parses, maps and encodes batches; each runs on its own thread.
///
/// A batch whose block waits for those before it is put aside, and the next one begun: where there are more threads
/// than cores, the system lets one of them rest for longer than the others need for several batches.
struct BatchWorker: @unchecked Sendable {
  let plan: MappingPlan
  let settings: ConvertSettings
  let ring: BatchRing

  func run() {
    let executor = MappingExecutor(plan: plan, now: settings.now)
    let encoder = ReviewEncoder(fields: plan.fields, maxBytes: settings.maxBytes, shape: settings.shape)
    let tallied = TallyFields(plan.fields)
    let files = settings.inputs.map(InputReading.displayName)
    var begun = BegunItems(ring)
    while let (item, number) = begun.next() {
      settings.selection(of: item.input)?.keepSelected(of: item.records)
      executor.map(item.records, file: files[item.input], into: item.reviews)
      encoder.encode(item.reviews, into: item.encoded)
      if settings.details != nil { tally(item, tallied) }
      item.grouping.fill(from: item.encoded)
      ring.finished(item, number)
    }
  }

  private func tally(_ item: WorkItem, _ fields: TallyFields) {
    if item.tally == nil { item.tally = ReviewTally() }
    item.tally?.add(item.encoded, of: item.reviews, fields)
  }
}
