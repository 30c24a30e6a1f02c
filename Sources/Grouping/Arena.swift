import Glibc

/// Memory for bytes that never move, taken in chunks of one size.
///
/// What is larger than a chunk gets a chunk of its own. Large pages were tried and left out: they made reading
/// a tenth faster, but cost a second of the system's time whenever memory had first to be put together for them.
struct Arena: ~Copyable {
  private let chunkBytes: Int
  private var chunks: [UnsafeMutablePointer<UInt8>] = []
  private var next: UnsafeMutablePointer<UInt8>?
  private var room = 0

  private(set) var heldBytes = 0

  init(chunkBytes: Int) { self.chunkBytes = chunkBytes }

  deinit { for chunk in chunks { chunk.deallocate() } }

  /// How much more memory `copy` would take now.
  @inline(__always) func growth(for byteCount: Int) -> Int {
    byteCount <= room ? 0 : max(byteCount, chunkBytes)
  }

  @inline(__always) mutating func allocate(_ byteCount: Int) -> UnsafeMutablePointer<UInt8> {
    guard byteCount <= room, let start = next else { return allocateSlowly(byteCount) }
    next = start + byteCount
    room &-= byteCount
    return start
  }

  @inline(__always) mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8> {
    let start = allocate(bytes.count)
    if let source = bytes.baseAddress { start.update(from: source, count: bytes.count) }
    return UnsafePointer(start)
  }

  @inline(never) private mutating func allocateSlowly(_ byteCount: Int) -> UnsafeMutablePointer<UInt8> {
    let size = max(byteCount, chunkBytes)
    let chunk = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    chunks.append(chunk)
    heldBytes += size
    // The chunk before keeps its rest where that is more than the new one's.
    guard size - byteCount >= room else { return chunk }
    next = chunk + byteCount
    room = size - byteCount
    return chunk
  }
}
