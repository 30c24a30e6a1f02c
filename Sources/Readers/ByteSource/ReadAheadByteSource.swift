import Records

/// Reads a source ahead on a thread of its own: inflation and decoding run beside parsing.
///
/// ```
/// its thread   upstream.read ─► ring of 4 buffers ─► read   whoever reads
/// ```
/// The bytes and the problem that ends them come in the order and at the place where the upstream gives them. The
/// thread begins with the first read, waits while the ring is full, and ends with the upstream or soon after this
/// source is gone: behind the upstream's read that is under way, for which nobody waits.
public final class ReadAheadByteSource: ByteSource {
  /// Large enough to make the threads' meetings cheap, small enough to stay in the caches.
  public static let bufferBytes = 256 << 10
  static let bufferCount = 4
  /// Memory of one source, 1 MiB.
  public static let memoryBytes = bufferBytes * bufferCount

  private let upstream: any ByteSource
  private let ring: ReadAheadRing
  private var hasStarted = false
  /// Without a thread, where the system refuses one, the upstream is read as it would be without us.
  private var isAhead = false
  /// What is left of the buffer taken last.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)

  public convenience init(_ upstream: any ByteSource) {
    self.init(upstream, bufferBytes: Self.bufferBytes)
  }

  init(_ upstream: any ByteSource, bufferBytes: Int) {
    self.upstream = upstream
    ring = ReadAheadRing(count: Self.bufferCount, bufferBytes: bufferBytes)
  }

  deinit { ring.cancel() }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    if !hasStarted {
      hasStarted = true
      isAhead = start()
    }
    guard isAhead else { return try upstream.read(into: buffer) }
    if rest.isEmpty { rest = try ring.next() }
    let length = min(buffer.count, rest.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: rest[..<length]))
    rest = UnsafeRawBufferPointer(rebasing: rest[length...])
    return length
  }

  private func start() -> Bool {
    // One thread at a time: from here on the upstream is the new thread's.
    let work = ReadAheadWork(upstream: upstream, ring: ring)
    return DetachedThread.start { work.run() }
  }
}

/// What the thread does; it knows the ring but not the source, whose end it must not hold up.
private struct ReadAheadWork: @unchecked Sendable {
  let upstream: any ByteSource
  let ring: ReadAheadRing

  func run() {
    do throws(Problem) {
      while let room = ring.room() {
        let length = try upstream.read(into: room)
        guard length > 0 else { return ring.end(nil) }
        ring.filled(length)
      }
    } catch {
      ring.end(error)
    }
  }
}
