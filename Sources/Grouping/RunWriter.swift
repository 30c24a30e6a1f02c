import Records

/// Writes one sorted run, front to back.
final class RunWriter: GroupSink {
  private let file: SpillFile
  private let offset: Int
  private let buffer: ByteBuffer
  private let bufferBytes: Int
  private let isStopped: () -> Bool
  private var index: RunIndex

  /// Begins a run at the end of `file`.
  ///
  /// `isStopped` is asked before each write; once it holds, `run.cancelled` is thrown.
  init(
    file: SpillFile, bufferBytes: Int, index: RunIndex, isStopped: @escaping () -> Bool = { false }
  ) {
    self.file = file
    self.isStopped = isStopped
    self.index = index
    self.offset = file.byteCount
    self.bufferBytes = bufferBytes
    self.buffer = ByteBuffer(capacity: bufferBytes)
  }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) {
    index.add(key, at: file.byteCount + buffer.count - offset)
    try putHeader(RunFormat.productMark, UInt32(truncatingIfNeeded: key.count))
    try put(key)
  }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem) {
    try putHeader(UInt32(truncatingIfNeeded: id.count), UInt32(truncatingIfNeeded: body.count))
    try put(id)
    try put(body)
  }

  /// Writes what is still in the buffer.
  func finish() throws(Problem) -> SpillRun {
    try flush()
    return SpillRun(file: file, offset: offset, byteCount: file.byteCount - offset, index: index)
  }

  @inline(__always) private func putHeader(_ first: UInt32, _ second: UInt32) throws(Problem) {
    if buffer.count + RunFormat.headerBytes > bufferBytes { try flush() }
    let place = UnsafeMutableRawPointer(buffer.base + buffer.count)
    place.storeBytes(of: first, as: UInt32.self)
    place.storeBytes(of: second, toByteOffset: 4, as: UInt32.self)
    buffer.count += RunFormat.headerBytes
  }

  /// What is larger than the buffer goes to the file directly.
  @inline(__always) private func put(_ bytes: UnsafeBufferPointer<UInt8>) throws(Problem) {
    if buffer.count + bytes.count > bufferBytes { try flush() }
    if bytes.count > bufferBytes { try file.append(bytes) } else { buffer.append(bytes) }
  }

  private func flush() throws(Problem) {
    if isStopped() { throw GroupingProblem.cancelled }
    try file.append(buffer.all)
    buffer.removeAll()
  }
}
