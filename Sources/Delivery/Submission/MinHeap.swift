/// Gives the value with the lowest key first; values of one key in any order.
struct MinHeap<Key: Comparable, Value> {
  private var nodes: [(key: Key, value: Value)] = []

  var count: Int { nodes.count }
  var isEmpty: Bool { nodes.isEmpty }
  var lowestKey: Key? { nodes.first?.key }

  mutating func push(_ value: Value, _ key: Key) {
    nodes.append((key, value))
    var child = nodes.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard nodes[child].key < nodes[parent].key else { return }
      nodes.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Value? {
    guard let last = nodes.popLast() else { return nil }
    guard let first = nodes.first else { return last.value }
    nodes[0] = last
    sink()
    return first.value
  }

  /// Takes all out, in any order.
  mutating func removeAll() -> [Value] {
    defer { nodes.removeAll() }
    return nodes.map(\.value)
  }

  private mutating func sink() {
    var parent = 0
    while true {
      let left = 2 * parent + 1
      guard left < nodes.count else { return }
      let right = left + 1
      let child = right < nodes.count && nodes[right].key < nodes[left].key ? right : left
      guard nodes[child].key < nodes[parent].key else { return }
      nodes.swapAt(child, parent)
      parent = child
    }
  }
}
