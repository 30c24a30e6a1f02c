import Foundation
import Records

/// Buffers that were written out and may be filled again: memory that was touched before costs no page fault.
final class BufferPool: @unchecked Sendable {
  private let lock = NSLock()
  private var buffers: [ByteBuffer] = []

  func give(_ more: [ByteBuffer]) {
    lock.lock()
    defer { lock.unlock() }
    buffers += more
  }

  /// An empty buffer for about `byteCount` bytes.
  func take(_ byteCount: Int) -> ByteBuffer {
    lock.lock()
    defer { lock.unlock() }
    while let buffer = buffers.popLast() {
      guard buffer.capacity >= byteCount, buffer.capacity / 2 <= byteCount else { continue }
      buffer.removeAll()
      return buffer
    }
    return ByteBuffer(capacity: byteCount + byteCount / 8)
  }

  func removeAll() {
    lock.lock()
    defer { lock.unlock() }
    buffers.removeAll()
  }
}
