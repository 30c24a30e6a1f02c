import Records

/// Merges sorted runs into one order; where runs have the same review, the later run wins.
///
/// It works in two steps, so that keys are compared once for a product and not for each review: one heap
/// finds the runs that have the next product, a second one orders the reviews of those runs only.
struct RunMerger {
  private let readers: [RunReader]
  private(set) var counts = GroupMemory.Counts()

  /// `runs` in the order in which they were written.
  init(_ runs: ArraySlice<SpillRun>, bufferBytes: Int) {
    readers = runs.map { RunReader($0, bufferBytes: bufferBytes) }
  }

  mutating func merge(into sink: some GroupSink) throws(Problem) {
    var products = IndexHeap()
    for index in readers.indices { try advanceProduct(index, &products) }
    var group: [Int] = []
    while let first = products.first {
      group.removeAll(keepingCapacity: true)
      while let next = products.first, KeyHash.isEqual(readers[next].key.all, readers[first].key.all) {
        group.append(next)
        products.removeFirst(precedes: hasLowerKey)
      }
      counts.products += 1
      try sink.product(readers[first].key.all)
      try mergeReviews(of: group, into: sink)
      for index in group { try advanceProduct(index, &products) }
    }
  }

  private func advanceProduct(_ index: Int, _ products: inout IndexHeap) throws(Problem) {
    if try readers[index].nextProduct() { products.insert(index, precedes: hasLowerKey) }
  }

  private mutating func mergeReviews(of group: [Int], into sink: some GroupSink) throws(Problem) {
    if group.count == 1 { return try copyReviews(of: readers[group[0]], into: sink) }
    var reviews = IndexHeap()
    for index in group where try readers[index].nextReview() {
      reviews.insert(index, precedes: hasLowerID)
    }
    while let newest = reviews.first {
      try give(readers[newest], to: sink)
      // The one given stays in its reader's buffer until the older ones of its id are passed.
      reviews.removeFirst(precedes: hasLowerID)
      while let older = reviews.first, isSameID(older, newest) {
        counts.duplicates += 1
        try advanceFirst(older, &reviews)
      }
      if try readers[newest].nextReview() { reviews.insert(newest, precedes: hasLowerID) }
    }
  }

  private mutating func copyReviews(of reader: RunReader, into sink: some GroupSink) throws(Problem) {
    while try reader.nextReview() { try give(reader, to: sink) }
  }

  @inline(__always)
  private mutating func give(_ reader: RunReader, to sink: some GroupSink) throws(Problem) {
    counts.reviews += 1
    try sink.review(id: reader.id, body: reader.body)
  }

  private func advanceFirst(_ index: Int, _ reviews: inout IndexHeap) throws(Problem) {
    if try readers[index].nextReview() {
      reviews.settleFirst(precedes: hasLowerID)
    } else {
      reviews.removeFirst(precedes: hasLowerID)
    }
  }

  private func hasLowerKey(_ first: Int, _ second: Int) -> Bool {
    let order = SortOrder.compare(readers[first].key.all, readers[second].key.all)
    return order != 0 ? order < 0 : first < second
  }

  /// By id, the later run first.
  private func hasLowerID(_ first: Int, _ second: Int) -> Bool {
    let (one, other) = (readers[first], readers[second])
    if one.idPrefix != other.idPrefix { return one.idPrefix < other.idPrefix }
    let order = SortOrder.compare(one.id, other.id)
    return order != 0 ? order < 0 : first > second
  }

  private func isSameID(_ first: Int, _ second: Int) -> Bool {
    readers[first].idPrefix == readers[second].idPrefix
      && KeyHash.isEqual(readers[first].id, readers[second].id)
  }
}
