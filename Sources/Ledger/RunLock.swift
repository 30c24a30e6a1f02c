import Glibc
import Records
import Synchronization

/// The right to change a ledger, held by one process at a time.
///
/// An `flock` on a file beside the ledger: the kernel gives it up with the last descriptor, however the process
/// ends. It is not on the ledger itself, because closing any descriptor of that file would drop the locks that SQLite
/// holds on it. The file stays when the lock is given up: removing it would let two processes
/// lock two files of the same name. It holds the holder's process number, for people.
final class RunLock: Sendable {
  /// -1 once it is given up.
  private let descriptor: Mutex<Int32>

  static func path(of ledger: String) -> String { ledger + ".lock" }

  init(ledger: String) throws(Problem) {
    let path = Self.path(of: ledger)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw LedgerProblem.file("create", path, errno) }
    guard Self.lock(descriptor) else {
      let code = errno
      let holder = Self.holder(descriptor)
      close(descriptor)
      throw code == EWOULDBLOCK
        ? LedgerProblem.inUse(ledger, holder: holder) : LedgerProblem.file("lock", path, code)
    }
    self.descriptor = Mutex(descriptor)
    let text = Array("\(getpid())\n".utf8)
    // For people only: a disk too full for it does not stop the run.
    if ftruncate(descriptor, 0) == 0 { _ = pwrite(descriptor, text, text.count, 0) }
  }

  deinit { release() }

  /// Tries for two seconds: `ledger status` behind a killed run holds a ledger for as long as it mends it, and
  /// the night's run must not end for that.
  private static func lock(_ descriptor: Int32) -> Bool {
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK else { return false }
      usleep(100_000)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Gives the ledger up to others.
  func release() {
    descriptor.withLock { descriptor in
      // A process that was forked and has not become another program yet holds the descriptor too.
      if descriptor >= 0 { _ = flock(descriptor, LOCK_UN) }
      if descriptor >= 0 { close(descriptor) }
      descriptor = -1
    }
  }

  /// The process that holds the lock of a ledger; nil where none does.
  static func holder(of ledger: String) -> Int? {
    let descriptor = open(path(of: ledger), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return nil }
    return errno == EWOULDBLOCK ? holder(descriptor) ?? 0 : nil
  }

  private static func holder(_ descriptor: Int32) -> Int? {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Int(String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != 10 }, as: UTF8.self))
  }
}
