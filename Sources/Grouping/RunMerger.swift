import Records

/// Merges sorted sources into one order; where sources have the same review, the later one wins.
///
/// It works in two steps, so that keys are compared once for a product and not for each review: the sources that
/// have the next product are found by a walk over 8 bytes of each one's key, and a heap orders their reviews.
struct RunMerger: ~Copyable {
  private var sources: [MergeSource]
  /// The first bytes of each source's key behind those that all keys share.
  private var prefixes: [UInt64] = []
  private let sharedKeyBytes: Int
  /// The review that each source has come to: a copy beside the others, for comparing them.
  private let heads: UnsafeMutablePointer<MergeSource.Review>
  private var reviews = IndexHeap()
  private(set) var counts = GroupCounts()

  /// `sources` from the oldest to the newest; all their keys begin with the same `sharedKeyBytes`.
  init(_ sources: [MergeSource], sharedKeyBytes: Int) {
    self.sources = sources
    self.sharedKeyBytes = sharedKeyBytes
    heads = .allocate(capacity: max(sources.count, 1))
    heads.initialize(repeating: MergeSource.Review(), count: sources.count)
  }

  deinit { heads.deallocate() }

  mutating func merge(into sink: some GroupSink) throws(Problem) {
    try begin()
    var group: [Int] = []
    while !sources.isEmpty {
      nextGroup(&group)
      counts.products += 1
      try sink.product(sources[group[0]].key)
      if group.count == 1 {
        counts.reviews += try sources[group[0]].giveReviews(to: sink)
      } else {
        try mergeReviews(of: group, into: sink)
      }
      try advance(group)
    }
  }

  private mutating func begin() throws(Problem) {
    var live: [MergeSource] = []
    for source in sources where try source.nextProduct() {
      live.append(source)
      prefixes.append(NameOrder.prefix(source.key, from: sharedKeyBytes))
    }
    sources = live
  }

  /// The sources that have the least key, oldest first.
  private func nextGroup(_ group: inout [Int]) {
    group.removeAll(keepingCapacity: true)
    var least = UInt64.max
    for prefix in prefixes where prefix < least { least = prefix }
    for index in prefixes.indices where prefixes[index] == least {
      let order = group.first.map { NameOrder.compare(sources[index].key, sources[$0].key) } ?? 0
      if order < 0 { group.removeAll(keepingCapacity: true) }
      if order <= 0 { group.append(index) }
    }
  }

  /// Goes on to the next product of each source of the group.
  private mutating func advance(_ group: [Int]) throws(Problem) {
    for index in group.reversed() {
      if try sources[index].nextProduct() {
        prefixes[index] = NameOrder.prefix(sources[index].key, from: sharedKeyBytes)
      } else {
        counts.duplicates += sources[index].duplicates
        sources.remove(at: index)
        prefixes.remove(at: index)
      }
    }
  }
}

// MARK: - Reviews of a product that several sources have

extension RunMerger {
  private mutating func mergeReviews(of group: [Int], into sink: some GroupSink) throws(Problem) {
    let heads = heads
    for index in group where try sources[index].nextReview(&heads[index]) {
      reviews.insert(index) { Self.precedes($0, $1, heads) }
    }
    while let newest = reviews.first {
      counts.reviews &+= 1
      try sink.review(id: heads[newest].id, body: heads[newest].body)
      // The one given stays in its reader's buffer until the older ones of its id are passed.
      reviews.removeFirst { Self.precedes($0, $1, heads) }
      while let older = reviews.first, Self.isSameID(heads[older], heads[newest]) {
        counts.duplicates += 1
        try advanceFirst(older)
      }
      if try sources[newest].nextReview(&heads[newest]) {
        reviews.insert(newest) { Self.precedes($0, $1, heads) }
      }
    }
  }

  private mutating func advanceFirst(_ index: Int) throws(Problem) {
    let heads = heads
    if try sources[index].nextReview(&heads[index]) {
      reviews.settleFirst { Self.precedes($0, $1, heads) }
    } else {
      reviews.removeFirst { Self.precedes($0, $1, heads) }
    }
  }

  /// By id, the later source first.
  @inline(__always)
  private static func precedes(
    _ first: Int, _ second: Int, _ heads: UnsafeMutablePointer<MergeSource.Review>
  ) -> Bool {
    if heads[first].idPrefix != heads[second].idPrefix {
      return heads[first].idPrefix < heads[second].idPrefix
    }
    let order = NameOrder.compare(heads[first].id, heads[second].id)
    return order != 0 ? order < 0 : first > second
  }

  private static func isSameID(_ first: MergeSource.Review, _ second: MergeSource.Review) -> Bool {
    first.idPrefix == second.idPrefix && KeyHash.isEqual(first.id, second.id)
  }
}
