import Records

/// The values that a record's lists collect, in the order in which the walk meets them.
///
/// Several lists may fill at once (`images.url`, `images.type`), and a slot wants its elements side by
/// side: so they are kept here with their target and dealt out when the record has been walked.
final class ListHits {
  struct Hit {
    var target: Int32
    /// Number of the value's first token; where an item of `each` begins.
    var token: Int32
    var slot: Slot
  }

  private static let noTarget: Int32 = -1

  @exclusivity(unchecked) private(set) var hits: [Hit] = []
  /// Whether the record has a list at all.
  @exclusivity(unchecked) var hasLists = false

  func removeAll() {
    hits.removeAll(keepingCapacity: true)
    hasLists = false
  }

  func append(target: Int32, token: Int, slot: Slot) {
    hits.append(Hit(target: target, token: Int32(truncatingIfNeeded: token), slot: slot))
  }

  /// Makes void what a duplicate key replaces: hits from `start` on for the given targets.
  ///
  /// They keep their places, because other keys have noted how many hits were before them.
  func void(from start: Int, targets: UnsafeBufferPointer<Int32>) {
    for index in start..<hits.count where targets.contains(hits[index].target) {
      hits[index].target = Self.noTarget
    }
  }

  /// Deals the hits out: each list slot at or below a node gets its elements, side by side.
  func deal(
    to tree: SelectorTree, below node: Int = SelectorTree.root, _ slots: UnsafeMutablePointer<Slot>,
    _ elements: inout [Slot], except omitted: Int? = nil
  ) {
    guard hasLists else { return }
    let walked = tree.table.nodes[node]
    for index in Int(walked.targetStart)..<Int(walked.subtreeTargetEnd) {
      let target = tree.table.targets[index]
      guard slots[Int(target)].kind == .list, Int(target) != omitted else { continue }
      let start = elements.count
      for hit in hits where hit.target == target { elements.append(hit.slot) }
      slots[Int(target)] = Slot(kind: .list, offset: start, length: elements.count - start)
    }
  }
}
