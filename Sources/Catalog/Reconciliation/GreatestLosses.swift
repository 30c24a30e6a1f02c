/// The products with the most reviews, of any number of them: a heap whose top is the least of those kept.
///
/// Among equals those come first whose identification is less in its bytes, so the list does not depend on chance.
struct GreatestLosses {
  private let limit: Int
  private var heap: [ReconciliationReport.Product] = []

  init(limit: Int) { self.limit = limit }

  /// Whether a product with so many reviews would be kept, which spares making one that is not.
  func wouldKeep(reviews: Int) -> Bool {
    limit > 0 && (heap.count < limit || reviews >= heap[0].reviews)
  }

  mutating func add(_ product: ReconciliationReport.Product) {
    if heap.count < limit {
      heap.append(product)
      siftUp()
    } else if limit > 0, Self.isBefore(product, heap[0]) {
      heap[0] = product
      siftDown()
    }
  }

  /// The greatest first.
  var sorted: [ReconciliationReport.Product] { heap.sorted(by: Self.isBefore) }

  private static func isBefore(
    _ first: ReconciliationReport.Product, _ second: ReconciliationReport.Product
  ) -> Bool {
    first.reviews == second.reviews
      ? first.identification.lexicographicallyPrecedes(second.identification) : first.reviews > second.reviews
  }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0, Self.isBefore(heap[(child - 1) / 2], heap[child]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var last = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if Self.isBefore(heap[last], heap[child]) { last = child }
      }
      if last == parent { return }
      heap.swapAt(parent, last)
      parent = last
    }
  }
}
