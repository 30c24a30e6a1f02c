import Readers

/// The items that a worker has claimed, and whose blocks it has begun to parse; used by one thread.
///
/// Items are finished in the order in which they were claimed. So of all that are claimed, the one claimed first is
/// always the next of its thread and of its input: nobody waits in a circle.
struct BegunItems {
  private let ring: BatchRing
  private var items: [(item: WorkItem, number: Int, block: BegunBlock)] = []

  init(_ ring: BatchRing) { self.ring = ring }

  /// The next item whose records are parsed; nil when there is no more.
  mutating func next() -> (item: WorkItem, number: Int)? {
    while items.first?.block.hasTurn != true, let (item, number) = ring.claim(waits: items.isEmpty) {
      guard let (block, chain) = item.unparsed else { return (item, number) }
      items.append((item, number, chain.begin(block, in: item.records)))
    }
    guard !items.isEmpty else { return nil }
    let (item, number, block) = items.removeFirst()
    block.finish()
    return (item, number)
  }
}
