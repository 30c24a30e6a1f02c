/// Keys and where in a run the products from there on begin: enough to enter the run near any key.
///
/// ```
/// splitters     the same for all runs: an offset for each
/// own keys      one for every so many bytes without a splitter, for keys that the first run knew nothing of
/// ```
/// However long the run, its own keys take `maxBytes` at most: then every second one is dropped.
struct RunIndex: Sendable {
  struct Entry: Sendable {
    /// Products before `offset` have lower keys, the ones from there on this one or a higher one.
    var key: [UInt8]
    var offset: Int
  }

  private static let maxBytes = 128 << 10

  private(set) var ownKeys: [Entry] = []
  /// Where the products begin that are at each splitter or above; the run ends before the ones that are missing.
  private(set) var splitterOffsets: [Int] = []
  private(set) var firstKey: [UInt8] = []
  private(set) var lastKey: [UInt8] = []
  private let splitters: Splitters
  /// The next splitter's first bytes behind the shared ones: most keys are told from it by them.
  private var nextPrefix: UInt64 = 0
  private let sharedBytes: Int
  private var spacing: Int
  private var heldBytes = 0
  /// The last offset that has a key.
  private var lastOffset = Int.min

  /// `spacing`: bytes of the run for each key of its own; `sharedBytes`: what all its keys and all splitters begin with.
  init(splitters: Splitters, spacing: Int, sharedBytes: Int = 0) {
    self.splitters = splitters
    self.spacing = spacing
    self.sharedBytes = sharedBytes
    splitterOffsets.reserveCapacity(splitters.keys.count)
    aimAtSplitter()
  }

  /// Notes a product that begins at an offset, higher than the one before.
  mutating func add(_ key: UnsafeBufferPointer<UInt8>, at offset: Int) {
    if lastOffset == .min { firstKey = Array(key) }
    let prefix = NameOrder.prefix(key, from: sharedBytes)
    while splitterOffsets.count < splitters.keys.count, prefix >= nextPrefix,
      NameOrder.compare(key, splitters.keys[splitterOffsets.count]) >= 0
    {
      splitterOffsets.append(offset)
      lastOffset = offset
      aimAtSplitter()
    }
    if lastOffset == .min || offset - lastOffset >= spacing { addOwn(key, offset) }
    lastKey.replaceSubrange(0..., with: key)
  }

  private mutating func aimAtSplitter() {
    guard splitterOffsets.count < splitters.keys.count else { return }
    nextPrefix = splitters.keys[splitterOffsets.count].withUnsafeBufferPointer {
      NameOrder.prefix($0, from: sharedBytes)
    }
  }

  private mutating func addOwn(_ key: UnsafeBufferPointer<UInt8>, _ offset: Int) {
    ownKeys.append(Entry(key: Array(key), offset: offset))
    lastOffset = offset
    heldBytes += MemoryLayout<Entry>.stride + key.count
    if heldBytes > Self.maxBytes && ownKeys.count > 2 { thinOut() }
  }

  private mutating func thinOut() {
    ownKeys = ownKeys.enumerated().compactMap { $0.offset.isMultiple(of: 2) ? $0.element : nil }
    heldBytes = ownKeys.reduce(0) { $0 + MemoryLayout<Entry>.stride + $1.key.count }
    spacing *= 2
  }
}

// MARK: - Looking up

extension RunIndex {
  /// A part of a run.
  struct Bounds {
    var bytes: Range<Int>
    /// Whether no product of it lies below the wanted keys, and none above them.
    var beginsAtLow: Bool
    var endsAtHigh: Bool
  }

  /// The part of a run of `end` bytes that has all keys of a range.
  func bounds(of range: KeyRange, end: Int) -> Bounds {
    let (start, beginsAtLow) = range.low.map { place(upTo: $0, end) } ?? (0, true)
    let (stop, endsAtHigh) = range.high.map { place(from: $0, end) } ?? (end, true)
    return Bounds(bytes: start..<max(start, stop), beginsAtLow: beginsAtLow, endsAtHigh: endsAtHigh)
  }

  /// The last known place that has no key from the bound on before it, and whether it has all lower ones.
  func place(upTo bound: KeyBound, _ end: Int) -> (offset: Int, isExact: Bool) {
    let splitter = bound.passed > 0 ? offset(ofSplitter: bound.passed - 1, end) : 0
    guard !bound.isSplitter, !ownKeys.isEmpty else { return (splitter, bound.isSplitter) }
    let count = ownKeys.partitionPoint { NameOrder.compare($0.key, bound.key) <= 0 }
    guard count > 0, ownKeys[count - 1].offset >= splitter else { return (splitter, false) }
    return (ownKeys[count - 1].offset, ownKeys[count - 1].key == bound.key)
  }

  /// The first known place that has no key below the bound behind it, and whether it has all higher ones.
  private func place(from bound: KeyBound, _ end: Int) -> (offset: Int, isExact: Bool) {
    if bound.isSplitter { return (offset(ofSplitter: bound.passed - 1, end), true) }
    let splitter = offset(ofSplitter: bound.passed, end)
    let count = ownKeys.partitionPoint { NameOrder.compare($0.key, bound.key) < 0 }
    guard count < ownKeys.count, ownKeys[count].offset <= splitter else { return (splitter, false) }
    return (ownKeys[count].offset, ownKeys[count].key == bound.key)
  }

  private func offset(ofSplitter number: Int, _ end: Int) -> Int {
    number < splitterOffsets.count ? splitterOffsets[number] : end
  }
}
