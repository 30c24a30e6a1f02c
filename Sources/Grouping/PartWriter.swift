import Records

/// Writes sealed parts to a temporary file, one or several as a run; used by one thread.
final class PartWriter {
  private let budget: MemoryBudget
  private let folder: String
  private let calls: SpillCalls
  /// One file takes all runs, so that their number meets no limit of open files.
  private var file: SpillFile?
  /// The keys that are in the indexes of all runs, chosen from the first.
  private(set) var splitters = Splitters()

  init(budget: MemoryBudget, folder: String, calls: SpillCalls) {
    self.budget = budget
    self.folder = folder
    self.calls = calls
  }

  /// Writes parts, from the oldest to the newest; returns how many reviews were dropped, too.
  ///
  /// `isStopped` is asked before each write; once it holds, `run.cancelled` is thrown.
  func write(
    _ parts: [MemoryPart], isStopped: @escaping () -> Bool
  ) throws(Problem) -> (SpillRun, duplicates: Int) {
    if file == nil { try begin(with: parts[0]) }
    guard let file else { preconditionFailure("begin has opened the file") }
    let shared = parts.reduce(Int.max) { min($0, $1.sharedKeyBytes(with: splitters.keys)) }
    let writer = RunWriter(
      file: file, bufferBytes: budget.writeBufferBytes,
      index: RunIndex(splitters: splitters, spacing: budget.indexSpacing, sharedBytes: shared),
      isStopped: isStopped)
    let dropped = try write(parts, sharedKeyBytes: shared, to: writer)
    return (try writer.finish(), dropped)
  }

  /// Leaves the file to the runs that are in it.
  func letGo() { file = nil }

  private func begin(with part: MemoryPart) throws(Problem) {
    file = try SpillFile(folder: folder, calls: calls)
    splitters = Splitters(
      part.sampledRanks(spacing: budget.splitterSpacing).map { Array(part.key($0.rank)) })
  }

  private func write(
    _ parts: [MemoryPart], sharedKeyBytes: Int, to writer: RunWriter
  ) throws(Problem) -> Int {
    var ids = SharedBeginning()
    for part in parts { ids.add(part.ids) }
    if parts.count == 1 {
      var reader = PartReader(parts[0], ranks: 0..<parts[0].order.count, sharedIDBytes: ids.count)
      try reader.write(to: writer)
      return reader.duplicates
    }
    let sources = MergeSources(
      runs: [], parts: parts, range: KeyRange(), bufferBytes: 0, sharedIDBytes: ids.count)
    var merger = RunMerger(sources, sharedKeyBytes: sharedKeyBytes)
    try merger.merge(into: writer)
    return merger.counts.duplicates
  }
}
