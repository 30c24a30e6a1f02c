/// Divides sorted sources into ranges of keys of about the same size, which can be merged apart.
///
/// Each source is sampled: the splitters, and a key for every so many bytes between them. The samples in order, with
/// the bytes they stand for, tell where the sum of all sources passes the wanted size. A product is never divided.
struct RangePlan {
  private struct Sample {
    var key: [UInt8]
    /// From this key on to the next of the same source.
    var bytes: Int
    /// Which one it is.
    var splitter: Int?
  }

  private let splitters: Splitters
  /// Of each splitter, in all runs.
  private var splitterBytes: [Int]
  private var samples: [Sample] = []
  private var least: [UInt8]?
  private var greatest: [UInt8]?

  /// `splitters` of all runs that are added.
  init(splitters: Splitters = Splitters()) {
    self.splitters = splitters
    splitterBytes = Array(repeating: 0, count: splitters.keys.count)
  }

  mutating func add(_ run: SpillRun) {
    let (offsets, ownKeys) = (run.index.splitterOffsets, run.index.ownKeys)
    var own = 0
    for splitter in 0...offsets.count {
      let end = splitter < offsets.count ? offsets[splitter] : run.byteCount
      if splitter > 0 {
        let next = own < ownKeys.count ? min(ownKeys[own].offset, end) : end
        splitterBytes[splitter - 1] += next - offsets[splitter - 1]
      }
      while own < ownKeys.count, ownKeys[own].offset < end {
        let next = own + 1 < ownKeys.count ? min(ownKeys[own + 1].offset, end) : end
        samples.append(Sample(key: ownKeys[own].key, bytes: next - ownKeys[own].offset))
        own += 1
      }
    }
    if run.byteCount > 0 { widen(run.index.firstKey, run.index.lastKey) }
  }

  /// `spacing`: bytes for each sample.
  mutating func add(_ part: MemoryPart, spacing: Int) {
    guard part.order.count > 0 else { return }
    for (rank, bytes) in part.sampledRanks(spacing: spacing) {
      samples.append(Sample(key: Array(part.key(rank)), bytes: bytes))
    }
    widen(Array(part.key(0)), Array(part.key(part.order.count - 1)))
  }

  /// Ranges in ascending order that hold about `bytes` each; one at least.
  ///
  /// They begin at splitters, except where these lie too far apart.
  func ranges(of bytes: Int) -> [KeyRange] {
    var bounds: [KeyBound] = []
    var sum = 0
    for sample in samplesInOrder() {
      let isNew = NameOrder.compare(sample.key, bounds.last?.key ?? least ?? []) > 0
      let mayBegin = sample.splitter != nil || splitters.keys.isEmpty
      if isNew && (sum >= 2 * bytes || sum >= bytes && mayBegin) {
        bounds.append(sample.splitter.map(splitters.bound(atSplitter:)) ?? splitters.bound(at: sample.key))
        sum = 0
      }
      sum += sample.bytes
    }
    let lows = [nil] + bounds.map(Optional.some)
    let highs = bounds.map(Optional.some) + [nil]
    return zip(lows, highs).map { low, high in
      KeyRange(low: low, high: high, sharedBytes: shared(low?.key ?? least, high?.key ?? greatest))
    }
  }

  private func samplesInOrder() -> [Sample] {
    let atSplitters = splitters.keys.enumerated().map {
      Sample(key: $0.element, bytes: splitterBytes[$0.offset], splitter: $0.offset)
    }
    return (samples + atSplitters).sorted { NameOrder.compare($0.key, $1.key) < 0 }
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
