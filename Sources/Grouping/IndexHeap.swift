/// A binary min-heap of indices, ordered by what they point to.
struct IndexHeap: ~Copyable {
  private let indices: UnsafeMutablePointer<Int>
  private var count = 0

  /// `capacity`: how many it holds at most.
  init(capacity: Int) { indices = .allocate(capacity: max(capacity, 1)) }

  deinit { indices.deallocate() }

  @inline(__always) var first: Int? { count > 0 ? indices[0] : nil }

  @inline(__always)
  mutating func insert(_ index: Int, precedes: (Int, Int) -> Bool) {
    var place = count
    count &+= 1
    while place > 0 {
      let parent = (place &- 1) / 2
      guard precedes(index, indices[parent]) else { break }
      indices[place] = indices[parent]
      place = parent
    }
    indices[place] = index
  }

  @inline(__always)
  mutating func removeFirst(precedes: (Int, Int) -> Bool) {
    count &-= 1
    indices[0] = indices[count]
    if count > 1 { settleFirst(precedes: precedes) }
  }

  /// Puts the first index where it belongs after what it points to has become larger.
  @inline(__always)
  mutating func settleFirst(precedes: (Int, Int) -> Bool) {
    let index = indices[0]
    var place = 0
    while true {
      var child = 2 &* place &+ 1
      guard child < count else { break }
      if child &+ 1 < count, precedes(indices[child &+ 1], indices[child]) { child &+= 1 }
      guard precedes(indices[child], index) else { break }
      indices[place] = indices[child]
      place = child
    }
    indices[place] = index
  }
}
