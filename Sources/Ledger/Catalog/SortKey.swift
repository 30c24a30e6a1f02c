import Glibc
import Records

/// A place in bytes with what it is sorted by: a number, then the bytes there.
///
/// The first eight bytes are kept beside it, so that most comparisons do not look at the text.
struct SortKey {
  private let prefix: UInt64
  let start: UInt32
  let length: UInt32
  let tag: UInt8

  init(tag: UInt8, start: Int, in buffer: ByteBuffer) {
    self.tag = tag
    self.start = UInt32(start)
    length = UInt32(buffer.count - start)
    var prefix: UInt64 = 0
    for index in 0..<8 {
      let place = start + index
      prefix = prefix << 8 | (place < buffer.count ? UInt64(buffer.base[place]) : 0)
    }
    self.prefix = prefix
  }

  func view(_ buffer: ByteBuffer) -> UnsafeBufferPointer<UInt8> { buffer.view(Int(start), Int(length)) }

  /// Below 0: this one comes first; 0: they are equal.
  @inline(__always) func compare(_ other: SortKey, _ base: UnsafeMutablePointer<UInt8>) -> Int {
    if tag != other.tag { return tag < other.tag ? -1 : 1 }
    if prefix != other.prefix { return prefix < other.prefix ? -1 : 1 }
    let difference = memcmp(base + Int(start), base + Int(other.start), Int(min(length, other.length)))
    return difference == 0 ? Int(length) - Int(other.length) : Int(difference)
  }
}
