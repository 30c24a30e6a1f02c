/// How a memory budget is shared out.
///
/// | budget  | part    | chunk   | write buffer | range   | fan-in |
/// | ------- | ------- | ------- | ------------ | ------- | ------ |
/// | 64 KiB  | 9 KiB   | 1 KiB   | 4 KiB        | 4 KiB   | 4      |
/// | 1 MiB   | 149 KiB | 18 KiB  | 64 KiB       | 4 KiB   | 64     |
/// | 256 MiB | 37 MiB  | 1 MiB   | 256 KiB      | 512 KiB | 512    |
///
/// What the parts leave, an eighth, is for writing runs and for what `finish` reads and gives out.
struct MemoryBudget {
  /// Below this nothing can be shared out.
  static let least = 64 << 10
  /// More parts leave less memory unused while one is written, but give more and shorter runs.
  static let partCount = 6

  let bytes: Int

  init(_ bytes: Int) { self.bytes = max(bytes, Self.least) }

  /// Reviews that are sorted, and maybe written, together.
  var partBytes: Int { bytes / 8 * 7 / Self.partCount }

  /// Copies and keys are taken in pieces of this size, so that they grow without a copy and without overshooting.
  var chunkBytes: Int { min(partBytes / 8, 1 << 20) }

  var writeBufferBytes: Int { min(bytes / 16, 256 << 10) }

  /// Runs that are merged at once: more cost many seeks and small buffers, fewer cost another pass.
  var fanIn: Int { min(max(bytes / (16 << 10), 2), 512) }

  /// What is merged at once, by one thread: it should fit in the cache of a core with what comes of it.
  ///
  /// Most ranges have up to twice as much, because they begin at splitters. To enter a run has a price, so that many runs
  /// make larger ranges.
  func rangeBytes(runs: Int) -> Int { runs > Self.manyRuns ? 2 * leastRangeBytes : leastRangeBytes }

  /// Requests that a thread gathers before they are given on.
  ///
  /// Those of a part of a range can be given on only when it is the range's turn, and until then their thread stands still:
  /// so a chunk holds more than nearly all ranges make, except where that would take too much memory.
  var gatheredBytes: Int { leastRangeBytes * 5 / 2 }

  private var leastRangeBytes: Int { min(max(bytes / 256, 4 << 10), 512 << 10) }
  private static let manyRuns = 16

  /// Bytes of a run, or of a part, for each key that ranges can begin at, besides splitters.
  var indexSpacing: Int { max(leastRangeBytes / 8, 512) }

  /// Bytes of the first run for each splitter.
  ///
  /// A range is made of several spaces between splitters, which grow with the number of runs.
  var splitterSpacing: Int { max(partBytes / 2048, 512) }

  /// Of a run, before it is given back: in smaller pieces that takes longer than to give the whole file back at the end.
  var releaseBytes: Int { min(max(bytes / 64, 64 << 10), 4 << 20) }

  /// For each of `runs` that are merged at once.
  ///
  /// A thread reads no more of all runs together than a small range at a time.
  func readBufferBytes(runs: Int) -> Int {
    min(max(leastRangeBytes / max(runs, 1), 4 << 10), 256 << 10)
  }
}
