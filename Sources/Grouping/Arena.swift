import Glibc

/// Memory for nodes, taken in chunks of one size that are kept for the next filling.
///
/// It never moves what it gave out. Large pages were tried and left out: they made `finish` a tenth faster,
/// but cost a second of the system's time whenever memory had first to be put together for them. A node larger than a chunk gets a chunk of its own, which `removeAll` frees.
struct Arena: ~Copyable {
  private let chunkBytes: Int
  private var chunks: [UnsafeMutableRawPointer] = []
  private var oversized: [UnsafeMutableRawPointer] = []
  /// Chunks in use; the ones behind them are spare.
  private var usedChunks = 0
  private var next: UnsafeMutableRawPointer?
  private var room = 0

  /// Memory held, spare chunks included.
  private(set) var heldBytes = 0
  private var oversizedBytes = 0

  init(chunkBytes: Int) { self.chunkBytes = chunkBytes }

  deinit {
    for chunk in chunks { free(chunk) }
    for chunk in oversized { free(chunk) }
  }

  /// How much more memory `allocate` would take now.
  @inline(__always) func growth(for byteCount: Int) -> Int {
    if Self.rounded(byteCount) <= room { return 0 }
    if Self.rounded(byteCount) > chunkBytes { return Self.rounded(byteCount) }
    return usedChunks < chunks.count ? 0 : chunkBytes
  }

  /// Gives memory aligned to 8 bytes; nil where the system has none left.
  @inline(__always) mutating func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    let size = Self.rounded(byteCount)
    guard size <= room, let start = next else { return allocateSlowly(size) }
    next = start + size
    room &-= size
    return start
  }

  /// Forgets all nodes and keeps the chunks.
  mutating func removeAll() {
    for chunk in oversized { free(chunk) }
    oversized.removeAll()
    heldBytes -= oversizedBytes
    oversizedBytes = 0
    usedChunks = 0
    room = 0
  }

  /// Gives spare chunks back to the system.
  mutating func freeSpareChunks() {
    heldBytes -= (chunks.count - usedChunks) * chunkBytes
    for chunk in chunks[usedChunks...] { free(chunk) }
    chunks.removeLast(chunks.count - usedChunks)
  }

  @inline(never) private mutating func allocateSlowly(_ size: Int) -> UnsafeMutableRawPointer? {
    guard size <= chunkBytes else { return allocateOversized(size) }
    if usedChunks == chunks.count {
      guard let chunk = malloc(chunkBytes) else { return nil }
      chunks.append(chunk)
      heldBytes += chunkBytes
    }
    let start = chunks[usedChunks]
    usedChunks += 1
    next = start + size
    room = chunkBytes - size
    return start
  }

  private mutating func allocateOversized(_ size: Int) -> UnsafeMutableRawPointer? {
    guard let chunk = malloc(size) else { return nil }
    oversized.append(chunk)
    oversizedBytes += size
    heldBytes += size
    return chunk
  }

  @inline(__always) private static func rounded(_ byteCount: Int) -> Int { (byteCount &+ 7) & ~7 }
}
