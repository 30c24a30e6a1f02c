import Records

/// Reads a sorted run front to back, once, through a buffer.
final class RunReader {
  private let run: SpillRun
  /// The buffer's ordinary size; one long review makes it larger until it is behind.
  private let bufferBytes: Int
  private var memory: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// The unread part of the buffer.
  private var start = 0
  private var end = 0
  /// Bytes of the run that were read into the buffer.
  private var readBytes = 0

  /// The product being read.
  let key = ByteBuffer(capacity: 256)
  /// The review being read; good until the next call of `nextReview` or `nextProduct`.
  private(set) var id = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  private(set) var body = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  /// The first bytes of `id`, for a quick comparison.
  private(set) var idPrefix: UInt64 = 0

  init(_ run: SpillRun, bufferBytes: Int) {
    self.run = run
    self.bufferBytes = bufferBytes
    capacity = bufferBytes
    memory = .allocate(capacity: bufferBytes)
  }

  deinit { memory.deallocate() }

  /// Goes to the next product; false at the end.
  ///
  /// The reviews of the one before must have been read.
  func nextProduct() throws(Problem) -> Bool {
    guard let header = try header() else { return false }
    let length = RunFormat.headerBytes + Int(header.second)
    try load(length)
    key.removeAll()
    key.append(memory + start + RunFormat.headerBytes, count: Int(header.second))
    start += length
    return true
  }

  /// Goes to the next review of the product; false where it has no more.
  @inline(__always) func nextReview() throws(Problem) -> Bool {
    guard let header = try header(), header.first != RunFormat.productMark else { return false }
    let (idLength, bodyLength) = (Int(header.first), Int(header.second))
    let length = RunFormat.headerBytes &+ idLength &+ bodyLength
    try load(length)
    let text = memory + start + RunFormat.headerBytes
    id = UnsafeBufferPointer(start: text, count: idLength)
    body = UnsafeBufferPointer(start: text + idLength, count: bodyLength)
    idPrefix = SortOrder.prefix(id, from: 0)
    start &+= length
    return true
  }

  /// The header at the reading place, not yet passed; nil at the end.
  @inline(__always) private func header() throws(Problem) -> (first: UInt32, second: UInt32)? {
    if start == end && readBytes == run.byteCount { return nil }
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
    let more = min(capacity - rest, run.byteCount - readBytes)
    guard rest + more >= count else { throw GroupingProblem.spillCut(in: run.file.folder) }
    try run.file.read(more, at: run.offset + readBytes, into: memory + rest)
    end += more
    readBytes += more
  }

  private func replaceMemory(_ newCapacity: Int, keeping rest: Int) {
    let newMemory = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    newMemory.update(from: memory + start, count: rest)
    memory.deallocate()
    memory = newMemory
    capacity = newCapacity
  }
}
