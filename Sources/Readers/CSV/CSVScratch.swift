import Records

/// The raw memory of one reader: what the record loop reads and writes instead of arrays.
///
/// Rows are collected here and go to the batch in one piece, since an array that is appended to for each
/// field costs more than finding the field.
final class CSVScratch {
  let selectorCount: Int
  /// Records of a batch.
  let capacity: Int
  let wanted: UnsafeMutablePointer<Int>
  let cells: UnsafeMutablePointer<CSVCell>
  /// The slots of the current record's cells.
  let cellSlots: UnsafeMutablePointer<Slot>
  let cellOfSelector: UnsafeMutablePointer<Int>
  /// `capacity` rows of `selectorCount` slots.
  let slots: UnsafeMutablePointer<Slot>
  let origins: UnsafeMutablePointer<RowOrigin>

  init(_ columns: CSVColumns, capacity: Int) {
    selectorCount = columns.cellOfSelector.count
    self.capacity = capacity
    wanted = Self.copy(columns.wanted)
    cells = .allocate(capacity: columns.wanted.count)
    cellSlots = .allocate(capacity: columns.wanted.count)
    cellOfSelector = Self.copy(columns.cellOfSelector)
    slots = .allocate(capacity: max(1, capacity * selectorCount))
    origins = .allocate(capacity: capacity)
  }

  deinit {
    wanted.deallocate()
    cells.deallocate()
    cellSlots.deallocate()
    cellOfSelector.deallocate()
    slots.deallocate()
    origins.deallocate()
  }

  private static func copy(_ values: [Int]) -> UnsafeMutablePointer<Int> {
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: max(1, values.count))
    for (index, value) in values.enumerated() { memory[index] = value }
    return memory
  }

  /// Appends the first `count` rows to the batch.
  func moveRows(_ count: Int, to batch: RecordBatch) {
    batch.slots.append(contentsOf: UnsafeBufferPointer(start: slots, count: count * selectorCount))
    batch.origins.append(contentsOf: UnsafeBufferPointer(start: origins, count: count))
  }
}
