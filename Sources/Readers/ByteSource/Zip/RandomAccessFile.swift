import Glibc
import Records

/// A file that is read at any place: an archive has its table of contents at its end.
final class RandomAccessFile {
  /// What changes when somebody writes to a file or puts another in its place.
  struct Version: Sendable {
    private let numbers: [Int]
    /// Whether a change from now on is seen; clocks of files tick some hundred times a second.
    let isSettled: Bool

    fileprivate init(_ status: stat) {
      numbers = [
        Int(bitPattern: UInt(status.st_dev)), Int(bitPattern: UInt(status.st_ino)), Int(status.st_size),
        Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec), Int(status.st_ctim.tv_sec),
        Int(status.st_ctim.tv_nsec),
      ]
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      let age = (now.tv_sec - status.st_ctim.tv_sec) * 1_000_000_000 + now.tv_nsec - status.st_ctim.tv_nsec
      isSettled = age > 50_000_000
    }

    func isSame(as other: Version) -> Bool { isSettled && numbers == other.numbers }
  }

  let path: String
  let size: Int
  let version: Version
  private let descriptor: Int32

  /// Only a file has places: anything else is refused.
  init(path: String) throws(Problem) {
    let opened = FileByteSource.retrying { Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard opened >= 0 else { throw InputProblem.notOpened(path, errno) }
    var status = stat()
    guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(opened)
      throw InputProblem.notOpened(path, ESPIPE)
    }
    self.path = path
    size = Int(status.st_size)
    version = Version(status)
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Reads at most `buffer.count` bytes from a place on; 0 only at the end.
  func read(at position: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let length = FileByteSource.retrying {
      pread(descriptor, buffer.baseAddress, buffer.count, off_t(position))
    }
    guard length >= 0 else { throw InputProblem.notRead(path, byte: position, errno) }
    return length
  }

  /// The bytes of a place; fewer only where the file ends before.
  func bytes(at position: Int, count: Int) throws(Problem) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(0, min(count, size - position)), alignment: 1)
    defer { buffer.deallocate() }
    var filled = 0
    while filled < buffer.count {
      let length = try read(
        at: position + filled, into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if length == 0 { break }
      filled += length
    }
    return Array(buffer[..<filled])
  }
}
