/// A binary min-heap of indices, ordered by what they point to.
struct IndexHeap {
  private var indices: [Int] = []

  var first: Int? { indices.first }

  mutating func insert(_ index: Int, precedes: (Int, Int) -> Bool) {
    indices.append(index)
    var place = indices.count - 1
    while place > 0 && precedes(indices[place], indices[(place - 1) / 2]) {
      indices.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func removeFirst(precedes: (Int, Int) -> Bool) {
    indices[0] = indices[indices.count - 1]
    indices.removeLast()
    if !indices.isEmpty { settleFirst(precedes: precedes) }
  }

  /// Puts the first index where it belongs after what it points to has become larger.
  mutating func settleFirst(precedes: (Int, Int) -> Bool) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < indices.count else { return }
      if child + 1 < indices.count && precedes(indices[child + 1], indices[child]) { child += 1 }
      guard precedes(indices[child], indices[place]) else { return }
      indices.swapAt(child, place)
      place = child
    }
  }
}
