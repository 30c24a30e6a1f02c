import Records

/// Copies the slots of a run of rows into a batch, and the bytes that they stand for.
struct XMLSlotCopier {
  private let collector: UnsafeMutablePointer<XMLCollector>
  private let batch: RecordBatch
  private let rows: Range<Int>
  private let lastByte: Int

  init(
    _ collector: UnsafeMutablePointer<XMLCollector>, _ batch: RecordBatch, rows: Range<Int>, lastByte: Int
  ) {
    self.collector = collector
    self.batch = batch
    self.rows = rows
    self.lastByte = lastByte
  }

  /// Copies the values in one piece where they lie together, else one by one.
  ///
  /// Values of rows that were held may lie behind those of many rows that are not handed over yet.
  func copy(rawBytes: Int) {
    let slotCount = collector.pointee.slotCount
    if slotCount == 0 { return }
    let firstByte = collector.pointee.rows.rows[rows.lowerBound].firstByte
    let store = collector.pointee.stores + collector.pointee.recordLevel
    let slots = collector.pointee.rows.slotPointer(rows.lowerBound)
    if lastByte - firstByte <= 4 * rawBytes + (256 << 10) {
      let shift = UInt32(truncatingIfNeeded: batch.bytes.count - firstByte)
      batch.bytes.append(store.pointee.bytes.pointer(at: firstByte), count: max(lastByte - firstByte, 0))
      adjust(slots, slotCount) { slot in
        Slot(kind: slot.kind, offset: Int(slot.offset &+ shift), length: slot.length)
      }
    } else {
      adjust(slots, slotCount) { slot in
        let start = batch.bytes.count
        let source = store.pointee.bytes.pointer(at: Self.position(slot, from: store.pointee.bytes.start))
        batch.bytes.append(source, count: slot.length)
        return Slot(kind: slot.kind, offset: start, length: slot.length)
      }
    }
    batch.slots.append(contentsOf: UnsafeBufferPointer(start: slots, count: rows.count * slotCount))
  }

  /// Rewrites the slots in place, column by column; a slot that repeats the row before shares its copy.
  @inline(__always)
  private func adjust(_ slots: UnsafeMutablePointer<Slot>, _ slotCount: Int, _ copy: (Slot) -> Slot) {
    for column in 0..<slotCount {
      var source = Slot.missing
      var made = Slot.missing
      var slot = slots + column
      for _ in 0..<rows.count {
        if slot.pointee != source {
          source = slot.pointee
          switch source.kind {
          case .missing: made = source
          case .list: made = list(source, copy)
          default: made = copy(source)
          }
        }
        slot.pointee = made
        slot += slotCount
      }
    }
  }

  private func list(_ slot: Slot, _ copy: (Slot) -> Slot) -> Slot {
    let elements = collector.pointee.rows.elements
    let first = Self.position(slot, from: elements.start)
    let start = batch.elements.count
    for position in first..<first + slot.length { batch.elements.append(copy(elements[position])) }
    return Slot(kind: .list, offset: start, length: slot.length)
  }

  /// The position that a slot's 32 bits mean, near the start of what is kept.
  private static func position(_ slot: Slot, from start: Int) -> Int {
    start + Int(slot.offset &- UInt32(truncatingIfNeeded: start))
  }
}
