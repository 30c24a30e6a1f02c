import Foundation
import Grouping
import Mapping
import Records
import Requests

/// One batch on its way through the stages, with the memory that each stage fills.
final class WorkItem: @unchecked Sendable {
  let records: RecordBatch
  let reviews: ReviewBatch
  let encoded = EncodedReviews()
  /// What grouping must know of `encoded`.
  let grouping = GroupBatch()
  /// Which input the records are from.
  var input = 0
  /// What the reader has to say of the input besides records.
  var events: [InputEvent] = []

  init(plan: MappingPlan) {
    records = RecordBatch(slotCount: plan.selectors.selectors.count)
    reviews = ReviewBatch(fields: plan.fields, filterCount: plan.filterLabels.count)
  }

  func removeAll() {
    records.removeAll()
    reviews.removeAll()
    encoded.removeAll()
    grouping.removeAll()
    events.removeAll(keepingCapacity: true)
  }
}

/// A fixed ring of batches between one reader, some mappers and one collector.
///
/// ```
/// reader     fills items in order            waits while the ring is full
/// mappers    claim filled items in order     finish them in any order
/// collector  takes finished items in order   so output does not depend on the number of mappers
/// ```
/// The ring bounds memory: no stage can run ahead of the next by more than its length. The lock is
/// taken a few times a batch, never for a record.
final class BatchRing: @unchecked Sendable {
  private enum State { case empty, filled, claimed, finished }

  private let items: [WorkItem]
  private var states: [State]
  private let condition = NSCondition()
  private var filledCount = 0
  private var claimedCount = 0
  private var takenCount = 0
  private var ended = false
  private var cancelled = false

  init(length: Int, plan: MappingPlan) {
    items = (0..<length).map { _ in WorkItem(plan: plan) }
    states = Array(repeating: .empty, count: length)
  }

  /// The next item to fill, empty; nil when the run was cancelled.
  func nextToFill() -> WorkItem? {
    wait { self.states[self.filledCount % self.items.count] == .empty }
      ? items[filledCount % items.count] : nil
  }

  func filled() {
    change {
      states[filledCount % items.count] = .filled
      filledCount += 1
    }
  }

  /// Said by the reader: no more items come.
  func end() { change { ended = true } }

  /// The next item to map and its number; nil when there is no more.
  func claim() -> (item: WorkItem, number: Int)? {
    condition.lock()
    defer { condition.unlock() }
    while !cancelled, claimedCount == filledCount, !ended { condition.wait() }
    guard !cancelled, claimedCount < filledCount else { return nil }
    let number = claimedCount
    states[number % items.count] = .claimed
    claimedCount += 1
    return (items[number % items.count], number)
  }

  func finished(_ number: Int) { change { states[number % items.count] = .finished } }

  /// The next finished item, in the order in which they were filled; nil when there is no more.
  func take() -> WorkItem? {
    condition.lock()
    defer { condition.unlock() }
    while !cancelled, states[takenCount % items.count] != .finished, !(ended && takenCount == filledCount) {
      condition.wait()
    }
    guard !cancelled, takenCount < filledCount else { return nil }
    return items[takenCount % items.count]
  }

  /// Gives the item that `take` returned back to the reader.
  func release(_ item: WorkItem) {
    item.removeAll()
    change {
      states[takenCount % items.count] = .empty
      takenCount += 1
    }
  }

  /// Wakes every stage and lets it end.
  func cancel() { change { cancelled = true } }

  var isCancelled: Bool {
    condition.lock()
    defer { condition.unlock() }
    return cancelled
  }

  private func wait(until ready: () -> Bool) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while !cancelled, !ready() { condition.wait() }
    return !cancelled
  }

  private func change(_ body: () -> Void) {
    condition.lock()
    body()
    condition.broadcast()
    condition.unlock()
  }
}
