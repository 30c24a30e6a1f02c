import Records

/// Brings the reviews of each product together, in bounded memory, whatever their order and number.
///
/// The output has one total order: product keys ascending by their bytes, and in each product the ids
/// ascending by their bytes. Of reviews with the same key and id the one added last wins. So the output depends
/// on the reviews and their order alone, not on batches, threads or memory; and merging can drop duplicates
/// as a stream, since equal names meet.
///
/// Reviews are kept in memory until the budget is used up, then written, sorted, to a temporary file as a run;
/// `finish` merges the runs. Used by one thread.
public final class ProductGrouper: @unchecked Sendable {
  private let budget: MemoryBudget
  private let temporaryFolder: String
  private let calls: SpillCalls
  private var memory: GroupMemory
  private var file: SpillFile?
  private var runs: [SpillRun] = []

  /// Reviews dropped because one with the same key and id came later; complete after `finish`.
  public private(set) var duplicates = 0
  /// How often the budget was used up.
  public private(set) var spilledRuns = 0
  /// Bytes written to temporary files, merges included.
  public private(set) var spilledBytes = 0
  /// Products given out by `finish`.
  public private(set) var products = 0
  /// Reviews given out by `finish`.
  public private(set) var reviews = 0

  /// Less than 64 KiB of memory is taken as 64 KiB; a single review above the budget is still held.
  public convenience init(memoryBytes: Int, temporaryFolder: String) {
    self.init(memoryBytes: memoryBytes, temporaryFolder: temporaryFolder, calls: SpillCalls())
  }

  init(memoryBytes: Int, temporaryFolder: String, calls: SpillCalls) {
    self.budget = MemoryBudget(memoryBytes)
    self.temporaryFolder = temporaryFolder
    self.calls = calls
    self.memory = GroupMemory(chunkBytes: budget.chunkBytes)
  }

  /// Copies a review in.
  ///
  /// Throws `io.spill` where a run cannot be written; the grouper is of no use then.
  public func add(
    key: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    if !hasRoom(key.count, id.count, body.count) {
      memory.trim()
      if !hasRoom(key.count, id.count, body.count) && !memory.isEmpty { try spill() }
    }
    guard memory.add(key: key, id: id, body: body) else {
      throw GroupingProblem.memory(id.count + body.count)
    }
  }

  /// Gives all reviews in order and frees the memory; called once.
  public func finish(into sink: some GroupSink) throws(Problem) {
    if runs.isEmpty {
      count(try memory.drain(into: sink), isOutput: true)
      releaseMemory()
      return
    }
    if !memory.isEmpty { try spill() }
    releaseMemory()
    file = nil
    while runs.count > budget.fanIn { try mergePass() }
    var merger = RunMerger(runs[...], bufferBytes: budget.readBufferBytes(runs: runs.count))
    try merger.merge(into: sink)
    count(merger.counts, isOutput: true)
    runs.removeAll()
  }
}

extension ProductGrouper {
  /// What the budget is compared with.
  var neededBytes: Int { memory.neededBytes + budget.writeBufferBytes }

  @inline(__always) private func hasRoom(_ key: Int, _ id: Int, _ body: Int) -> Bool {
    let needed = memory.neededBytes(addingKey: key, id: id, body: body)
    return needed &+ budget.writeBufferBytes <= budget.bytes
  }

  private func spill() throws(Problem) {
    let target = try openFile()
    let writer = RunWriter(file: target, bufferBytes: budget.writeBufferBytes)
    count(try memory.drain(into: writer), isOutput: false)
    try append(writer.finish(), to: &runs)
    spilledRuns += 1
    memory.removeAll()
  }

  /// One file takes all runs, so that their number meets no limit of open files.
  private func openFile() throws(Problem) -> SpillFile {
    if let file { return file }
    let newFile = try SpillFile(folder: temporaryFolder, calls: calls)
    file = newFile
    return newFile
  }

  /// Merges neighbouring runs until few enough are left, or each has been merged once.
  ///
  /// Only neighbours: the order of runs says which of two equal reviews is newer. The new runs go to a new
  /// file, and the old one is freed with the last of its runs.
  private func mergePass() throws(Problem) {
    let target = try SpillFile(folder: temporaryFolder, calls: calls)
    var merged: [SpillRun] = []
    var next = 0
    while next < runs.count && merged.count + runs.count - next > budget.fanIn {
      let excess = merged.count + runs.count - next - budget.fanIn
      let end = min(next + min(budget.fanIn, excess + 1), runs.count)
      var merger = RunMerger(runs[next..<end], bufferBytes: budget.readBufferBytes(runs: end - next))
      let writer = RunWriter(file: target, bufferBytes: budget.writeBufferBytes)
      try merger.merge(into: writer)
      count(merger.counts, isOutput: false)
      try append(writer.finish(), to: &merged)
      next = end
    }
    runs = merged + runs[next...]
  }

  private func append(_ run: SpillRun, to runs: inout [SpillRun]) {
    spilledBytes += run.byteCount
    runs.append(run)
  }

  private func count(_ counts: GroupMemory.Counts, isOutput: Bool) {
    duplicates += counts.duplicates
    guard isOutput else { return }
    products = counts.products
    reviews = counts.reviews
  }

  private func releaseMemory() { memory = GroupMemory(chunkBytes: budget.chunkBytes) }
}
