/// Growable memory for values without references, addressed by index.
///
/// The parser's callbacks append to it some fifty times a record: it costs neither a retain nor a uniqueness
/// check. Its owner frees it with `deallocate`.
struct RawArray<Element> {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private(set) var capacity: Int

  init(capacity: Int) {
    self.capacity = max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  func deallocate() { base.deallocate() }

  @inline(__always) subscript(_ index: Int) -> Element {
    get { base[index] }
    nonmutating _modify { yield &base[index] }
  }

  @inline(__always) mutating func append(_ element: Element) {
    if count == capacity { grow(to: count &+ 1) }
    (base + count).initialize(to: element)
    count &+= 1
  }

  @inline(__always) mutating func append(_ source: UnsafePointer<Element>, count length: Int) {
    reserve(length)
    (base + count).update(from: source, count: length)
    count &+= length
  }

  /// Makes room for `extra` more elements; pointers into the memory may become stale.
  @inline(__always) mutating func reserve(_ extra: Int) {
    if count &+ extra > capacity { grow(to: count &+ extra) }
  }

  @inline(never) private mutating func grow(to wanted: Int) {
    capacity = max(wanted, capacity &* 2)
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    memory.update(from: base, count: count)
    base.deallocate()
    base = memory
  }

  /// Where `reserve` made room, after it was written.
  mutating func extend(by length: Int) { count &+= length }

  mutating func removeAll() { count = 0 }

  mutating func removeLast(_ length: Int) { count &-= length }

  /// Removes elements from the front by moving the rest.
  mutating func dropFirst(_ length: Int) {
    count -= length
    base.update(from: base + length, count: count)
  }
}

/// A run of elements that is taken from the front while it grows behind: positions count from its beginning.
struct RawQueue<Element> {
  private(set) var elements: RawArray<Element>
  /// The position of the first element that is still there.
  private(set) var start = 0

  init(capacity: Int) { elements = RawArray(capacity: capacity) }

  /// The position behind the last element.
  @inline(__always) var end: Int { start &+ elements.count }

  @inline(__always) subscript(_ position: Int) -> Element {
    get { elements[position &- start] }
    nonmutating _modify { yield &elements[position &- start] }
  }

  @inline(__always) func pointer(at position: Int) -> UnsafeMutablePointer<Element> {
    elements.base + (position &- start)
  }

  @inline(__always) mutating func append(_ element: Element) { elements.append(element) }

  @inline(__always) mutating func append(_ source: UnsafePointer<Element>, count: Int) {
    elements.append(source, count: count)
  }

  mutating func reserve(_ extra: Int) { elements.reserve(extra) }

  mutating func extend(by length: Int) { elements.extend(by: length) }

  /// Removes what lies at or behind a position.
  mutating func truncate(to position: Int) { elements.removeLast(end - position) }

  /// Forgets all; what is appended next has the given position.
  mutating func restart(at position: Int) {
    elements.removeAll()
    start = position
  }

  /// Frees what lies before a position: at once where little is left, else when half of the memory is free.
  ///
  /// So the moved bytes never exceed the freed ones, or 64 KiB.
  mutating func release(before position: Int) {
    let free = min(position, end) - start
    let kept = elements.count - free
    guard free > 0, kept <= free || kept * MemoryLayout<Element>.stride <= 1 << 16 else { return }
    elements.dropFirst(free)
    start += free
  }
}
