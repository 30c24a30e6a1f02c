/// A growable run of bytes that is reused from review to review.
final class Bytes {
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  @inline(__always) func removeAll() { count = 0 }

  /// Makes room for `extra` more bytes.
  @inline(__always) func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(to: max(count &+ extra, capacity &* 2)) }
  }

  private func grow(to newCapacity: Int) {
    let newBase = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    newBase.update(from: base, count: count)
    base.deallocate()
    base = newBase
    capacity = newCapacity
  }

  /// Appends a byte for which there is room.
  @inline(__always) func push(_ byte: UInt8) {
    base[count] = byte
    count &+= 1
  }

  @inline(__always) func append(_ byte: UInt8) {
    reserve(1)
    push(byte)
  }

  @inline(__always) func append(_ source: UnsafePointer<UInt8>, _ length: Int) {
    reserve(length)
    (base + count).update(from: source, count: length)
    count &+= length
  }

  @inline(__always) func append(_ text: StaticString) {
    append(text.utf8Start, text.utf8CodeUnitCount)
  }

  @inline(__always) func append(_ other: Bytes) { append(other.base, other.count) }

  /// Appends a number from 0 up, with leading zeros to a width of at most 18.
  func appendNumber(_ number: Int, width: Int = 1) {
    var divisor = 1
    for _ in 1..<max(width, 1) { divisor &*= 10 }
    while number / divisor >= 10 { divisor &*= 10 }
    while divisor > 0 {
      append(0x30 &+ UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}
