import Glibc

/// A growable array of plain values without checks or reference counts.
///
/// Large ones grow by `realloc`, which moves pages and copies nothing, and pages never touched cost nothing.
struct RawArray<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 1)
    base = Self.memory(nil, self.capacity)
  }

  deinit { free(base) }

  var all: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: count) }

  @inline(__always) mutating func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(to: count &+ extra) }
  }

  @inline(__always) mutating func append(_ element: Element) {
    reserve(1)
    appendReserved(element)
  }

  /// As `append`, after `reserve`.
  @inline(__always) mutating func appendReserved(_ element: Element) {
    base[count] = element
    count &+= 1
  }

  mutating func removeAll() { count = 0 }

  /// Says that the first `newCount` elements, for which there is room, were written through `base`.
  mutating func setCount(_ newCount: Int) { count = newCount }

  @inline(never) private mutating func grow(to wanted: Int) {
    capacity = max(wanted, capacity * 2)
    base = Self.memory(base, capacity)
  }

  private static func memory(
    _ old: UnsafeMutablePointer<Element>?, _ capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    guard let memory = realloc(old, capacity * MemoryLayout<Element>.stride) else {
      preconditionFailure("the system has no memory left")
    }
    return memory.assumingMemoryBound(to: Element.self)
  }
}
