import Records

/// Some records of one input, by their numbers.
///
/// ```
/// words   [ record / 64, ascending | … ]
/// bits    [ one bit for each of the 64 | … ]
/// ```
/// 16 bytes for each 64 neighbours of which one is taken: a quarter of a byte for a record where all are, and
/// never more than 16.
public struct RecordSelection: Equatable, Sendable {
  private var words: [Int] = []
  private var bits: [UInt64] = []
  /// Records taken.
  public private(set) var count = 0

  public init() {}

  public init(_ records: some Sequence<Int>) { records.forEach { insert($0) } }

  /// Takes a record, from 1; fastest in ascending order, as a rejects file has them.
  public mutating func insert(_ record: Int) {
    let word = record >> 6
    let bit: UInt64 = 1 << UInt64(record & 63)
    let index = position(of: word)
    if index == words.count || words[index] != word {
      words.insert(word, at: index)
      bits.insert(0, at: index)
    }
    if bits[index] & bit == 0 { count += 1 }
    bits[index] |= bit
  }

  public func contains(_ record: Int) -> Bool {
    let word = record >> 6
    let index = position(of: word)
    return index < words.count && words[index] == word && bits[index] & 1 << UInt64(record & 63) != 0
  }

  /// Where a word stands or belongs.
  private func position(of word: Int) -> Int {
    guard let last = words.last, word <= last else { return words.count }
    var (low, high) = (0, words.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if words[middle] < word { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Takes everything else out of a batch as if it had not been read.
  ///
  /// What is said of the file stays.
  func keepSelected(of batch: RecordBatch) {
    var kept = 0
    var records = 0
    var lastRecord = 0
    for row in 0..<batch.rowCount where contains(batch.origins[row].record) {
      let origin = batch.origins[row]
      if kept != row { move(row, to: kept, of: batch) }
      if origin.record != lastRecord { records += 1 }
      lastRecord = origin.record
      kept += 1
    }
    batch.slots.removeLast((batch.rowCount - kept) * batch.slotCount)
    batch.origins.removeLast(batch.rowCount - kept)
    batch.unreadable.removeAll { !contains($0.origin.record) }
    batch.passedOver.removeAll()
    batch.recordCount = records + batch.unreadable.count
  }

  private func move(_ row: Int, to target: Int, of batch: RecordBatch) {
    batch.origins[target] = batch.origins[row]
    for column in 0..<batch.slotCount {
      batch.slots[target * batch.slotCount + column] = batch.slots[row * batch.slotCount + column]
    }
  }
}
