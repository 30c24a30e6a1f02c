import CMemory
import Records

/// Brings the reviews of each product together, in bounded memory, whatever their order and number.
///
/// The output has one total order: product keys ascending by their bytes, and in each product the ids
/// ascending by their bytes. Of reviews with the same key and id the one added last wins. So the output depends
/// on the reviews and their order alone, not on batches, threads or memory; and merging can drop duplicates
/// as a stream, since equal names meet.
///
/// Where reviews are not added in the order in which they came, each is added with its `arrival`; then of equal ones the
/// one with the highest wins.
///
/// Reviews are kept in memory, in parts. Once the budget is nearly used up, the oldest part is written, sorted, to
/// a temporary file as a run, while others fill; the rest stays in memory to the end. Used by one thread.
public final class ProductGrouper {
  private let budget: MemoryBudget
  private let temporaryFolder: String
  private let calls: SpillCalls
  private let pool = BufferPool()
  private let spiller: Spiller
  private let hasArrivals: Bool
  private let stamped = ByteBuffer(capacity: 256)
  private var part: MemoryPart
  /// What all ids begin with.
  private var ids = SharedBeginning()
  private var mergedBytes = 0

  /// Less than 64 KiB of memory is taken as 64 KiB; a single review above the budget is still held.
  ///
  /// - Parameter hasArrivals: Each review is added with its `arrival`.
  public convenience init(memoryBytes: Int, temporaryFolder: String, hasArrivals: Bool = false) {
    self.init(
      memoryBytes: memoryBytes, temporaryFolder: temporaryFolder, hasArrivals: hasArrivals,
      calls: SpillCalls())
  }

  init(memoryBytes: Int, temporaryFolder: String, hasArrivals: Bool = false, calls: SpillCalls) {
    self.hasArrivals = hasArrivals
    budget = MemoryBudget(memoryBytes)
    self.temporaryFolder = temporaryFolder
    self.calls = calls
    part = MemoryPart(chunkBytes: budget.chunkBytes)
    spiller = Spiller(budget: budget, folder: temporaryFolder, calls: calls, pool: pool)
  }

  deinit { spiller.stop() }

  /// How often a part had to be written.
  public var spilledRuns: Int { spiller.runCount }
  /// Bytes written to temporary files, merges included.
  public var spilledBytes: Int { spiller.writtenBytes + mergedBytes }

  /// Copies a review in.
  ///
  /// Throws `io.spill` where a run cannot be written; the grouper is of no use then.
  public func add(
    key: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>
  ) throws(Problem) {
    if part.heldBytes(addingKey: key.count, id: id.count, body: body.count) > budget.partBytes {
      try closePart()
    }
    part.add(key: key, id: id, body: body)
  }

  /// Copies a review in that came at another time than it is added.
  public func add(
    key: UnsafeBufferPointer<UInt8>, id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>,
    arrival: UInt64
  ) throws(Problem) {
    ArrivalStamp.write(id, arrival, to: stamped)
    try add(key: key, id: stamped.all, body: body)
  }

  /// Adds a batch whose texts lie in `texts` and whose keys lie in `keys`; the keys are copied.
  ///
  /// Where `texts` is well filled, it is kept as it is, and an empty buffer is returned that the caller may fill
  /// instead; nil where the texts were copied. Throws `io.spill` where a run cannot be written.
  public func add(
    _ batch: GroupBatch, keys: ByteBuffer, texts: ByteBuffer
  ) throws(Problem) -> ByteBuffer? {
    guard batch.count > 0 else { return nil }
    let bound = part.heldBytes(adding: batch, keys: keys.count, texts: texts.count)
    if bound > budget.partBytes { try closePart() }
    guard texts.count >= texts.capacity / 2 else {
      part.add(batch, keys: keys, texts: part.copy(texts))
      return nil
    }
    part.adopt(texts)
    part.add(batch, keys: keys, texts: UnsafePointer(texts.base))
    return pool.take(texts.count)
  }

  /// Wakes whoever waits for a run to be written, with `run.cancelled`; may be called by any thread.
  public var canceller: @Sendable () -> Void { { [spiller] in spiller.stop() } }

  /// Ends adding; called once.
  public func finish() throws(Problem) -> GroupedReviews {
    part.seal()
    ids.add(part.ids)
    let rest = try spiller.finish()
    pool.removeAll()
    give_back_freed_memory()
    var duplicates = rest.duplicates
    var runs = rest.runs
    let index = RunIndex(splitters: rest.splitters, spacing: budget.indexSpacing)
    while runs.count > budget.fanIn { try mergePass(&runs, index, &duplicates) }
    let last = part
    part = MemoryPart(chunkBytes: budget.chunkBytes)
    return GroupedReviews(
      runs: runs, parts: rest.parts + (last.isEmpty ? [] : [last]), splitters: rest.splitters,
      budget: budget, sharedIDBytes: ids.count, hasArrivals: hasArrivals, duplicates: duplicates)
  }
}

extension ProductGrouper {
  /// What the budget is compared with.
  var neededBytes: Int { part.heldBytes + spiller.heldBytes + budget.writeBufferBytes }

  private func closePart() throws(Problem) {
    guard !part.isEmpty else { return }
    ids.add(part.ids)
    let full = part
    part = MemoryPart(chunkBytes: budget.chunkBytes)
    try spiller.close(full)
  }

  /// Merges neighbouring runs until few enough are left, or each has been merged once.
  ///
  /// Only neighbours: the order of runs says which of two equal reviews is newer. The new runs go to a new
  /// file, and the old one is freed with the last of its runs.
  private func mergePass(
    _ runs: inout [SpillRun], _ index: RunIndex, _ duplicates: inout Int
  ) throws(Problem) {
    let target = try SpillFile(folder: temporaryFolder, calls: calls)
    var merged: [SpillRun] = []
    var next = 0
    while next < runs.count && merged.count + runs.count - next > budget.fanIn {
      let excess = merged.count + runs.count - next - budget.fanIn
      let end = min(next + min(budget.fanIn, excess + 1), runs.count)
      let (run, counts) = try merge(runs[next..<end], into: target, index)
      duplicates += counts.duplicates
      mergedBytes += run.byteCount
      merged.append(run)
      next = end
    }
    runs = merged + runs[next...]
  }

  private func merge(
    _ runs: ArraySlice<SpillRun>, into target: SpillFile, _ index: RunIndex
  ) throws(Problem) -> (SpillRun, GroupCounts) {
    let bufferBytes = budget.readBufferBytes(runs: runs.count)
    let sources = MergeSources(
      runs: Array(runs), parts: [], range: KeyRange(), bufferBytes: bufferBytes, sharedIDBytes: ids.count)
    let writer = RunWriter(
      file: target, bufferBytes: budget.writeBufferBytes, index: index
    ) { [spiller] in spiller.isCancelled }
    var merger = RunMerger(sources, sharedKeyBytes: 0)
    try merger.merge(into: writer)
    return (try writer.finish(), merger.counts)
  }
}
