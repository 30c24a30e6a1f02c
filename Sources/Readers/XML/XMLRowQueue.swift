import Records

/// Rows that wait to be handed over: for the end of the parser's chunk, or for values of an ancestor.
struct XMLRowQueue {
  struct Row {
    var record: Int
    var item: Int
    var line: Int
    /// The raw text's place in the fed bytes.
    var start: Int
    var length: Int
    var state = State.ready
    /// What the row needs of the record store's bytes, and of `elements`.
    var firstByte: Int
    var lastByte: Int
    var firstElement: Int
  }

  enum State: Equatable {
    case ready
    /// Waits for the end of the ancestor of this level.
    case held(level: Int)
    /// Becomes an unreadable record.
    case faulty(index: Int)
    /// A further row of a faulty record.
    case dropped
  }

  let slotCount: Int
  private(set) var rows = RawQueue<Row>(capacity: 1024)
  private(set) var slots: RawQueue<Slot>
  var elements = RawQueue<Slot>(capacity: 64)
  private(set) var faults: [XMLFault] = []
  /// The position of the next row to hand over.
  var next = 0

  init(slotCount: Int) {
    self.slotCount = slotCount
    slots = RawQueue(capacity: max(slotCount, 1) * 1024)
  }

  func deallocate() {
    rows.elements.deallocate()
    slots.elements.deallocate()
    elements.elements.deallocate()
  }

  var end: Int { rows.end }
  var isEmpty: Bool { next == rows.end }

  /// Appends a row of missing slots.
  mutating func append(_ row: Row) {
    rows.append(row)
    slots.reserve(slotCount)
    slots.pointer(at: slots.end).initialize(repeating: .missing, count: slotCount)
    slots.extend(by: slotCount)
  }

  mutating func truncate(to position: Int) {
    slots.truncate(to: position * slotCount)
    rows.truncate(to: position)
  }

  @inline(__always) func slotPointer(_ row: Int) -> UnsafeMutablePointer<Slot> {
    slots.pointer(at: row &* slotCount)
  }

  /// Makes unreadable what was a row.
  mutating func fail(_ position: Int, _ fault: XMLFault) {
    rows[position].state = rows[position].item > 0 ? .dropped : .faulty(index: faults.count)
    if rows[position].item == 0 { faults.append(fault) }
  }

  /// Frees what was handed over.
  mutating func release() {
    if isEmpty { faults.removeAll() }
    elements.release(before: isEmpty ? elements.end : rows[next].firstElement)
    slots.release(before: next * slotCount)
    rows.release(before: next)
  }

  /// The first row that waits for an ancestor; those before it wait for room in a batch only.
  var firstHeld: Int? {
    (next..<end).first { row in
      if case .held = rows[row].state { true } else { false }
    }
  }

  /// Bytes that the rows from a position on occupy.
  func memory(from first: Int) -> Int {
    (end - first) * (MemoryLayout<Row>.stride + slotCount * MemoryLayout<Slot>.stride)
      + (elements.end - rows[first].firstElement) * MemoryLayout<Slot>.stride
  }

  /// Bytes that are allocated, for rows or in advance.
  var capacity: Int {
    rows.elements.capacity * MemoryLayout<Row>.stride
      + (slots.elements.capacity + elements.elements.capacity) * MemoryLayout<Slot>.stride
  }
}
