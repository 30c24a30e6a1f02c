import Records

/// All reviews in their order, divided into ranges that may be read by many threads at once.
///
/// The ranges follow each other: their output one behind the other is the whole, and no product is in two.
public final class GroupedReviews: @unchecked Sendable {
  private var runs: [SpillRun]
  private var parts: [MemoryPart]
  private let budget: MemoryBudget
  private let sharedIDBytes: Int
  private let hasArrivals: Bool
  private let ranges: [KeyRange]
  private var window: SpillWindow?
  /// Reviews that were dropped before; those dropped by `merge` are in its counts.
  public let duplicates: Int

  /// `runs` and `parts` from the oldest to the newest; all runs are older than all parts.
  init(
    runs: [SpillRun], parts: [MemoryPart], splitters: Splitters, budget: MemoryBudget,
    sharedIDBytes: Int, hasArrivals: Bool, duplicates: Int
  ) {
    self.runs = runs
    self.parts = parts
    self.budget = budget
    self.sharedIDBytes = sharedIDBytes
    self.hasArrivals = hasArrivals
    self.duplicates = duplicates
    var plan = RangePlan(splitters: splitters)
    for run in runs { plan.add(run) }
    for part in parts { plan.add(part, spacing: budget.indexSpacing) }
    ranges = plan.ranges(of: budget.rangeBytes)
    window = SpillWindow(
      runs: runs, ranges: ranges, fetchBytes: budget.fetchBytes, releaseBytes: budget.releaseBytes,
      smallBytes: budget.smallSpillBytes)
  }

  /// One at least.
  public var rangeCount: Int { ranges.count }

  /// How many bytes of requests a thread should gather before they are given on.
  public var chunkBytes: Int { budget.gatheredBytes }

  /// Gives the reviews of a range; may be called once for each range, by many threads.
  public func merge(range: Int, into sink: some GroupSink) throws(Problem) -> GroupCounts {
    window?.begins(range)
    let counts = try merge(ranges[range], into: sink)
    window?.merged(range)
    return counts
  }

  private func merge(_ range: KeyRange, into sink: some GroupSink) throws(Problem) -> GroupCounts {
    let sources = MergeSources(
      runs: runs, parts: parts, range: range, bufferBytes: budget.readBufferBytes(runs: runs.count),
      sharedIDBytes: sharedIDBytes)
    var merger = RunMerger(sources, sharedKeyBytes: range.sharedBytes)
    guard hasArrivals else {
      try merger.merge(into: sink)
      return merger.counts
    }
    let newest = NewestReviews(into: sink)
    try merger.merge(into: newest)
    try newest.finish()
    var counts = merger.counts
    counts.reviews -= newest.duplicates
    counts.duplicates += newest.duplicates
    return counts
  }
}

extension GroupedReviews {
  /// Gives back the temporary file, once nobody merges any more.
  ///
  /// This and `discardMemory` take some 30 ms each for 300 MiB, which two threads can spend while the disk is waited for.
  public func discardFile() {
    window?.wait()
    (runs, window) = ([], nil)
  }

  /// Gives back all memory, once nobody merges any more.
  public func discardMemory() { parts.removeAll() }

  /// Gives all reviews on the calling thread; returns what came of grouping as a whole.
  public func merge(into sink: some GroupSink) throws(Problem) -> GroupCounts {
    var counts = GroupCounts()
    counts.duplicates = duplicates
    window?.takesItsTime()
    for range in 0..<rangeCount { counts += try merge(range: range, into: sink) }
    return counts
  }
}
