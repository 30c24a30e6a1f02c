import Glibc

/// Collects bytes and writes them to standard output, a mebibyte or so at a time.
final class OutputBuffer {
  private static let writeSize = 1 << 20

  let bytes = Bytes(capacity: writeSize + (64 << 10))

  /// Writes when enough has come together; called after each review.
  @inline(__always) func flushIfFull() {
    if bytes.count >= Self.writeSize { flush() }
  }

  func flush() {
    var position = 0
    while position < bytes.count {
      let written = Glibc.write(STDOUT_FILENO, bytes.base + position, bytes.count - position)
      if written < 0 && errno == EINTR { continue }
      guard written >= 0 else {
        Self.complain("corpus: cannot write: \(String(cString: strerror(errno)))\n")
        exit(73)
      }
      position += written
    }
    bytes.removeAll()
  }

  static func complain(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
