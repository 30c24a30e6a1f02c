/// Divides sorted sources into ranges of keys of about the same size, which can be merged apart.
///
/// Each source is sampled: a key for every so many bytes. The samples in order, with the bytes they stand for,
/// tell where the sum of all sources passes the wanted size. A product is never divided.
struct RangePlan {
  private struct Sample {
    var key: [UInt8]
    /// From this key on to the next of the same source.
    var bytes: Int
    var isSplitter: Bool
  }

  private var samples: [Sample] = []
  private var least: [UInt8]?
  private var greatest: [UInt8]?

  mutating func add(_ run: SpillRun) {
    let entries = run.index.entries
    for (place, entry) in entries.enumerated() {
      let end = place + 1 < entries.count ? entries[place + 1].offset : run.byteCount
      samples.append(Sample(key: entry.key, bytes: end - entry.offset, isSplitter: entry.isSplitter))
    }
    if let first = entries.first { widen(first.key, run.index.lastKey) }
  }

  /// `spacing`: bytes for each sample.
  mutating func add(_ part: MemoryPart, spacing: Int) {
    guard part.order.count > 0 else { return }
    for (rank, bytes) in part.sampledRanks(spacing: spacing) {
      samples.append(Sample(key: Array(part.key(rank)), bytes: bytes, isSplitter: false))
    }
    widen(Array(part.key(0)), Array(part.key(part.order.count - 1)))
  }

  /// Ranges in ascending order that hold about `bytes` each; one at least.
  ///
  /// They begin at splitters, except where these lie too far apart.
  func ranges(of bytes: Int) -> [KeyRange] {
    var bounds: [[UInt8]] = []
    var sum = 0
    let hasSplitters = samples.contains { $0.isSplitter }
    for sample in samples.sorted(by: { NameOrder.compare($0.key, $1.key) < 0 }) {
      let isNew = NameOrder.compare(sample.key, bounds.last ?? least ?? []) > 0
      if isNew && (sum >= 2 * bytes || sum >= bytes && (sample.isSplitter || !hasSplitters)) {
        bounds.append(sample.key)
        sum = 0
      }
      sum += sample.bytes
    }
    let lows = [nil] + bounds.map(Optional.some)
    let highs = bounds.map(Optional.some) + [nil]
    return zip(lows, highs).map { low, high in
      KeyRange(low: low, high: high, sharedBytes: shared(low ?? least, high ?? greatest))
    }
  }

  private mutating func widen(_ first: [UInt8], _ last: [UInt8]) {
    if least.map({ NameOrder.compare(first, $0) < 0 }) ?? true { least = first }
    if greatest.map({ NameOrder.compare(last, $0) > 0 }) ?? true { greatest = last }
  }

  /// What the least and the greatest begin with, all between them begin with.
  private func shared(_ low: [UInt8]?, _ high: [UInt8]?) -> Int {
    guard let low, let high else { return 0 }
    return low.withUnsafeBufferPointer { low in
      high.withUnsafeBufferPointer { NameOrder.commonCount(low, $0) }
    }
  }
}
