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

  /// How many parts are written together, as one run.
  ///
  /// To enter a run has a price for each range, so that many runs are made longer; a few are not, since parts wait in
  /// memory for those that are written with them, and leave less of it for what need not be written at all.
  static func partsTogether(runs: Int) -> Int {
    switch runs {
    case ..<8: 1
    case ..<64: 2
    case ..<128: 3
    default: 4
    }
  }

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
  /// Most ranges have up to twice as much, because they begin at splitters.
  var rangeBytes: Int { min(max(bytes / 256, 4 << 10), 512 << 10) }

  /// Requests that a thread gathers before they are given on.
  ///
  /// Those of a part of a range are held until it is the range's turn, and few can be: so a chunk holds more than nearly all
  /// ranges make, except where that would take too much memory.
  var gatheredBytes: Int { rangeBytes * 5 / 2 }

  /// Bytes of a run, or of a part, for each key that ranges can begin at, besides splitters.
  var indexSpacing: Int { max(rangeBytes / 8, 512) }

  /// Bytes of the first run for each splitter.
  ///
  /// A range is made of several spaces between splitters, which grow with the number of runs.
  var splitterSpacing: Int { max(partBytes / 8192, 512) }

  /// Of a run, before it is given back: in smaller pieces that takes longer than to give the whole file back at the end.
  var releaseBytes: Int { min(max(bytes / 64, 64 << 10), 4 << 20) }

  /// A temporary file up to this size may stay whole while an output is written at full speed: so much more of the disk is
  /// taken then.
  var smallSpillBytes: Int { 2 * min(bytes, 256 << 20) }

  /// Of a run, before it is merged: long enough that a disk reads nearly as fast as from one end to the other.
  var fetchBytes: Int { min(max(bytes / 128, 64 << 10), 2 << 20) }

  /// At most, for each of `runs` that are merged at once.
  ///
  /// Nearly all that a run has of a range fits, so that it is read by one call.
  func readBufferBytes(runs: Int) -> Int {
    min(max(4 * rangeBytes / max(runs, 1), 4 << 10), 96 << 10)
  }
}
