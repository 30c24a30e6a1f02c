import Grouping
import Records
import Requests

/// Makes the requests of one range after the other, and writes what is in order; used by one thread.
final class FinishWorker {
  typealias Write = @Sendable (RequestChunk, _ offset: Int) throws(Problem) -> Void

  private let groups: GroupedReviews
  private let limits: RequestLimits
  private let queue: ChunkQueue
  private let write: Write
  /// What came of the ranges that are done.
  private(set) var counts = GroupCounts()

  init(groups: GroupedReviews, limits: RequestLimits, queue: ChunkQueue, write: @escaping Write) {
    self.groups = groups
    self.limits = limits
    self.queue = queue
    self.write = write
  }

  /// Works until no range is left; throws what made the queue fail, or its own problem.
  func run() throws(Problem) {
    while let range = queue.claim() { try handIn(lastChunk(of: range), of: range, isLast: true) }
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
        try handIn(full, of: range, isLast: false)
      })
    counts += try groups.merge(range: range, into: sink)
    try sink.assembler.finish()
    return chunk
  }

  /// What somebody else is writing at is left to them: two who write to one file wait for each other in the system.
  private func handIn(_ chunk: RequestChunk, of range: Int, isLast: Bool) throws(Problem) {
    try queue.handIn(chunk, of: range, isLast: isLast)
    while let next = queue.nextToWrite() {
      try write(next.chunk, next.offset)
      queue.didWrite(next.chunk)
    }
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
