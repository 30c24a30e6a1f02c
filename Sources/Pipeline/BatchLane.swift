/// The batches of one input after the other, in a ring of fixed length; guarded by the lock of its `BatchRing`.
struct BatchLane {
  private enum State { case empty, filled, claimed, finished }

  private let items: [WorkItem]
  private var states: [State]
  private var filledCount = 0
  private var claimedCount = 0
  private var takenCount = 0

  init(_ items: [WorkItem]) {
    self.items = items
    states = Array(repeating: .empty, count: items.count)
  }

  private func index(_ number: Int) -> Int { number % items.count }

  /// The next item to fill; nil while the ring is full.
  var toFill: WorkItem? {
    states[index(filledCount)] == .empty ? items[index(filledCount)] : nil
  }

  /// The next item to map; nil where none is filled.
  var canClaim: Bool { claimedCount < filledCount }

  /// The next item in order; nil while it is not finished.
  var toTake: WorkItem? {
    states[index(takenCount)] == .finished ? items[index(takenCount)] : nil
  }

  mutating func fill() {
    states[index(filledCount)] = .filled
    filledCount += 1
  }

  mutating func claim() -> (item: WorkItem, number: Int) {
    let number = claimedCount
    states[index(number)] = .claimed
    claimedCount += 1
    return (items[index(number)], number)
  }

  mutating func finish(_ number: Int) { states[index(number)] = .finished }

  mutating func release() {
    states[index(takenCount)] = .empty
    takenCount += 1
  }
}
