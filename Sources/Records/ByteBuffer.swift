/// A growable run of raw bytes that is reused from batch to batch.
///
/// Readers fill it, the mapping and the encoder append to it. It is a class over raw memory, not an
/// array, because its bytes are addressed by offset from several targets and a read must cost neither
/// a retain nor a uniqueness check. Offsets stay valid when it grows; pointers do not. Access to its
/// fields is not checked for overlap at run time: no method holds one over a call, and the checks cost
/// a quarter of the time of mapping a record.
public final class ByteBuffer {
  /// Start of the memory; valid until the next call that may grow the buffer.
  @exclusivity(unchecked) public private(set) var base: UnsafeMutablePointer<UInt8>
  /// Bytes in use.
  @exclusivity(unchecked) public var count: Int
  /// Bytes allocated.
  @exclusivity(unchecked) public private(set) var capacity: Int

  public init(capacity: Int = 4096) {
    self.capacity = max(capacity, 64)
    self.base = .allocate(capacity: self.capacity)
    self.count = 0
  }

  deinit { base.deallocate() }

  /// Empties the buffer and keeps its memory.
  @inlinable public func removeAll() { count = 0 }

  /// Empties the buffer; memory above `kept` bytes is given back.
  ///
  /// One record of many megabytes must not make every batch of the run as large.
  public func removeAll(keeping kept: Int) {
    count = 0
    guard capacity > kept else { return }
    base.deallocate()
    capacity = max(kept, 64)
    base = .allocate(capacity: capacity)
  }

  /// Gives its bytes and memory for those of another.
  public func exchange(with other: ByteBuffer) {
    swap(&base, &other.base)
    swap(&count, &other.count)
    swap(&capacity, &other.capacity)
  }

  /// Makes room for `extra` more bytes behind `count`.
  @inlinable public func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(to: count &+ extra) }
  }

  @usableFromInline @inline(never) func grow(to wanted: Int) {
    let newCapacity = max(wanted, capacity &* 2)
    let newBase = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    newBase.update(from: base, count: count)
    base.deallocate()
    base = newBase
    capacity = newCapacity
  }

  @inlinable public func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  /// Appends `length` bytes; `source` must not point into this buffer.
  @inlinable public func append(_ source: UnsafePointer<UInt8>, count length: Int) {
    reserve(length)
    (base + count).update(from: source, count: length)
    count &+= length
  }

  @inlinable public func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    append(source, count: bytes.count)
  }

  public func append(_ text: StaticString) {
    append(text.utf8Start, count: text.utf8CodeUnitCount)
  }

  public func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  public func append(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { append($0) }
  }

  /// The bytes of a range; the view is valid until the buffer grows or is emptied.
  @inlinable public func view(_ offset: Int, _ length: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafePointer(base + offset), count: length)
  }

  /// All bytes in use; valid until the buffer grows or is emptied.
  @inlinable public var all: UnsafeBufferPointer<UInt8> { view(0, count) }

  /// Puts bytes, which must not be of this buffer, before all others.
  public func prepend(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
    reserve(bytes.count)
    (base + bytes.count).update(from: base, count: count)
    base.update(from: source, count: bytes.count)
    count += bytes.count
  }

  /// Removes the first `length` bytes by moving the rest to the front.
  public func dropFirst(_ length: Int) {
    let rest = count - length
    base.update(from: base + length, count: rest)
    count = rest
  }
}
