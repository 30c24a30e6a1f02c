import Records

/// Reads products of a sorted run, front to back, through a buffer.
struct RunReader: ~Copyable {
  /// The file, and where the run begins in it: to hold the run would count references to its index, which all
  /// threads share.
  private let file: SpillFile
  private let offset: Int
  /// Empty where no other product than its own may come.
  private let range: KeyRange
  /// Whether products that are not in the range may still come, before it and behind it.
  private var mayBeBefore: Bool
  private let mayBeBehind: Bool
  private let sharedIDBytes: Int
  /// The buffer's ordinary size; one long review, or a product's long name, makes it larger until it is behind.
  private let bufferBytes: Int
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The unread part of the buffer.
  private var start = 0
  private var end = 0
  /// What of the run is still to be read into the buffer.
  private var readOffset: Int
  private let endOffset: Int
  /// Takes the key where the buffer is filled anew while its product is read.
  private var keptKey: ByteBuffer?
  /// The product being read.
  private(set) var key = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// What ended the run early.
  private(set) var failure: Problem?

  /// `sharedIDBytes`: how many bytes all ids begin with, in all sources that are merged.
  init(_ run: SpillRun, range: KeyRange, bufferBytes: Int, sharedIDBytes: Int) {
    file = run.file
    offset = run.offset
    self.sharedIDBytes = sharedIDBytes
    let bounds = run.index.bounds(of: range, end: run.byteCount)
    mayBeBefore = !bounds.beginsAtLow
    mayBeBehind = !bounds.endsAtHigh
    self.range = bounds.beginsAtLow && bounds.endsAtHigh ? KeyRange() : range
    readOffset = bounds.bytes.lowerBound
    endOffset = bounds.bytes.upperBound
    self.bufferBytes = min(bufferBytes, bounds.bytes.count)
    capacity = self.bufferBytes
    memory = .allocate(capacity: max(capacity, 1))
  }

  deinit { memory.deallocate() }

  /// Goes to the next product; false at the end, or where the run cannot be read.
  mutating func nextProduct() -> Bool {
    // What lies at the reading place may be the middle of a product that could not be read.
    guard failure == nil else { return false }
    while let header = header() {
      let length = RunFormat.headerBytes &+ Int(header.second)
      guard load(length) else { return false }
      let name = UnsafeBufferPointer<UInt8>(
        start: memory + start + RunFormat.headerBytes, count: Int(header.second))
      if mayBeBehind, range.isBehind(name) { return false }
      if mayBeBefore { mayBeBefore = range.isBefore(name) }
      key = name
      start &+= length
      if !mayBeBefore { return true }
      var passed = MergeReview()
      while nextReview(&passed) {}
    }
    return false
  }

  /// Goes to the next review of the product; false where it has no more, or where the run cannot be read.
  @inline(__always)
  mutating func nextReview(_ review: inout MergeReview) -> Bool {
    guard let header = header(), header.first != RunFormat.productMark else { return false }
    let (idLength, bodyLength) = (Int(header.first), Int(header.second))
    let length = RunFormat.headerBytes &+ idLength &+ bodyLength
    guard load(length) else { return false }
    let text = memory + start + RunFormat.headerBytes
    review.id = UnsafeBufferPointer(start: UnsafePointer(text), count: idLength)
    review.body = UnsafeBufferPointer(start: text + idLength, count: bodyLength)
    review.idPrefix = NameOrder.prefix(review.id, from: sharedIDBytes)
    start &+= length
    return true
  }

  /// The header at the reading place, not yet passed; nil at the end.
  @inline(__always) private mutating func header() -> (first: UInt32, second: UInt32)? {
    if start == end && readOffset == endOffset { return nil }
    guard load(RunFormat.headerBytes) else { return nil }
    let place = UnsafeRawPointer(memory + start)
    return (place.loadUnaligned(as: UInt32.self), place.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
  }

  /// Makes sure that `count` bytes are in the buffer in one piece.
  @inline(__always) private mutating func load(_ count: Int) -> Bool {
    end &- start >= count || fill(count)
  }

  @inline(never) private mutating func fill(_ count: Int) -> Bool {
    do throws(Problem) {
      try read(count)
      return true
    } catch {
      failure = error
      return false
    }
  }

  private mutating func read(_ count: Int) throws(Problem) {
    keepKey()
    let rest = end - start
    let wanted = max(count, bufferBytes)
    if wanted == capacity {
      memory.update(from: memory + start, count: rest)
    } else {
      replaceMemory(wanted, keeping: rest)
    }
    start = 0
    end = rest
    let more = min(capacity - rest, endOffset - readOffset)
    guard rest + more >= count else { throw GroupingProblem.spillCut(in: file.folder) }
    try file.read(more, at: offset + readOffset, into: memory + rest)
    end += more
    readOffset += more
  }

  private mutating func keepKey() {
    guard let start = key.baseAddress, start >= memory, start < memory + capacity else { return }
    let kept = keptKey ?? ByteBuffer(capacity: max(key.count, 256))
    kept.removeAll()
    kept.append(key)
    keptKey = kept
    key = kept.all
  }

  private mutating func replaceMemory(_ newCapacity: Int, keeping rest: Int) {
    let newMemory = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    newMemory.update(from: memory + start, count: rest)
    memory.deallocate()
    memory = newMemory
    capacity = newCapacity
  }
}
