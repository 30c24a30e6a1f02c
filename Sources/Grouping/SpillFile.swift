import Glibc
import Records

/// The system calls of spilling; tests put failing ones in their place.
struct SpillCalls: Sendable {
  /// Opens a file without a name in the folder; -1 and `errno` where that fails.
  var open: @Sendable (_ folder: String) -> Int32 = openUnnamed
  var write: @Sendable (Int32, UnsafeRawPointer, Int) -> Int = { Glibc.write($0, $1, $2) }
  var read: @Sendable (Int32, UnsafeMutableRawPointer, Int, Int) -> Int = { Glibc.pread($0, $1, $2, $3) }
  /// Has the system begin to read what is not in memory, without waiting; a hint, whose failure means nothing.
  var fetch: @Sendable (Int32, Range<Int>) -> Void = {
    _ = posix_fadvise($0, $1.lowerBound, $1.count, POSIX_FADV_WILLNEED)
  }
  var release: @Sendable (Int32, Range<Int>) -> Void = { SpaceAhead.giveBack($1, of: $0) }

  /// Opens a file without a name, so that nothing remains, not even after SIGKILL or a power cut.
  ///
  /// The system frees such a file with its last descriptor. `mkstemp` and an immediate `unlink` serve file
  /// systems without `O_TMPFILE`.
  private static let openUnnamed: @Sendable (String) -> Int32 = { folder in
    let unnamed = Glibc.open(folder, temporaryFileFlag | O_RDWR | O_CLOEXEC, 0o600)
    guard unnamed < 0 else { return unnamed }
    var template = Array((folder + "/reviewferry-XXXXXX").utf8CString)
    let named = mkstemp(&template)
    guard named >= 0 else { return named }
    unlink(template)
    _ = fcntl(named, F_SETFD, FD_CLOEXEC)
    return named
  }

  /// `O_TMPFILE`, a macro of Linux that Swift does not see (include/uapi/asm-generic/fcntl.h).
  private static let temporaryFileFlag = 0o20_000_000 | O_DIRECTORY
}

/// A temporary file to which sorted runs are written one behind the other.
///
/// One thread writes; what is written may be read by many.
final class SpillFile: @unchecked Sendable {
  private let descriptor: Int32
  private let space: SpaceAhead
  let folder: String
  private let calls: SpillCalls
  private(set) var byteCount = 0

  init(folder: String, calls: SpillCalls) throws(Problem) {
    self.folder = folder
    self.calls = calls
    descriptor = calls.open(folder)
    space = SpaceAhead(descriptor)
    guard descriptor >= 0 else { throw GroupingProblem.spill("create", in: folder, errno) }
  }

  deinit { close(descriptor) }

  /// Writes all bytes at the end.
  func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(Problem) {
    guard let start = bytes.baseAddress else { return }
    space.cover(byteCount + bytes.count)
    var done = 0
    while done < bytes.count {
      let written = calls.write(descriptor, start + done, bytes.count - done)
      if written < 0 && errno == EINTR { continue }
      let code = written < 0 ? errno : ENOSPC
      guard written > 0 else { throw GroupingProblem.spill("write", in: folder, code) }
      done += written
    }
    byteCount += bytes.count
  }

  /// Gives back what nobody reads any more, in memory and on the disk; what the file system cannot give back stays.
  func release(_ bytes: Range<Int>) { calls.release(descriptor, bytes) }

  /// Says that a part will soon be read.
  func fetch(_ bytes: Range<Int>) { calls.fetch(descriptor, bytes) }

  /// Reads `count` bytes at `offset`; fewer are an error, for they were written.
  func read(_ count: Int, at offset: Int, into memory: UnsafeMutablePointer<UInt8>) throws(Problem) {
    var done = 0
    while done < count {
      let given = calls.read(descriptor, memory + done, count - done, offset + done)
      if given < 0 && errno == EINTR { continue }
      guard given >= 0 else { throw GroupingProblem.spill("read", in: folder, errno) }
      guard given > 0 else { throw GroupingProblem.spillCut(in: folder) }
      done += given
    }
  }
}

/// A sorted run: a part of a spill file, which lives as long as one of its runs.
final class SpillRun: Sendable {
  let file: SpillFile
  let offset: Int
  let byteCount: Int
  let index: RunIndex

  init(file: SpillFile, offset: Int, byteCount: Int, index: RunIndex) {
    self.file = file
    self.offset = offset
    self.byteCount = byteCount
    self.index = index
  }
}
