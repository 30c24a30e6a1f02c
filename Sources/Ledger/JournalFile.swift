import Glibc
import Records

/// The file of the journal, `<ledger>.accepted`, mapped into memory: two parts, of which one is filled while the
/// other is written to the ledger.
///
/// One thread at a time. Its space is taken before it is used, so that a full disk is a problem and no signal. It is there while a run is
/// going on, and after one that was killed.
final class JournalFile: @unchecked Sendable {
  /// Of each part at most: some hundred thousand reviews.
  static let partBytes = 4 << 20
  /// Taken at a time.
  private static let stepBytes = 64 << 10

  let path: String
  private let ledger: String
  private let descriptor: Int32
  private let base: UnsafeMutableRawPointer
  /// Bytes of each part that can be read, and those that take no more space when they are written.
  private var readable = [0, 0]
  private var allocated = [0, 0]

  static func path(of ledger: String) -> String { ledger + ".accepted" }

  /// Whether a run has left one behind, or is going on.
  static func exists(for ledger: String) -> Bool {
    var status = stat()
    return stat(path(of: ledger), &status) == 0 && status.st_size > 0
  }

  init(ledger: String) throws(Problem) {
    path = Self.path(of: ledger)
    self.ledger = ledger
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw LedgerProblem.file("create", path, errno) }
    let mapped = mmap(nil, 2 * Self.partBytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard let mapped, mapped != MAP_FAILED else {
      let code = errno
      close(descriptor)
      throw LedgerProblem.file("open", path, code)
    }
    base = mapped
    // What is beyond the end of the file must not be touched, and a hole takes space when it is written.
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    for index in 0..<2 { readable[index] = min(max(size - index * Self.partBytes, 0), Self.partBytes) }
  }

  deinit {
    munmap(base, 2 * Self.partBytes)
    close(descriptor)
  }

  func part(_ index: Int, mark: SIMD2<UInt64>) -> JournalPart {
    JournalPart(base + index * Self.partBytes, mark: mark)
  }

  /// Bytes of a part that can be read.
  func limit(of index: Int) -> Int { readable[index] }

  /// Makes room for so many bytes of a part.
  func take(_ count: Int, of index: Int) throws(Problem) {
    guard count > allocated[index] else { return }
    let wanted = min((count + Self.stepBytes - 1) / Self.stepBytes * Self.stepBytes, Self.partBytes)
    let code = posix_fallocate(descriptor, index * Self.partBytes, wanted)
    guard code == 0 else { throw LedgerProblem.full(ledger, code) }
    allocated[index] = wanted
    readable[index] = max(readable[index], wanted)
  }

  /// Once all that is in it is in the ledger.
  func remove() { unlink(path) }
}
