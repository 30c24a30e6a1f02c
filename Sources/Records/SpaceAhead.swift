import Glibc
import Synchronization

/// Reserves the blocks of a large file ahead of what is written to it, where that is known to pay.
///
/// On ext4 a write into reserved blocks need not set each of them aside: a `convert` that writes 420 MB of requests and as much of temporary
/// files takes a twelfth less CPU (docs/decisions/0011-grouping.md). Elsewhere nothing is done. It is a hint: what
/// cannot be reserved is written all the same, or fails there.
public final class SpaceAhead: Sendable {
  private let descriptor: Int32
  private let reservedEnd = Atomic<Int>(0)

  /// Smaller files reserve nothing.
  static let firstBytes = 8 << 20
  /// Reserved at once; that much of a disk at most is held in vain while the file is written.
  static let stepBytes = 64 << 20

  /// The descriptor, open for writing, must stay open as long as this is used.
  public init(_ descriptor: Int32) { self.descriptor = descriptor }

  /// Says that bytes up to `end` are about to be written; may be called by many threads.
  public func cover(_ end: Int) {
    let reserved = reservedEnd.load(ordering: .relaxed)
    guard end > max(reserved, Self.firstBytes) else { return }
    let target = (end / Self.stepBytes + 1) * Self.stepBytes
    guard reservedEnd.compareExchange(expected: reserved, desired: target, ordering: .relaxed).exchanged
    else { return }
    guard isUseful, Self.fallocate(descriptor, Self.keepSize, Int64(reserved), Int64(target - reserved)) == 0
    else { return reservedEnd.store(.max, ordering: .relaxed) }
  }

  /// Whether the file is on ext4; ext2 and ext3 have the same number (EXT4_SUPER_MAGIC, include/uapi/linux/magic.h)
  /// and may refuse.
  private var isUseful: Bool {
    // `struct statfs` of 120 bytes begins with the type, a long (statfs(2)).
    var system = [Int](repeating: 0, count: 32)
    return Self.fileSystem(descriptor, &system) == 0 && system[0] == 0xEF53
  }

  /// Gives back what is reserved behind the end of the file; nobody writes any more.
  public func giveBack() {
    guard reservedEnd.exchange(0, ordering: .relaxed) > 0 else { return }
    var status = stat()
    if fstat(descriptor, &status) == 0 { ftruncate(descriptor, status.st_size) }
  }

  /// Gives back a part of a file, which then reads as zeros; nothing is done where the file system cannot do it.
  public static func giveBack(_ bytes: Range<Int>, of descriptor: Int32) {
    _ = fallocate(descriptor, keepSize | punchHole, Int64(bytes.lowerBound), Int64(bytes.count))
  }

  // FALLOC_FL_KEEP_SIZE and FALLOC_FL_PUNCH_HOLE, include/uapi/linux/falloc.h.
  private static let keepSize: Int32 = 1
  private static let punchHole: Int32 = 2

  // Neither is POSIX, so Swift's Glibc module leaves both out.

  private static let fallocate: @Sendable (Int32, Int32, Int64, Int64) -> Int32 = {
    guard let symbol = dlsym(nil, "fallocate") else { return { _, _, _, _ in -1 } }
    let function = unsafeBitCast(
      symbol, to: (@convention(c) (Int32, Int32, Int64, Int64) -> Int32).self)
    return { function($0, $1, $2, $3) }
  }()

  private static let fileSystem: @Sendable (Int32, UnsafeMutablePointer<Int>) -> Int32 = {
    guard let symbol = dlsym(nil, "fstatfs") else { return { _, _ in -1 } }
    let function = unsafeBitCast(
      symbol, to: (@convention(c) (Int32, UnsafeMutablePointer<Int>) -> Int32).self)
    return { function($0, $1) }
  }()
}
