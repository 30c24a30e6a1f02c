import Records

/// Merges sorted sources into one order; where sources have the same review, the later one wins.
///
/// It works in two steps, so that keys are compared once for a product and not for each review: the sources that
/// have the next product are found by a walk over 8 bytes of each one's key, and a heap orders their reviews.
struct RunMerger: ~Copyable {
  /// A source that has a product.
  private struct Live: BitwiseCopyable {
    var source: Int
    /// The first bytes of its key behind those that all keys share.
    var prefix: UInt64
  }

  private let sources: MergeSources
  private let sharedKeyBytes: Int
  /// Oldest first.
  private let live: UnsafeMutablePointer<Live>
  private var liveCount = 0
  /// Which of `live` have the product being merged, oldest first.
  private let group: UnsafeMutablePointer<Int>
  private var groupCount = 0
  /// The review that each source has come to.
  private let heads: UnsafeMutablePointer<MergeReview>
  private var reviews: IndexHeap
  private var merged = GroupCounts()

  /// All keys of the sources begin with the same `sharedKeyBytes`.
  init(_ sources: consuming MergeSources, sharedKeyBytes: Int) {
    let capacity = max(sources.count, 1)
    self.sources = sources
    self.sharedKeyBytes = sharedKeyBytes
    live = .allocate(capacity: capacity)
    group = .allocate(capacity: capacity)
    heads = .allocate(capacity: capacity)
    heads.initialize(repeating: MergeReview(), count: capacity)
    reviews = IndexHeap(capacity: capacity)
  }

  deinit {
    live.deallocate()
    group.deallocate()
    heads.deallocate()
  }

  /// What was merged so far.
  var counts: GroupCounts {
    var counts = merged
    counts.duplicates += sources.duplicates
    return counts
  }

  mutating func merge(into sink: some GroupSink) throws(Problem) {
    try begin()
    while liveCount > 0 {
      findGroup()
      merged.products += 1
      let source = live[group[0]].source
      try sink.product(sources.key(source))
      if groupCount == 1 {
        try giveReviews(of: source, to: sink)
      } else {
        try mergeReviews(into: sink)
      }
      try advance()
    }
  }

  private mutating func begin() throws(Problem) {
    for source in 0..<sources.count {
      guard try startsProduct(source) else { continue }
      live[liveCount] = Live(source: source, prefix: prefix(source))
      liveCount += 1
    }
  }

  @inline(__always) private func prefix(_ source: Int) -> UInt64 {
    NameOrder.prefix(sources.key(source), from: sharedKeyBytes)
  }

  @inline(__always) private func startsProduct(_ source: Int) throws(Problem) -> Bool {
    if sources.nextProduct(source) { return true }
    if let failure = sources.failure(source) { throw failure }
    return false
  }

  /// Finds the sources that have the least key.
  private mutating func findGroup() {
    var least = UInt64.max
    for place in 0..<liveCount where live[place].prefix < least { least = live[place].prefix }
    groupCount = 0
    for place in 0..<liveCount where live[place].prefix == least {
      let order = groupCount == 0 ? 0 : compareKeys(place, group[0])
      if order < 0 { groupCount = 0 }
      guard order <= 0 else { continue }
      group[groupCount] = place
      groupCount += 1
    }
  }

  /// Compares keys of which the prefixes are equal.
  @inline(__always)
  private func compareKeys(_ first: Int, _ second: Int) -> Int {
    let (one, other) = (sources.key(live[first].source), sources.key(live[second].source))
    if one.count == other.count, one.count &- sharedKeyBytes <= MemoryLayout<UInt64>.size { return 0 }
    return NameOrder.compare(one, other)
  }

  /// Goes on to the next product of each source of the group.
  private mutating func advance() throws(Problem) {
    var ended = 0
    for index in 0..<groupCount {
      let place = group[index]
      let hasMore = try startsProduct(live[place].source)
      live[place].prefix = hasMore ? prefix(live[place].source) : 0
      if !hasMore {
        live[place].source = -1
        ended += 1
      }
    }
    if ended > 0 { removeEnded() }
  }

  private mutating func removeEnded() {
    var kept = 0
    for place in 0..<liveCount where live[place].source >= 0 {
      live[kept] = live[place]
      kept += 1
    }
    liveCount = kept
  }
}

// MARK: - Reviews of a product

extension RunMerger {
  private mutating func giveReviews(of source: Int, to sink: some GroupSink) throws(Problem) {
    while sources.nextReview(source, &heads[0]) {
      merged.reviews &+= 1
      try sink.review(id: heads[0].id, body: heads[0].body)
    }
  }

  private mutating func mergeReviews(into sink: some GroupSink) throws(Problem) {
    for index in 0..<groupCount { takeReview(of: live[group[index]].source) }
    let heads = heads
    while let newest = reviews.first {
      merged.reviews &+= 1
      try sink.review(id: heads[newest].id, body: heads[newest].body)
      // The one given stays in its reader's buffer until the older ones of its id are passed.
      reviews.removeFirst { Self.precedes($0, $1, heads) }
      while let older = reviews.first, Self.isSameID(heads[older], heads[newest]) {
        merged.duplicates += 1
        passFirst(older)
      }
      takeReview(of: newest)
    }
  }

  private mutating func takeReview(of source: Int) {
    let heads = heads
    guard sources.nextReview(source, &heads[source]) else { return }
    reviews.insert(source) { Self.precedes($0, $1, heads) }
  }

  private mutating func passFirst(_ source: Int) {
    let heads = heads
    if sources.nextReview(source, &heads[source]) {
      reviews.settleFirst { Self.precedes($0, $1, heads) }
    } else {
      reviews.removeFirst { Self.precedes($0, $1, heads) }
    }
  }

  /// By id, the later source first.
  @inline(__always)
  private static func precedes(
    _ first: Int, _ second: Int, _ heads: UnsafeMutablePointer<MergeReview>
  ) -> Bool {
    if heads[first].idPrefix != heads[second].idPrefix {
      return heads[first].idPrefix < heads[second].idPrefix
    }
    let order = NameOrder.compare(heads[first].id, heads[second].id)
    return order != 0 ? order < 0 : first > second
  }

  @inline(__always)
  private static func isSameID(_ first: MergeReview, _ second: MergeReview) -> Bool {
    first.idPrefix == second.idPrefix && KeyHash.isEqual(first.id, second.id)
  }
}
