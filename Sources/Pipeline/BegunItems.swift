import Readers

/// The items that a worker has claimed and begun to parse; used by one thread.
///
/// While a block waits for those before it, the next ones are begun. Once it has its turn, it and those behind it that
/// have theirs then are finished at once, before any of them is mapped: other threads wait for that.
///
/// Each thread finishes its blocks in the order in which it claimed them. So of all blocks, the one claimed first is always
/// the next of its thread and of its input: nobody waits in a circle.
struct BegunItems {
  private let ring: BatchRing
  private var begun: [(item: Claimed, block: BegunBlock)] = []
  /// Their blocks are finished.
  private var ready: [Claimed] = []

  typealias Claimed = (item: WorkItem, number: Int)

  /// Enough for the time that the system lets another thread rest; more would keep items from the others.
  private static let begunAtMost = 3

  init(_ ring: BatchRing) { self.ring = ring }

  /// The next item whose records are parsed; nil when there is no more.
  mutating func next() -> Claimed? {
    finishThoseWithTurn()
    while ready.isEmpty, mayBegin, let claimed = ring.claim(waits: begun.isEmpty) {
      // Parsed by its reader.
      guard let (block, chain) = claimed.item.unparsed else { return claimed }
      begun.append((claimed, chain.begin(block, in: claimed.item.records)))
      finishThoseWithTurn()
    }
    if ready.isEmpty, !begun.isEmpty {
      finishFirst()
      finishThoseWithTurn()
    }
    return ready.isEmpty ? nil : ready.removeFirst()
  }

  /// Behind a block that has yet to be parsed, others must be left to other threads.
  private var mayBegin: Bool {
    begun.count < Self.begunAtMost && begun.last?.block.isParsed != false
  }

  private mutating func finishThoseWithTurn() {
    while begun.first?.block.hasTurn == true { finishFirst() }
  }

  private mutating func finishFirst() {
    let (claimed, block) = begun.removeFirst()
    block.finish()
    ready.append(claimed)
  }
}
