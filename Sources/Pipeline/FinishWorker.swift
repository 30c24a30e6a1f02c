import Grouping
import Records
import Requests

/// Makes the requests of one range after the other; used by one thread.
///
/// A range that is done before its turn is kept, and the next one begun: ranges take different times, and
/// threads that wait for each other at each of them leave a sixth of the time of two cores unused.
final class FinishWorker {
  typealias Write = @Sendable (RequestChunk, _ offset: Int) throws(Problem) -> Void

  private let groups: GroupedReviews
  private let limits: RequestLimits
  private let queue: ChunkQueue
  private let write: Write
  /// The last chunks of ranges whose turn has not come, in their order.
  private var kept: [(chunk: RequestChunk, range: Int)] = []
  /// What came of the ranges that are done.
  private(set) var counts = GroupCounts()

  /// Enough that the one who has the turn is seldom waited for; each is about 1 MiB.
  private static let keptCount = 3

  init(groups: GroupedReviews, limits: RequestLimits, queue: ChunkQueue, write: @escaping Write) {
    self.groups = groups
    self.limits = limits
    self.queue = queue
    self.write = write
  }

  /// Works until no range is left; throws what made the queue fail, or its own problem.
  func run() throws(Problem) {
    while let range = queue.claim() {
      kept.append((try lastChunk(of: range), range))
      while let next = kept.first {
        let isDone = try emit(next.chunk, of: next.range, isLast: true, waits: kept.count > Self.keptCount)
        guard isDone else { break }
        kept.removeFirst()
      }
    }
    try emitKept()
  }

  private func lastChunk(of range: Int) throws(Problem) -> RequestChunk {
    let chunk = queue.emptyChunk()
    let sink = ChunkSink(
      ChunkAssembler(
        maxReviews: limits.maxReviews, maxBytes: limits.maxBytes, shape: limits.shape,
        chunkBytes: groups.chunkBytes, into: chunk
      ) { [self] (chunk) throws(Problem) in
        let full = queue.emptyChunk()
        full.exchange(with: chunk)
        try emitKept()
        _ = try emit(full, of: range, isLast: false, waits: true)
      })
    counts += try groups.merge(range: range, into: sink)
    try sink.assembler.finish()
    return chunk
  }

  private func emitKept() throws(Problem) {
    for next in kept { _ = try emit(next.chunk, of: next.range, isLast: true, waits: true) }
    kept.removeAll()
  }

  /// Returns false where it is not the chunk's turn.
  private func emit(
    _ chunk: RequestChunk, of range: Int, isLast: Bool, waits: Bool
  ) throws(Problem) -> Bool {
    guard let place = try queue.place(chunk, of: range, isLast: isLast, waits: waits) else { return false }
    try write(chunk, place.offset)
    queue.put(chunk, at: place)
    return true
  }
}

/// Takes the reviews of a range.
private final class ChunkSink: GroupSink {
  let assembler: ChunkAssembler

  init(_ assembler: ChunkAssembler) { self.assembler = assembler }

  func product(_ key: UnsafeBufferPointer<UInt8>) throws(Problem) { try assembler.product(key) }

  func review(id: UnsafeBufferPointer<UInt8>, body: UnsafeBufferPointer<UInt8>) throws(Problem) {
    try assembler.review(id: id, body: body)
  }
}
