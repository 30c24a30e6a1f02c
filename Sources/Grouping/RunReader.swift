import Records

/// Reads products of a sorted run, front to back, through a buffer.
final class RunReader: MergeSource {
  private let run: SpillRun
  private let range: KeyRange
  private let sharedIDBytes: Int
  /// The buffer's ordinary size; one long review makes it larger until it is behind.
  private let bufferBytes: Int
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The unread part of the buffer.
  private var start = 0
  private var end = 0
  /// What of the run is still to be read into the buffer.
  private var readOffset: Int
  private let endOffset: Int
  /// The key, which must stay when the buffer is filled anew.
  private let keyBuffer = ByteBuffer(capacity: 256)

  /// `sharedIDBytes`: how many bytes all ids begin with, in all sources that are merged.
  init(_ run: SpillRun, range: KeyRange, bufferBytes: Int, sharedIDBytes: Int) {
    self.run = run
    self.range = range
    self.sharedIDBytes = sharedIDBytes
    let bounds = run.index.bounds(from: range.low, to: range.high, end: run.byteCount)
    readOffset = bounds.lowerBound
    endOffset = bounds.upperBound
    self.bufferBytes = bufferBytes
    capacity = bufferBytes
    memory = .allocate(capacity: bufferBytes)
  }

  deinit { memory.deallocate() }

  override func nextProduct() throws(Problem) -> Bool {
    while let header = try header() {
      let length = RunFormat.headerBytes + Int(header.second)
      try load(length)
      let name = UnsafeBufferPointer<UInt8>(
        start: memory + start + RunFormat.headerBytes, count: Int(header.second))
      if range.isBehind(name) { return false }
      let isBefore = range.isBefore(name)
      keyBuffer.removeAll()
      keyBuffer.append(name)
      key = keyBuffer.all
      start += length
      if !isBefore { return true }
      var passed = Review()
      while try nextReview(&passed) {}
    }
    return false
  }

  override func nextReview(_ review: inout Review) throws(Problem) -> Bool {
    guard let header = try header(), header.first != RunFormat.productMark else { return false }
    let (idLength, bodyLength) = (Int(header.first), Int(header.second))
    let length = RunFormat.headerBytes &+ idLength &+ bodyLength
    try load(length)
    let text = memory + start + RunFormat.headerBytes
    let id = UnsafeBufferPointer(start: UnsafePointer(text), count: idLength)
    review = Review(
      id: id, body: UnsafeBufferPointer(start: text + idLength, count: bodyLength),
      idPrefix: NameOrder.prefix(id, from: sharedIDBytes))
    start &+= length
    return true
  }

  /// The header at the reading place, not yet passed; nil at the end.
  @inline(__always) private func header() throws(Problem) -> (first: UInt32, second: UInt32)? {
    if start == end && readOffset == endOffset { return nil }
    try load(RunFormat.headerBytes)
    let place = UnsafeRawPointer(memory + start)
    return (place.loadUnaligned(as: UInt32.self), place.loadUnaligned(fromByteOffset: 4, as: UInt32.self))
  }

  /// Makes sure that `count` bytes are in the buffer in one piece.
  @inline(__always) private func load(_ count: Int) throws(Problem) {
    if end &- start < count { try fill(count) }
  }

  @inline(never) private func fill(_ count: Int) throws(Problem) {
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
    guard rest + more >= count else { throw GroupingProblem.spillCut(in: run.file.folder) }
    try run.file.read(more, at: run.offset + readOffset, into: memory + rest)
    end += more
    readOffset += more
  }

  private func replaceMemory(_ newCapacity: Int, keeping rest: Int) {
    let newMemory = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    newMemory.update(from: memory + start, count: rest)
    memory.deallocate()
    memory = newMemory
    capacity = newCapacity
  }
}
