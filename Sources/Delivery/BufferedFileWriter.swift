import Glibc
import Records

/// Writes bytes to a file or a pipe through a buffer of 256 KiB.
///
/// Nothing is complete before `close` has returned: a full disk may show itself only there. A writer that is
/// let go unclosed gives its descriptor back and says nothing, which is right for output that is given up.
/// Used by one thread at a time.
public final class BufferedFileWriter: @unchecked Sendable {
  static let bufferBytes = 256 << 10

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let calls: FileCalls
  private let space: SpaceAhead
  private let buffer: ByteBuffer
  private let bufferBytes: Int
  private var isClosed = false
  /// For problems.
  public let path: String
  /// Bytes given to the writer so far.
  public private(set) var byteCount = 0

  /// With a buffer of 0 bytes each write goes to the file: right for a file that is written at once.
  init(
    descriptor: Int32, path: String, ownsDescriptor: Bool, bufferBytes: Int = bufferBytes, calls: FileCalls
  ) {
    self.descriptor = descriptor
    self.path = path
    self.ownsDescriptor = ownsDescriptor
    self.calls = calls
    space = SpaceAhead(descriptor)
    self.bufferBytes = bufferBytes
    self.buffer = ByteBuffer(capacity: bufferBytes)
  }

  deinit { if ownsDescriptor && !isClosed { _ = calls.close(descriptor) } }

  /// Writes to the process's standard output.
  ///
  /// The signal of a closed pipe is turned off for the process, so that writing gives `io.closed-pipe`.
  public static func standardOutput() -> BufferedFileWriter {
    signal(SIGPIPE, SIG_IGN)
    return BufferedFileWriter(
      descriptor: STDOUT_FILENO, path: "standard output", ownsDescriptor: false, calls: FileCalls())
  }

  /// Writes to a new file; one that exists is not overwritten (`output.exists`).
  public static func newFile(
    _ path: String, for audience: FileAudience = .usual
  ) throws(Problem) -> BufferedFileWriter {
    let calls = FileCalls()
    let descriptor = calls.open(AT_FDCWD, path, OpenFlags.newFile, audience.mode)
    guard descriptor >= 0 else {
      throw errno == EEXIST ? DeliveryProblem.fileExists(path) : DeliveryProblem.write("create", path, errno)
    }
    return BufferedFileWriter(descriptor: descriptor, path: path, ownsDescriptor: true, calls: calls)
  }

  /// Writes to the process's standard error, at once.
  public static func standardError() -> BufferedFileWriter {
    BufferedFileWriter(
      descriptor: STDERR_FILENO, path: "standard error", ownsDescriptor: false, bufferBytes: 0,
      calls: FileCalls())
  }

  /// Appends bytes; more than a buffer goes to the file without a copy.
  public func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(Problem) {
    byteCount += bytes.count
    if buffer.count + bytes.count > bufferBytes { try flush() }
    if bytes.count > bufferBytes { try writeThrough(bytes) } else { buffer.append(bytes) }
  }

  public func write(_ bytes: [UInt8]) throws(Problem) {
    let result = bytes.withUnsafeBufferPointer { bytes in Result { () throws(Problem) in try write(bytes) } }
    try result.get()
  }

  /// Appends the text in UTF-8.
  public func write(_ text: String) throws(Problem) {
    var text = text
    let result = text.withUTF8 { bytes in Result { () throws(Problem) in try write(bytes) } }
    try result.get()
  }

  public func write(_ byte: UInt8) throws(Problem) {
    byteCount += 1
    if buffer.count == bufferBytes { try flush() }
    buffer.append(byte)
  }

  /// Writes at an offset of a file, past the buffer; may be called by many threads at once, but not beside `write`.
  ///
  /// What is written so is not in `byteCount`.
  public func write(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) throws(Problem) {
    guard let start = bytes.baseAddress else { return }
    space.cover(offset + bytes.count)
    var done = 0
    while done < bytes.count {
      let written = calls.writeAt(descriptor, start + done, bytes.count - done, offset + done)
      if written >= 0 { done += written } else { try handleError(errno) }
    }
  }

  /// Has the system begin to bring what was written at a range to the disk, so that `close` waits less.
  public func startSync(at offset: Int, count: Int) { calls.startSync(descriptor, offset, count) }

  /// Gives the buffer to the system.
  public func flush() throws(Problem) {
    try writeThrough(buffer.all)
    buffer.removeAll()
  }

  /// Flushes, brings a file of our own to the disk, and closes it.
  public func close() throws(Problem) {
    guard !isClosed else { return }
    try flush()
    space.giveBack()
    if ownsDescriptor && calls.sync(descriptor) != 0 { throw DeliveryProblem.write("sync", path, errno) }
    try closeUnsynced()
  }

  /// As `close`, for a file that is brought to the disk later.
  func closeUnsynced() throws(Problem) {
    guard !isClosed else { return }
    try flush()
    guard ownsDescriptor else { return }
    isClosed = true
    space.giveBack()
    if calls.close(descriptor) != 0 { throw DeliveryProblem.write("close", path, errno) }
  }

  private func writeThrough(_ bytes: UnsafeBufferPointer<UInt8>) throws(Problem) {
    guard let start = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let written = calls.write(descriptor, start + done, bytes.count - done)
      if written >= 0 { done += written } else { try handleError(errno) }
    }
  }

  /// Returns where writing may be tried again.
  private func handleError(_ code: Int32) throws(Problem) {
    switch code {
    case EINTR: return
    case EAGAIN: waitForRoom()
    case EPIPE: throw DeliveryProblem.closedPipe(path)
    default: throw DeliveryProblem.write("write", path, code)
    }
  }

  /// A pipe whose other end has been made non-blocking by the program that started us.
  private func waitForRoom() {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    poll(&waiting, 1, -1)
  }
}
