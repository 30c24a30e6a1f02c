/// Keys and where in a run the products from there on begin: enough to enter the run near any key.
///
/// ```
/// splitters     chosen once, from the first run, and the same for all: where a range of keys begins at one,
///               no run has to be read for nothing
/// own keys      one for every so many bytes, for keys that the first run knew nothing of
/// ```
/// However long the run, it takes `maxBytes` at most: then every second entry is dropped.
struct RunIndex: Sendable {
  struct Entry: Sendable {
    /// Products before `offset` have lower keys, the ones from there on this one or a higher one.
    var key: [UInt8]
    var offset: Int
    var isSplitter: Bool
  }

  private static let maxBytes = 128 << 10

  private(set) var entries: [Entry] = []
  /// The last product's.
  private(set) var lastKey: [UInt8] = []
  private let splitters: [[UInt8]]
  private var nextSplitter = 0
  /// Its first bytes behind the shared ones: most keys are told from it by them.
  private var nextPrefix: UInt64 = 0
  private let sharedBytes: Int
  private var spacing: Int
  private var heldBytes = 0

  /// `spacing`: bytes of the run for each key of its own; `sharedBytes`: what all its keys and all splitters begin with.
  init(splitters: [[UInt8]], spacing: Int, sharedBytes: Int = 0) {
    self.splitters = splitters
    self.spacing = spacing
    self.sharedBytes = sharedBytes
    aimAtSplitter()
  }

  /// Notes a product that begins at an offset, higher than the one before.
  mutating func add(_ key: UnsafeBufferPointer<UInt8>, at offset: Int) {
    let prefix = NameOrder.prefix(key, from: sharedBytes)
    while nextSplitter < splitters.count, prefix >= nextPrefix,
      NameOrder.compare(key, splitters[nextSplitter]) >= 0
    {
      append(Entry(key: splitters[nextSplitter], offset: offset, isSplitter: true), bytes: 0)
      nextSplitter += 1
      aimAtSplitter()
    }
    if entries.isEmpty || offset - (entries.last?.offset ?? 0) >= spacing {
      append(Entry(key: Array(key), offset: offset, isSplitter: false), bytes: key.count)
    }
    lastKey.replaceSubrange(0..., with: key)
  }

  /// A part of a run.
  struct Bounds {
    var bytes: Range<Int>
    /// Whether no product of it lies below the wanted keys, and none above them.
    var beginsAtLow: Bool
    var endsAtHigh: Bool
  }

  /// The part of a run of `end` bytes that has all keys from `low` to below `high`.
  func bounds(from low: [UInt8]?, to high: [UInt8]?, end: Int) -> Bounds {
    let first = low.map { low in entries.partitionPoint { NameOrder.compare($0.key, low) <= 0 } - 1 } ?? 0
    let last = high.map { high in entries.partitionPoint { NameOrder.compare($0.key, high) < 0 } }
    let start = entries.isEmpty ? 0 : entries[max(first, 0)].offset
    let stop = last.flatMap { $0 < entries.count ? entries[$0] : nil }
    return Bounds(
      bytes: start..<max(start, stop?.offset ?? end),
      beginsAtLow: low == nil || first >= 0 && first < entries.count && entries[first].key == low,
      endsAtHigh: high == nil || stop?.key == high)
  }

  private mutating func aimAtSplitter() {
    guard nextSplitter < splitters.count else { return }
    nextPrefix = splitters[nextSplitter].withUnsafeBufferPointer { NameOrder.prefix($0, from: sharedBytes) }
  }

  private mutating func append(_ entry: Entry, bytes: Int) {
    entries.append(entry)
    heldBytes += MemoryLayout<Entry>.stride + bytes
    if heldBytes > Self.maxBytes && entries.count > 2 { thinOut() }
  }

  private mutating func thinOut() {
    entries = entries.enumerated().compactMap { $0.offset.isMultiple(of: 2) ? $0.element : nil }
    heldBytes = entries.reduce(0) {
      $0 + MemoryLayout<Entry>.stride + ($1.isSplitter ? 0 : $1.key.count)
    }
    spacing *= 2
  }
}

extension Array {
  /// How many elements at the beginning fulfil a condition that none behind them fulfils.
  func partitionPoint(_ isBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
