import Records

/// Sorted sequences of products and their reviews, each read once from front to back: runs, then parts in memory.
///
/// A source is known by its number, from the oldest to the newest. Readers are values in memory of their own and
/// say by `false` that they end, whatever ended them: to count references or to pass errors on for each review
/// took a third of the time of merging.
struct MergeSources: ~Copyable {
  private let runs: UnsafeMutablePointer<RunReader>
  private let parts: UnsafeMutablePointer<PartReader>
  private let runCount: Int
  private let partCount: Int

  /// `sharedIDBytes`: how many bytes all ids begin with, in all sources.
  init(
    runs spilled: [SpillRun], parts held: [MemoryPart], range: KeyRange, bufferBytes: Int, sharedIDBytes: Int
  ) {
    (runCount, partCount) = (spilled.count, held.count)
    runs = .allocate(capacity: max(runCount, 1))
    parts = .allocate(capacity: max(partCount, 1))
    for number in spilled.indices {
      (runs + number).initialize(
        to: RunReader(
          spilled[number], range: range, bufferBytes: bufferBytes, sharedIDBytes: sharedIDBytes))
    }
    for (number, part) in held.enumerated() {
      let low = range.low.map { part.rank(of: $0.key) } ?? 0
      let high = range.high.map { part.rank(of: $0.key) } ?? part.order.count
      (parts + number).initialize(to: PartReader(part, ranks: low..<high, sharedIDBytes: sharedIDBytes))
    }
  }

  deinit {
    runs.deinitialize(count: runCount)
    parts.deinitialize(count: partCount)
    runs.deallocate()
    parts.deallocate()
  }

  var count: Int { runCount + partCount }

  /// Goes to the next product of a source; false at its end.
  ///
  /// All reviews of the one before must have been read.
  @inline(__always) func nextProduct(_ source: Int) -> Bool {
    source < runCount ? runs[source].nextProduct() : parts[source &- runCount].nextProduct()
  }

  /// The product being read.
  @inline(__always) func key(_ source: Int) -> UnsafeBufferPointer<UInt8> {
    source < runCount ? runs[source].key : parts[source &- runCount].key
  }

  /// Goes to the next review of the product; false where it has no more.
  @inline(__always) func nextReview(_ source: Int, _ review: inout MergeReview) -> Bool {
    source < runCount
      ? runs[source].nextReview(&review) : parts[source &- runCount].nextReview(&review)
  }

  /// What ended a source early.
  func failure(_ source: Int) -> Problem? { source < runCount ? runs[source].failure : nil }

  /// Reviews passed over because a newer one of the same source has their id.
  var duplicates: Int { (0..<partCount).reduce(0) { $0 + parts[$1].duplicates } }
}
