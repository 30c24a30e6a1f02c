import Glibc
import Records

/// Gives the bytes of a file, a FIFO or a device by its path.
public final class FileByteSource: ByteSource {
  private let descriptor: Int32
  private let file: String
  private var position = 0

  /// Opens the file; waits where it is a FIFO that nobody writes to yet.
  public init(path: String) throws(Problem) {
    let opened = Self.retrying { Glibc.open(path, O_RDONLY | O_CLOEXEC) }
    guard opened >= 0 else { throw InputProblem.notOpened(path, errno) }
    guard !Self.isFolder(opened) else {
      close(opened)
      throw InputProblem.isFolder(path)
    }
    // Only a hint (more read-ahead); it fails on pipes, which is of no matter.
    _ = posix_fadvise(opened, 0, 0, POSIX_FADV_SEQUENTIAL)
    descriptor = opened
    file = path
  }

  deinit { close(descriptor) }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let length = Self.retrying { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    guard length >= 0 else { throw InputProblem.notRead(file, byte: position, errno) }
    position += length
    return length
  }

  /// Repeats a system call that a signal interrupted.
  static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func isFolder(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// Gives the bytes of standard input, which stays open.
public final class StandardInputByteSource: ByteSource {
  private let file: String
  private var position = 0

  public init(file: String) { self.file = file }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    let length = FileByteSource.retrying { Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count) }
    guard length >= 0 else { throw InputProblem.notRead(file, byte: position, errno) }
    position += length
    return length
  }
}
